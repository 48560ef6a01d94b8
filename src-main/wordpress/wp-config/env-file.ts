import { type ByteString, bytesToString } from '../byte-string.ts';
import { type Leaf, unknown, type Value } from './world.ts';

const name = '[A-Za-z_][A-Za-z0-9_.]*';
const entry = new RegExp(
  `^[ \\t]*(?:export[ \\t]+)?(?:(${name})|'(${name})'|"(${name})")[ \\t]*=[ \\t]*` +
    `((?:'[^']*'|"(?:[^"\\\\]|\\\\[\\s\\S])*")(?=[ \\t]*(?:#.*)?$)|[^\\r\\n]*)`,
  'gm',
);

/**
 * What a .env file gives, as phpdotenv reads it: `export` prefixes, three ways of quoting, comments. A name that stands
 * twice has leaves for both, because versions of phpdotenv differ on which one counts.
 */
export function readEnvFile(path: string, bytes: Buffer): Map<string, Value> {
  const text = bytesToString(bytes);
  const values = new Map<string, Value>();
  for (const found of text.matchAll(entry)) {
    const key = found[1] ?? found[2] ?? found[3] ?? '';
    const written = found[4] ?? '';
    const start = found.index + found[0].length - written.length;
    const read = readWritten(written);
    const line = text.slice(0, start).split(/\r\n|\n|\r/).length;
    const leaf: Leaf = { path, line, start, end: start + read.length, style: 'env' };
    values.set(key, joined(values.get(key), read.value, leaf));
  }
  return values;
}

function joined(before: Value | undefined, value: ByteString | null, leaf: Leaf): Value {
  const earlier = before?.kind === 'known' ? (before.leaves ?? []) : [];
  if (value === null || before?.kind === 'unknown') {
    return unknown(`line ${leaf.line} of the .env file builds it from other variables`, leaf);
  }
  return { kind: 'known', value, leaves: [...earlier, leaf] };
}

/** The value and how many bytes its writing takes; a null value is built from other variables. */
function readWritten(written: ByteString): { value: ByteString | null; length: number } {
  const quoted = /^(['"])([\s\S]*)\1$/.exec(written);
  const body = quoted?.[2] ?? '';
  if (quoted?.[1] === "'") return { value: body, length: written.length };
  if (quoted)
    return { value: /(?<!\\)\$\{?[A-Za-z_]/.test(body) ? null : resolveEscapes(body), length: written.length };
  // An open quote: phpdotenv refuses the file.
  if (/^['"]/.test(written)) return { value: null, length: written.length };
  const bare = written.replace(/(?:[ \t]+#.*|^#.*)$/, '').replace(/[ \t]+$/, '');
  return { value: /\$\{/.test(bare) ? null : bare, length: bare.length };
}

function resolveEscapes(body: ByteString): ByteString {
  const controls: Record<string, string> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' };
  return body.replace(/\\([nrtfv"\\$])/g, (_, code: string) => controls[code] ?? code);
}

/** The entry's value as written before, in its own quotes. */
export function writeEnvValue(value: ByteString, written: ByteString): ByteString {
  if (!/^[A-Za-z0-9_-]+$/.test(value))
    throw new RangeError('A value outside the alphabet of new salts is never written.');
  const quote = written.startsWith('"') ? '"' : written.startsWith("'") ? "'" : '';
  return `${quote}${value}${quote}`;
}
