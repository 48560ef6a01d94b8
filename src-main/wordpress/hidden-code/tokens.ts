import phpParser from 'php-parser';
import { bytesToString } from '../byte-string.ts';

/** One word of PHP; white space and comments, in which code likes to hide from searches, are gone. */
export interface Token {
  /** PHP's own name for it, as T_EVAL; a single character is its own. */
  type: string;
  text: string;
  line: number;
}

const largest = 2 * 1024 * 1024;
const silent = new Set(['T_WHITESPACE', 'T_COMMENT', 'T_DOC_COMMENT', 'T_INLINE_HTML']);

/** The words of a PHP file, whether it has mistakes or not; null where it is larger than 2 MB or the lexer gives up. */
export function tokensOf(bytes: Uint8Array): Token[] | null {
  if (bytes.length > largest) return null;
  try {
    // Not kept: what a lexer that stopped half-way still holds must not reach the next file. `<?` counts as PHP: it may.
    const lexer = new phpParser.Engine({
      parser: { suppressErrors: true, version: '8.3' },
      lexer: { all_tokens: true, comment_tokens: true, short_tags: true } as object,
    });
    return asTokens(lexer.tokenGetAll(bytesToString(bytes)) as unknown as readonly unknown[]);
  } catch {
    return null;
  }
}

function asTokens(raw: readonly unknown[]): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const one of raw) {
    if (Array.isArray(one)) {
      line = Number(one[2]) || line;
      if (!silent.has(String(one[0]))) tokens.push({ type: String(one[0]), text: String(one[1]), line });
    } else tokens.push({ type: String(one), text: String(one), line });
  }
  return tokens;
}

const known = new WeakMap<readonly Token[], Int32Array>();

/** Where the bracket that opens at `open` closes; the end of the file where it doesn't. */
export function closeOf(tokens: readonly Token[], open: number): number {
  const closings = known.get(tokens) ?? closingsOf(tokens);
  known.set(tokens, closings);
  return closings[open] ?? open;
}

/** Of every bracket at once, so that a file of nothing but brackets takes no longer than another. */
function closingsOf(tokens: readonly Token[]): Int32Array {
  const closings = new Int32Array(tokens.length).fill(tokens.length - 1);
  const open: number[] = [];
  for (const [at, { type }] of tokens.entries()) {
    if (type === '(' || type === '[' || type === '{' || type === 'T_CURLY_OPEN') open.push(at);
    else if (type === ')' || type === ']' || type === '}') closings[open.pop() ?? at] = at;
  }
  return closings;
}

/** What is longer is looked at so far only. */
const mostAtOnce = 2000;

/** The words from `start` to the end of the statement or of the bracket that holds it. */
export function restOfStatement(tokens: readonly Token[], start: number): Token[] {
  let at = start;
  while (at < tokens.length && at - start < mostAtOnce) {
    const type = tokens[at]?.type ?? '';
    if (type === ';' || type === 'T_CLOSE_TAG' || type === ')' || type === ']' || type === '}') break;
    at = type === '(' || type === '[' || type === '{' ? closeOf(tokens, at) + 1 : at + 1;
  }
  return tokens.slice(start, Math.min(at, start + mostAtOnce));
}

const notCalls = new Set(['T_OBJECT_OPERATOR', 'T_NULLSAFE_OBJECT_OPERATOR', 'T_DOUBLE_COLON', 'T_FUNCTION', 'T_NEW']);

/** The function that is called here, in lower case and without its namespace; null where none is. */
export function calledAt(tokens: readonly Token[], at: number): string | null {
  const token = tokens[at];
  if (!token || tokens[at + 1]?.type !== '(' || notCalls.has(tokens[at - 1]?.type ?? '')) return null;
  if (token.type === 'T_EVAL') return 'eval';
  if (token.type !== 'T_STRING' && !token.type.startsWith('T_NAME')) return null;
  return token.text.toLowerCase().split('\\').pop() ?? null;
}

/** What stands between the brackets of the call at `at`. */
export const argumentsOf = (tokens: readonly Token[], at: number): Token[] =>
  tokens.slice(at + 2, Math.min(closeOf(tokens, at + 1), at + mostAtOnce));

/** A plain string as PHP sees it; null for what is none. */
export function literalOf(token: Token | undefined): string | null {
  if (token?.type !== 'T_CONSTANT_ENCAPSED_STRING') return null;
  const text = token.text.replace(/^b/i, '');
  const inner = text.slice(1, -1);
  return text.startsWith('"') ? unescaped(inner) : inner.replaceAll(/\\([\\'])/g, '$1');
}

const unescaped = (text: string): string =>
  text.replaceAll(
    /\\(?:x([0-9a-f]{1,2})|([0-7]{1,3})|u\{([0-9a-f]{1,6})\}|([\s\S]))/gi,
    (all, hex, octal, code, other) => {
      if (other !== undefined) return other === 'n' ? '\n' : other === 't' ? '\t' : other;
      const point = hex || code ? Number.parseInt(hex ?? code, 16) : Number.parseInt(octal, 8) & 255;
      return point <= 0x10ffff ? String.fromCodePoint(point) : all;
    },
  );
