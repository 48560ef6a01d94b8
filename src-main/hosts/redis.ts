import type { Duplex } from 'node:stream';
import { ResaltError } from '../contract/failures.ts';

export interface RedisLogin {
  readonly username?: string;
  readonly password?: string;
  readonly database: number;
}

const TIMEOUT_MS = 10_000;
const KEYS_PER_COMMAND = 500;
/** Longest reply that can come: an error's text. */
const LINE_BYTES = 4096;

/**
 * Deletes keys over a stream to the server, which it ends, and answers how many were there. One round trip; one more for
 * another database than 0, because after a refused SELECT the server would go on in database 0.
 */
export async function deleteCacheKeys(stream: Duplex, login: RedisLogin, keys: readonly string[]): Promise<number> {
  const deletions: string[][] = [];
  for (let at = 0; at < keys.length; at += KEYS_PER_COMMAND) {
    deletions.push(['DEL', ...keys.slice(at, at + KEYS_PER_COMMAND)]);
  }
  const counts = await pipeline(stream, login, deletions);
  return counts.reduce((sum, reply) => sum + count(reply), 0);
}

/** Empties one database of the server over a stream to it, which it ends. Round trips as above. */
export async function flushDatabase(stream: Duplex, login: RedisLogin): Promise<void> {
  const [reply] = await pipeline(stream, login, [['FLUSHDB']]);
  if (reply !== '+OK') throw strange();
}

function count(reply: string): number {
  if (!/^:\d{1,15}$/.test(reply)) throw strange();
  return Number(reply.slice(1));
}

/** Answers the replies to `commands`, each a line of RESP with its type character. */
async function pipeline(stream: Duplex, login: RedisLogin, commands: string[][]): Promise<string[]> {
  const { username, password, database } = login;
  const entry: string[][] = [];
  if (password !== undefined) entry.push(username ? ['AUTH', username, password] : ['AUTH', password]);
  if (database !== 0) entry.push(['SELECT', String(database)]);
  try {
    const entered = database === 0 ? [] : await exchange(stream, entry);
    const replies = await exchange(stream, database === 0 ? [...entry, ...commands] : commands);
    const all = [...entered, ...replies];
    if (all.slice(0, entry.length).some((reply) => reply !== '+OK')) throw strange();
    return all.slice(entry.length);
  } finally {
    stream.destroy();
  }
}

function encoded(words: readonly string[]): Buffer {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return Buffer.from(`*${words.length}\r\n${parts.join('')}`);
}

/** Sends commands at once and waits for one line each, which all commands used here answer; anything else is refused. */
function exchange(stream: Duplex, commands: readonly string[][]): Promise<string[]> {
  const lines: string[] = [];
  let rest = '';
  return new Promise((resolve, reject) => {
    const settle = (how: () => void) => {
      clearTimeout(timer);
      stream.off('data', read).off('error', lost).off('close', lost).off('end', lost);
      stream.on('error', () => {});
      stream.pause(); // one that never stops talking would else be listened to for ever
      how();
    };
    const fail = (error: ResaltError) => settle(() => reject(error));
    const late = () => fail(new ResaltError('TIMED_OUT', 'The Redis cache did not answer in time.', 'check-first'));
    const lost = () => fail(new ResaltError('HOST_UNREACHABLE', 'The Redis cache hung up.', 'check-first'));
    const timer = setTimeout(late, TIMEOUT_MS);
    const read = (chunk: Buffer) => {
      const parts = (rest + chunk.toString('latin1')).split('\r\n');
      rest = parts.pop() ?? '';
      lines.push(...parts);
      const refused = lines.find((line) => line.startsWith('-'));
      if (rest.length > LINE_BYTES || lines.length > commands.length || !lines.every(isReply)) fail(strange());
      else if (refused) fail(refusal(refused));
      else if (lines.length === commands.length) settle(() => resolve(lines));
    };
    stream.on('data', read).once('error', lost).once('close', lost).once('end', lost);
    stream.resume();
    stream.write(Buffer.concat(commands.map(encoded)));
  });
}

const isReply = (line: string) => /^[+:-]/.test(line) && line.length <= LINE_BYTES;

function refusal(reply: string): ResaltError {
  if (/^-(WRONGPASS|NOAUTH|ERR (invalid password|AUTH|Client sent AUTH))/.test(reply))
    return new ResaltError('AUTH_REFUSED', 'The Redis cache refuses the password of the site.', 'never');
  if (/^-(NOPERM|READONLY|MOVED)/.test(reply))
    return new ResaltError('NOT_ALLOWED_HERE', 'The Redis cache does not let this account delete keys.', 'never');
  return new ResaltError('COMMAND_FAILED', 'The Redis cache refused a command.', 'check-first');
}

function strange(): ResaltError {
  return new ResaltError(
    'COMMAND_FAILED',
    'What answers in place of the Redis cache does not speak Redis.',
    'check-first',
  );
}
