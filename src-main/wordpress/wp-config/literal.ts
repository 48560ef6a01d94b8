import { type ByteString, fromText } from '../byte-string.ts';

export interface Literal {
  value: ByteString;
  style: 'single' | 'double' | 'heredoc';
}

/**
 * Reads a PHP string literal by PHP's own rules, independent of the parser: a second opinion on where it begins and
 * ends. `null` when these bytes are not exactly one literal without variables.
 */
export function readLiteral(source: ByteString): Literal | null {
  const text = /^[bB](?=['"<])/.test(source) ? source.slice(1) : source;
  if (text.startsWith("'")) return readSingle(text);
  if (text.startsWith('"')) return readDouble(text);
  if (text.startsWith('<<<')) return readHeredoc(text);
  return null;
}

/** The value as a literal of the given style. Only for values of the alphabet of new salts, which needs no escapes. */
export function writeLiteral(value: ByteString, style: Literal['style']): ByteString {
  if (!/^[A-Za-z0-9_-]*$/.test(value))
    throw new RangeError('A value outside the alphabet of new salts is never written.');
  return style === 'double' ? `"${value}"` : `'${value}'`;
}

function readSingle(text: ByteString): Literal | null {
  const found = /^'((?:[^'\\]|\\[\s\S])*)'$/.exec(text);
  return found ? { value: (found[1] ?? '').replace(/\\(['\\])/g, '$1'), style: 'single' } : null;
}

function readDouble(text: ByteString): Literal | null {
  const body = /^"((?:[^"\\]|\\[\s\S])*)"$/.exec(text)?.[1];
  if (body === undefined || interpolates(body)) return null;
  const value = resolveEscapes(body, '"');
  return value === null ? null : { value, style: 'double' };
}

function readHeredoc(text: ByteString): Literal | null {
  const found = /^<<<[ \t]*(['"]?)([A-Za-z_\x80-\xff][\w\x80-\xff]*)\1(?:\r\n|\n|\r)([\s\S]*)$/.exec(text);
  const [, quote, label, rest] = found ?? [];
  if (quote === undefined || label === undefined || rest === undefined || !rest.endsWith(label)) return null;
  const closing = /(?:^|\r\n|\n|\r)([ \t]*)$/.exec(rest.slice(0, -label.length));
  if (!closing) return null;
  const body = unindent(rest.slice(0, closing.index), closing[1] ?? '');
  // A line that begins with the label would have closed it earlier.
  const early = new RegExp(`(?:^|[\\r\\n])[ \\t]*${label}(?![\\w\\x80-\\xff])`);
  if (body === null || early.test(rest.slice(0, closing.index))) return null;
  if (quote === "'") return { value: body, style: 'heredoc' };
  const value = interpolates(body) ? null : resolveEscapes(body, null);
  return value === null ? null : { value, style: 'heredoc' };
}

/**
 * Takes the closing label's indentation from every line. Null where a line has less or another, and where the label's
 * own mixes tabs and spaces: PHP refuses both. A line of nothing but indentation may be shorter; PHP empties it.
 */
function unindent(body: ByteString, indentation: string): ByteString | null {
  if (indentation === '') return body;
  if (indentation.includes(' ') && indentation.includes('\t')) return null;
  const lines = body.split(/(?<=\n)|(?<=\r)(?!\n)/).map((line) => {
    const own = indentation.slice(0, line.search(/[\r\n]|$/));
    if (!line.startsWith(own)) return null;
    const rest = line.slice(own.length);
    return own.length === indentation.length || /^[\r\n]*$/.test(rest) ? rest : null;
  });
  return lines.includes(null) ? null : lines.join('');
}

/** PHP looks for variables in what is not escaped. */
function interpolates(body: ByteString): boolean {
  return /\$[A-Za-z_\x80-\xff{]|\{\$/.test(body.replace(/\\[\s\S]/g, '  '));
}

const controls: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', v: '\v', e: '\x1b', f: '\f' };

/** Escapes of double quotes and heredocs; `\"` counts only inside double quotes. Null for a \u{} that PHP refuses. */
function resolveEscapes(body: ByteString, quote: '"' | null): ByteString | null {
  let broken = false;
  const value = body.replace(/\\(u\{[^}]*\}?|[0-7]{1,3}|[xX][0-9A-Fa-f]{1,2}|[\s\S])/g, (all: string, code: string) => {
    if (code === '\\' || code === '$' || code === quote) return code;
    const control = controls[code];
    if (control !== undefined) return control;
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8) & 0xff);
    if (/^[xX]./.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    if (!code.startsWith('u{')) return all;
    const point = /^u\{([0-9A-Fa-f]{1,8})\}$/.exec(code)?.[1];
    const character = point === undefined ? Number.POSITIVE_INFINITY : Number.parseInt(point, 16);
    if (character > 0x10ffff || (character >= 0xd800 && character <= 0xdfff)) broken = true;
    return broken ? '' : fromText(String.fromCodePoint(character));
  });
  return broken ? null : value;
}
