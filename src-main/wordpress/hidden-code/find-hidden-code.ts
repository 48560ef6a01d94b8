import { findCalls } from './calls.ts';
import { disguisedName } from './names.ts';
import { isRequest, type Source, sourcesIn, taintedIn } from './sources.ts';
import { closeOf, literalOf, restOfStatement, type Token, tokensOf } from './tokens.ts';

/** Something in a file that honest code does not do, or hardly. */
export interface HiddenCode {
  /** As for findings: how sure it is that this is an attacker's. */
  sure: 'certain' | 'likely' | 'possible';
  /** A sentence without a word of the file's own. */
  what: string;
  line: number;
}
/** The words of a file, with what its variables hold. */
export interface Words {
  tokens: readonly Token[];
  tainted: ReadonlyMap<string, ReadonlySet<Source>>;
  /** Where each variable was given a value last, up to the word that is being looked at. */
  given: Map<string, number>;
}

const mostOfOneFile = 20;
const mostInAll = 2000;
const rank = { certain: 0, likely: 1, possible: 2 };

/**
 * Looks through a PHP file for code that hides: the worst first, one of a kind. It reads words (names, strings, brackets), so white space, comments and
 * letter case don't hide anything; it runs nothing. null: the file can't be read as PHP. An empty list is no proof of innocence.
 */
export function findHiddenCode(bytes: Uint8Array): HiddenCode[] | null {
  const tokens = tokensOf(bytes);
  if (tokens === null) return null;
  const words: Words = { tokens, tainted: taintedIn(tokens), given: new Map() };
  const found: HiddenCode[] = [];
  for (const [at, { type, text }] of tokens.entries()) {
    found.push(...findCalls(words, at), ...findOther(words, at));
    if (type === 'T_VARIABLE' && tokens[at + 1]?.type === '=') words.given.set(text, at);
    if (found.length > mostInAll) break;
  }
  const kinds = new Map<string, HiddenCode>();
  for (const one of [...found, ...longText(words)]) if (!kinds.has(one.what)) kinds.set(one.what, one);
  return [...kinds.values()].sort((one, other) => rank[one.sure] - rank[other.sure]).slice(0, mostOfOneFile);
}

function findOther(words: Words, at: number): HiddenCode[] {
  const { tokens } = words;
  const token = tokens[at];
  if (!token) return [];
  const { line } = token;
  if (disguisedName(tokens, at) !== null)
    return [{ sure: 'likely', what: 'It spells the name of a function so that searches miss it', line }];
  if (token.type !== 'T_VARIABLE') return [];
  const called = callOf(tokens, at);
  if (called && isRequest(tokens, at))
    return [{ sure: 'certain', what: 'It calls whatever function a request names', line }];
  if (called && tokens[at + 1]?.type === '(' && lastGiven(words, at).has('request'))
    return [{ sure: 'likely', what: 'It calls a function that a request may name', line }];
  return [];
}

/** Where the value comes from that the variable at `at` was given last before; in another function it may be another variable. */
function lastGiven({ tokens, tainted, given }: Words, at: number): ReadonlySet<Source> {
  const name = tokens[at]?.text ?? '';
  const last = tainted.has(name) ? given.get(name) : undefined;
  return last === undefined ? new Set() : sourcesIn(restOfStatement(tokens, last + 2), tainted);
}

/** Whether the variable at `at`, with its indices, is called: `$f(`, `$_POST['a'](`. */
function callOf(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.type ?? '';
  if (['T_OBJECT_OPERATOR', 'T_DOUBLE_COLON', 'T_NEW', 'T_FUNCTION', '$'].includes(before)) return false;
  let end = at + 1;
  while (tokens[end]?.type === '[' && end - at < 100) end = closeOf(tokens, end) + 1;
  return tokens[end]?.type === '(';
}

/** A long encoded text in a file that also decodes and runs something. */
function longText({ tokens }: Words): HiddenCode[] {
  const long = tokens.find((token) => /^[A-Za-z0-9+/=\s]{400,}$/.test(literalOf(token) ?? ''));
  const decodes = tokens.some(({ type, text }) => type === 'T_STRING' && /^(base64_decode|gzinflate)$/i.test(text));
  if (!long || !decodes) return [];
  const runs = tokens.some(({ type, text }) => type === 'T_EVAL' || /^(create_function|assert)$/i.test(text));
  return [
    {
      sure: runs ? 'likely' : 'possible',
      what: runs
        ? 'It holds a long encoded text, decodes and runs something'
        : 'It holds a long encoded text and decodes something',
      line: long.line,
    },
  ];
}
