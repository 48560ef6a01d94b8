import type { HiddenCode, Words } from './find-hidden-code.ts';
import { isRequest, type Source, sourcesIn } from './sources.ts';
import { argumentsOf, calledAt, literalOf, restOfStatement, type Token } from './tokens.ts';

const commands = new Set(['system', 'exec', 'shell_exec', 'passthru', 'popen', 'proc_open', 'pcntl_exec']);
const callers = new Set([
  ...['call_user_func', 'call_user_func_array', 'array_map', 'array_filter', 'array_walk', 'usort', 'uasort', 'uksort'],
  ...['register_shutdown_function', 'preg_replace_callback', 'forward_static_call', 'array_reduce', 'iterator_apply'],
]);
/** Which argument is the function; the first where nothing stands here. */
const callbackAt: Record<string, number> = {
  ...{ array_filter: 1, array_walk: 1, usort: 1, uasort: 1, uksort: 1, preg_replace_callback: 1, array_reduce: 1 },
};
const writers = new Set(['file_put_contents', 'fwrite', 'fputs']);
const includes = new Set(['T_INCLUDE', 'T_INCLUDE_ONCE', 'T_REQUIRE', 'T_REQUIRE_ONCE']);

/** What the call, or the include, that begins at `at` does that honest code does not. */
export function findCalls(words: Words, at: number): HiddenCode[] {
  const { tokens, tainted } = words;
  const token = tokens[at];
  if (!token) return [];
  if (includes.has(token.type)) return included(restOfStatement(tokens, at + 1), token.line);
  if (token.type === '`') return shell(words, at);
  const name = calledAt(tokens, at);
  if (name === null) return [];
  const given = argumentsOf(tokens, at);
  const from = (one: readonly Token[]) => sourcesIn(one, tainted);
  const says = (sure: HiddenCode['sure'], what: string): HiddenCode[] => [{ sure, what, line: token.line }];
  if (name === 'eval') return evaluated(given, from(given), says);
  if (name === 'assert' || name === 'create_function') return asserted(name, given, from(given), says);
  if (commands.has(name)) {
    if (has(given, isRequest)) return says('certain', 'It runs a command that a request gives');
    return from(given).has('request') ? says('likely', 'It runs a command that a request may give') : [];
  }
  if (callers.has(name)) {
    const callback = splitArguments(given)[callbackAt[name] ?? 0] ?? [];
    return has(callback, isRequest) ? says('certain', 'It calls whatever function a request names') : [];
  }
  if (writers.has(name) && has(given, isRequest)) return says('likely', 'It writes into a file what a request gives');
  if (name === 'preg_replace' && given.length > 0 && runsReplacement(given[0]))
    return says('likely', 'It runs what it replaces (preg_replace with /e)');
  return [];
}

type Says = (sure: HiddenCode['sure'], what: string) => HiddenCode[];

function evaluated(given: readonly Token[], from: ReadonlySet<Source>, says: Says): HiddenCode[] {
  if (has(given, isRequest)) return says('certain', 'It runs code that a request gives (eval)');
  if (from.has('request')) return says('likely', 'It runs code that a request may give (eval)');
  if (from.has('fetched')) return says('likely', 'It fetches code from elsewhere and runs it (eval)');
  if (from.has('decoded')) return says('likely', 'It decodes code and runs it (eval)');
  if (from.has('stored')) return says('likely', 'It runs code out of the database (eval)');
  return says('possible', 'It runs a text as code (eval)');
}

function asserted(name: string, given: readonly Token[], from: ReadonlySet<Source>, says: Says): HiddenCode[] {
  if (has(given, isRequest)) return says('certain', `It runs code that a request gives (${name})`);
  if (name === 'create_function' && (from.has('request') || from.has('decoded')))
    return says('likely', 'It makes a function of what it decodes or a request gives (create_function)');
  if (name === 'assert' && has(given, (tokens, at) => calledAt(tokens, at) === 'base64_decode'))
    return says('likely', 'It decodes code and runs it (assert)');
  return name === 'create_function' ? says('possible', 'It runs a text as code (create_function)') : [];
}

const has = (tokens: readonly Token[], is: (tokens: readonly Token[], at: number) => boolean): boolean =>
  tokens.some((_, at) => is(tokens, at));

/** A visitor's choice of file is a hole or a back door; a picture or a text as PHP is a disguise. */
function included(path: readonly Token[], line: number): HiddenCode[] {
  if (has(path, isRequest)) return [{ sure: 'likely', what: 'It includes a file that a request names', line }];
  if (
    has(path, (tokens, at) => /^(base64_decode|hex2bin|str_rot13|strrev|gzinflate)$/.test(calledAt(tokens, at) ?? ''))
  )
    return [{ sure: 'likely', what: 'It includes a file whose name it decodes', line }];
  const texts = path.flatMap((token) => literalOf(token) ?? []);
  if (texts.some((text) => /^(https?|ftp|data|php|expect|phar):/i.test(text)))
    return [{ sure: 'likely', what: 'It includes code from an address instead of a file', line }];
  if (/\.(ico|png|jpe?g|gif|svg|webp|bmp|txt|log|css|woff2?|bak|tmp|dat|zip)$/i.test(texts.at(-1) ?? ''))
    return [{ sure: 'likely', what: 'It includes a picture, text or archive as code', line }];
  if (texts.some((text) => /^\/?(tmp|dev\/shm|var\/tmp)\//.test(text)))
    return [{ sure: 'likely', what: 'It includes a file from a folder for temporary files', line }];
  return [];
}

/** Backticks run a command. Between a closing one and the next opening one nothing of a request stands, in code that PHP takes. */
function shell({ tokens, tainted }: Words, at: number): HiddenCode[] {
  const inner: Token[] = [];
  for (let next = at + 1; next < tokens.length && inner.length < 100; next += 1) {
    const token = tokens[next];
    if (!token || token.type === '`' || token.type === ';') break;
    inner.push(token);
  }
  const line = tokens[at]?.line ?? 0;
  if (has(inner, isRequest)) return [{ sure: 'certain', what: 'It runs a command that a request gives', line }];
  if (sourcesIn(inner, tainted).has('request'))
    return [{ sure: 'likely', what: 'It runs a command that a request may give', line }];
  return [];
}

function splitArguments(given: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of given) {
    if (['(', '[', '{'].includes(token.type)) depth += 1;
    if ([')', ']', '}'].includes(token.type)) depth -= 1;
    if (token.type === ',' && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** A pattern with the modifier e, which old PHP ran. */
function runsReplacement(pattern: Token | undefined): boolean {
  const text = literalOf(pattern) ?? '';
  const ends: Record<string, string> = { '(': ')', '[': ']', '{': '}', '<': '>' };
  const [first = ''] = text;
  if (!/[^\sA-Za-z0-9\\]/.test(first)) return false;
  const last = text.lastIndexOf(ends[first] ?? first);
  return last > 0 && /^[imsxADSUXJu]*e[imsxADSUXJu]*$/.test(text.slice(last + 1));
}
