import { calledAt, literalOf, type Token } from './tokens.ts';

const dangerous = new Set([
  ...['eval', 'assert', 'base64_decode', 'gzinflate', 'gzuncompress', 'str_rot13', 'create_function', 'system', 'exec'],
  ...['shell_exec', 'passthru', 'popen', 'proc_open', 'pcntl_exec', 'call_user_func', 'call_user_func_array'],
  ...['file_put_contents', 'move_uploaded_file', 'preg_replace', 'wp_create_user', 'wp_insert_user'],
]);
export const isDangerous = (name: string): boolean => dangerous.has(name.toLowerCase());

/** A dangerous function's name that is spelled so that a search does not find it, put together at `at`; null where none is. */
export function disguisedName(tokens: readonly Token[], at: number): string | null {
  const spelled = joined(tokens, at) ?? chain(tokens, at) ?? turned(tokens, at) ?? escaped(tokens[at]);
  return spelled !== null && isDangerous(spelled) ? spelled.toLowerCase() : null;
}

/** "ass" . "ert" */
function joined(tokens: readonly Token[], at: number): string | null {
  if (tokens[at - 1]?.type === '.') return null;
  let text = literalOf(tokens[at]);
  if (text === null || tokens[at + 1]?.type !== '.') return null;
  for (let next = at + 1; tokens[next]?.type === '.' && text.length < 64; next += 2) {
    const part = literalOf(tokens[next + 1]);
    if (part === null) return null;
    text += part;
  }
  return text;
}

/** chr(101) . chr(118) . … */
function chain(tokens: readonly Token[], at: number): string | null {
  let text = '';
  for (let next = at; calledAt(tokens, next) === 'chr' && text.length < 64; next += 5) {
    text += String.fromCharCode(Number(tokens[next + 2]?.text) & 255);
    if (tokens[next + 3]?.type !== ')') return null;
    if (tokens[next + 4]?.type !== '.') break;
  }
  return text || null;
}

/** strrev('tressa'), str_rot13('nffreg'), base64_decode('YXNzZXJ0') */
function turned(tokens: readonly Token[], at: number): string | null {
  const called = calledAt(tokens, at);
  const text = literalOf(tokens[at + 2]);
  if (text === null || text.length > 64 || tokens[at + 3]?.type !== ')') return null;
  if (called === 'strrev') return [...text].reverse().join('');
  if (called === 'base64_decode') return Buffer.from(text, 'base64').toString('latin1');
  if (called === 'hex2bin') return Buffer.from(text, 'hex').toString('latin1');
  if (called === 'str_rot13') return rot13(text);
  return null;
}

const rot13 = (text: string): string =>
  text.replaceAll(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });

/** "\x65val" */
function escaped(token: Token | undefined): string | null {
  return token && /^"[^"]*\\(x[0-9a-f]|[0-7])/i.test(token.text) ? literalOf(token) : null;
}
