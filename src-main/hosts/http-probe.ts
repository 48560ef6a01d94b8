import type { Readable } from 'node:stream';
import { Agent, request } from 'undici';
import { ResaltError } from '../contract/failures.ts';
import { passHeader, seenHeader } from '../wordpress/closed-to-visitors.ts';

export interface ProbeOptions {
  /** The whole Cookie header. Never logged, never in a message. */
  readonly cookie?: string;
  /** Sent as a form by POST, once: a login. Never logged, never in a message. */
  readonly form?: Readonly<Record<string, string>>;
  /** By which Resalt comes into a site that it has closed; '': none is shown. Never logged, never in a message. */
  readonly pass?: string;
  /** Asks as browsers do, so that a page cache gives what it has; else every cache that listens is passed by. */
  readonly cached?: boolean;
  /** Milliseconds for everything, the name look-up and the body too; 10 000 when not given. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface ProbeResult {
  readonly status: number;
  /** The Location header as sent: not followed, not trusted. */
  readonly location: string | null;
  /** At most the first 64 KiB, one character per byte. */
  readonly body: string;
  /** The web server's clock, as it wrote it. */
  readonly dateHeader: string | null;
  /** The header X-Powered-By, by which PHP tells its version where it is let. */
  readonly poweredBy?: string | null;
  /** The header Server, as sent. */
  readonly server?: string | null;
  /** What a site that Resalt has closed tells who has the pass: from which address the request came, packed. */
  readonly seenAs?: string | null;
  /** Names of the cookies that the answer sets and does not take back; never their values. */
  readonly cookieNames?: readonly string[];
  readonly ms: number;
}

const BODY_BYTES = 64 * 1024;
const HEADER_CHARACTERS = 2048;

/** Connections are kept for the next probe of the same site; an idle one does not keep the program alive. */
const agent = new Agent({ maxHeaderSize: 32 * 1024, keepAliveTimeout: 10_000, connections: 16 });

/** One GET, or POST of a form, past every cache that listens unless `cached`. Any answer is a result; fails with HOST_UNREACHABLE, TIMED_OUT, CANCELLED, INPUT_INVALID. */
export async function probe(url: string, options: ProbeOptions = {}): Promise<ProbeResult> {
  const target = webAddress(url);
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 10_000);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  const started = performance.now();
  try {
    const answer = await ask(target, options, signal);
    const body = await beginning(answer.body, signal);
    return {
      status: answer.statusCode,
      location: header(answer.headers.location),
      body,
      dateHeader: header(answer.headers.date),
      poweredBy: header(answer.headers['x-powered-by']),
      server: header(answer.headers.server),
      seenAs: header(answer.headers[seenHeader.toLowerCase()]),
      cookieNames: namesOfCookies(answer.headers['set-cookie']),
      ms: Math.round(performance.now() - started),
    };
  } catch (error) {
    throw translated(error, target, options, timeout);
  }
}

function webAddress(url: string): URL {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target && (target.protocol === 'http:' || target.protocol === 'https:')) return target;
  throw new ResaltError('INPUT_INVALID', 'The address of a site must begin with http:// or https://.', 'never');
}

/** A kept connection may be closed by the server at the moment it is used again; a GET can then simply be repeated. */
async function ask(target: URL, { cookie, form, pass, cached }: ProbeOptions, signal: AbortSignal) {
  const headers: Record<string, string> = {
    'user-agent': 'Resalt',
    accept: 'text/html,*/*;q=0.5',
    'accept-encoding': 'identity',
    ...(cached ? {} : { 'cache-control': 'no-cache', pragma: 'no-cache' }),
    ...(cookie === undefined ? {} : { cookie }),
    ...(pass ? { [passHeader]: pass } : {}),
    ...(target.username ? { authorization: basic(target) } : {}),
  };
  const url = target.origin + target.pathname + target.search;
  if (form) {
    const body = new URLSearchParams(form).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return request(url, { method: 'POST', dispatcher: agent, headers: { ...headers, ...type }, body, signal });
  }
  const get = () => request(url, { dispatcher: agent, headers, signal });
  try {
    return await get();
  } catch (error) {
    if (codeOf(error) !== 'UND_ERR_SOCKET' && codeOf(error) !== 'ECONNRESET') throw error;
    return get();
  }
}

/** Of a cookie that is set more than once the last counts; a blank value or " " takes it back, as WordPress does it. */
function namesOfCookies(lines: string | string[] | undefined): string[] {
  const set = new Map<string, boolean>();
  for (const line of [lines ?? []].flat().slice(0, 100)) {
    const [, name, value = ''] = /^([^=;\s]{1,200})=([^;]*)/.exec(line) ?? [];
    if (name) set.set(name, !['', '+', '%20', 'deleted'].includes(value.trim()));
  }
  return [...set].filter(([, there]) => there).map(([name]) => name);
}

function basic(target: URL): string {
  const pair = `${decodeURIComponent(target.username)}:${decodeURIComponent(target.password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

/** Reads no more than it keeps: the rest of a long answer is hung up on. */
async function beginning(body: Readable, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    signal.throwIfAborted();
    chunks.push(chunk);
    size += chunk.length;
    if (size >= BODY_BYTES) break; // leaving the loop destroys the body
  }
  return Buffer.concat(chunks).subarray(0, BODY_BYTES).toString('latin1');
}

function header(value: string | string[] | undefined): string | null {
  const text = Array.isArray(value) ? value[0] : value;
  return text === undefined ? null : text.slice(0, HEADER_CHARACTERS).replaceAll(/[^\x20-\x7e\x80-\xff]/g, '');
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^ENOTFOUND$/, 'no such host name'],
  [/^EAI_AGAIN$/, 'the name service does not answer'],
  [/^ECONNREFUSED$/, 'nothing listens there'],
  [/^(EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/, 'no answer'],
  [/^CERT_HAS_EXPIRED$/, 'its TLS certificate has expired'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'its TLS certificate is for another name'],
  [/CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/, 'its TLS certificate is not from an authority that this machine trusts'],
  [/SSL|TLS|^EPROTO$/, 'no TLS connection could be made'],
  [/^(HPE_.*|UND_ERR_HEADERS_OVERFLOW)$/, 'it does not answer in HTTP as it should'],
];

function translated(error: unknown, target: URL, options: ProbeOptions, timeout: AbortSignal): ResaltError {
  const where = target.origin + target.pathname;
  const code = codeOf(error);
  if (options.signal?.aborted) return new ResaltError('CANCELLED', `${where}: cancelled.`, 'safe');
  if (timeout.aborted) {
    const seconds = (options.timeoutMs ?? 10_000) / 1000;
    return new ResaltError('TIMED_OUT', `${where} did not answer within ${seconds} s.`, 'safe');
  }
  if (code === 'UND_ERR_INVALID_ARG')
    return new ResaltError('INPUT_INVALID', `${where} can't be asked: its address or cookie is malformed.`, 'never');
  const reason = REASONS.find(([pattern]) => pattern.test(code))?.[1] ?? 'it closed the connection without an answer';
  return new ResaltError('HOST_UNREACHABLE', `Can't reach ${where}: ${reason}.`, 'safe');
}
