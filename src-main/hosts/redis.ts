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

/** Deletes keys in one round trip over a stream to the server, which it ends. Answers how many were there. */
export async function deleteCacheKeys(stream: Duplex, login: RedisLogin, keys: readonly string[]): Promise<number> {
  const deletions: string[][] = [];
  for (let at = 0; at < keys.length; at += KEYS_PER_COMMAND) {
    deletions.push(['DEL', ...keys.slice(at, at + KEYS_PER_COMMAND)]);
  }
  const counts = await pipeline(stream, login, deletions);
  return counts.reduce((sum, reply) => sum + count(reply), 0);
}

/** Empties one database of the server, in one round trip over a stream to it, which it ends. */
export async function flushDatabase(stream: Duplex, login: RedisLogin): Promise<void> {
  const [reply] = await pipeline(stream, login, [['FLUSHDB']]);
  if (reply !== '+OK') throw strange();
}

function count(reply: string): number {
  if (!/^:\d{1,15}$/.test(reply)) throw strange();
  return Number(reply.slice(1));
}

/** Sends everything at once; answers the replies to `commands`, each a line of RESP with its type character. */
async function pipeline(stream: Duplex, login: RedisLogin, commands: string[][]): Promise<string[]> {
  const { username, password, database } = login;
  const entry: string[][] = [];
  if (password !== undefined) entry.push(username ? ['AUTH', username, password] : ['AUTH', password]);
  entry.push(['SELECT', String(database)]);
  try {
    const replies = exchange(stream, [...entry, ...commands]);
    stream.write(Buffer.concat([...entry, ...commands].map(encoded)));
    const answered = await replies;
    for (const reply of answered) if (reply.startsWith('-')) throw refusal(reply);
    if (answered.slice(0, entry.length).some((reply) => reply !== '+OK')) throw strange();
    return answered.slice(entry.length);
  } finally {
    stream.destroy();
  }
}

function encoded(words: readonly string[]): Buffer {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return Buffer.from(`*${words.length}\r\n${parts.join('')}`);
}

/** Waits for one line per command. All commands used here answer in one line; anything else is refused. */
function exchange(stream: Duplex, commands: readonly string[][]): Promise<string[]> {
  const lines: string[] = [];
  let rest = '';
  return new Promise((resolve, reject) => {
    const late = () => reject(new ResaltError('TIMED_OUT', 'The Redis cache did not answer in time.', 'check-first'));
    const timer = setTimeout(late, TIMEOUT_MS);
    const lost = () => reject(new ResaltError('HOST_UNREACHABLE', 'The Redis cache hung up.', 'check-first'));
    stream.once('error', lost).once('close', lost).once('end', lost);
    stream.on('data', (chunk: Buffer) => {
      const parts = (rest + chunk.toString('latin1')).split('\r\n');
      rest = parts.pop() ?? '';
      lines.push(...parts);
      if (rest.length > LINE_BYTES || lines.length > commands.length || !lines.every(isReply)) reject(strange());
      else if (lines.length === commands.length) resolve(lines);
    });
    stream.once('close', () => clearTimeout(timer));
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
