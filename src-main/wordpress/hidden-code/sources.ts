import { argumentsOf, calledAt, literalOf, restOfStatement, type Token } from './tokens.ts';

/** Where what is run comes from, the worst first. */
export const sources = ['request', 'decoded', 'fetched', 'stored'] as const;
export type Source = (typeof sources)[number];

const requests = new Set(['$_POST', '$_GET', '$_REQUEST', '$_COOKIE', '$_FILES', '$HTTP_RAW_POST_DATA']);
const decoders = new Set([
  ...['base64_decode', 'gzinflate', 'gzuncompress', 'gzdecode', 'str_rot13', 'hex2bin', 'convert_uudecode'],
  ...['strrev', 'openssl_decrypt', 'rawurldecode', 'urldecode', 'pack', 'mcrypt_decrypt'],
]);
const fetchers = new Set(['curl_exec', 'wp_remote_get', 'wp_remote_post', 'wp_remote_retrieve_body', 'fsockopen']);
const stores = new Set(['get_option', 'get_site_option', 'get_transient', 'get_site_transient', 'get_user_meta']);

/** A request's data: `$_POST`, and of `$_SERVER` what a visitor sends. */
export function isRequest(tokens: readonly Token[], at: number): boolean {
  const { type, text } = tokens[at] ?? { type: '', text: '' };
  if (type === 'T_VARIABLE' && requests.has(text)) return true;
  if (type === 'T_VARIABLE' && text === '$_SERVER')
    return /^(HTTP_|QUERY_STRING$|REQUEST_URI$)/.test(literalOf(tokens[at + 2]) ?? '');
  return literalOf(tokens[at]) === 'php://input' || calledAt(tokens, at) === 'getallheaders';
}

/** From where these words take data, by what stands in them and by the variables that hold such data. */
export function sourcesIn(tokens: readonly Token[], tainted: ReadonlyMap<string, ReadonlySet<Source>>): Set<Source> {
  const found = new Set<Source>();
  for (const [at, { type, text }] of tokens.entries()) {
    if (isRequest(tokens, at)) found.add('request');
    if (type === 'T_VARIABLE') for (const source of tainted.get(text) ?? []) found.add(source);
    const called = calledAt(tokens, at);
    if (called === null) continue;
    if (decoders.has(called)) found.add('decoded');
    if (fetchers.has(called) || (called === 'file_get_contents' && fetches(tokens, at))) found.add('fetched');
    if (stores.has(called)) found.add('stored');
  }
  return found;
}

const fetches = (tokens: readonly Token[], at: number): boolean =>
  argumentsOf(tokens, at).some((token) => /^(https?|ftp):/i.test(literalOf(token) ?? ''));

/** Variables that were given such data anywhere in the file, through up to three others. */
export function taintedIn(tokens: readonly Token[]): Map<string, Set<Source>> {
  const tainted = new Map<string, Set<Source>>();
  const given = tokens.flatMap(({ type, text }, at) => {
    const next = tokens[at + 1]?.type ?? '';
    if (type !== 'T_VARIABLE' || !(next === '=' || next === 'T_CONCAT_EQUAL')) return [];
    return { name: text, value: restOfStatement(tokens, at + 2) };
  });
  for (let round = 0; round < 3; round += 1)
    for (const { name, value } of given.slice(0, mostAssignments)) {
      const found = sourcesIn(value, tainted);
      if (found.size > 0) tainted.set(name, new Set([...(tainted.get(name) ?? []), ...found]));
    }
  return tainted;
}

const mostAssignments = 20_000;
