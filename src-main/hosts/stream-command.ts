import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { ResaltError } from '../contract/failures.ts';
import { framedBytes, NOISE_LIMIT } from './framed-bytes.ts';
import type { StreamOptions } from './host.ts';
import { printable, type RunningCommand } from './supervise.ts';

const STDERR_BYTES = 8 * 1024;
/** Bytes that wait for a slow reader before the script is held up. */
const WAITING_BYTES = 1024 * 1024;

/**
 * Hands what a command prints after `marker` to `read` as it comes; who reads slowly slows the command. It is ended when a limit of
 * `options` is passed, or when `read` is done before it is. The clock runs from before `start`. Fails as `read` does.
 */
export async function streamCommand<T>(
  label: string,
  start: () => Promise<RunningCommand>,
  read: (stdout: AsyncIterable<Buffer>) => Promise<T>,
  options: StreamOptions,
  marker: string | null,
): Promise<T> {
  const { timeoutMs = 6 * 3_600_000, silenceMs = 60_000, maxBytes = Number.POSITIVE_INFINITY, signal } = options;
  const out = new PassThrough({ highWaterMark: WAITING_BYTES });
  let running: RunningCommand | undefined;
  let over = false;
  const stop = (error: Error | null) => {
    if (over) return;
    over = true;
    clearTimeout(deadline);
    clearInterval(silence);
    signal?.removeEventListener('abort', abort);
    if (error) out.destroy(error);
    else out.end();
  };
  const kill = (error: Error | null) => {
    if (over) return;
    stop(error);
    running?.kill();
  };
  const tooLong = (ms: number, what: string) =>
    kill(new ResaltError('TIMED_OUT', `${label}: ${what} ${ms / 1000} s; ended it.`, 'check-first'));
  const abort = () => kill(new ResaltError('CANCELLED', `${label}: cancelled.`, 'check-first'));
  const deadline = setTimeout(() => tooLong(timeoutMs, 'a command was not done within'), timeoutMs);
  let heard = Date.now();
  // Silence is the command's only while nobody holds it up.
  const silence = setInterval(() => {
    if (out.writableNeedDrain) heard = Date.now();
    else if (Date.now() - heard >= silenceMs) tooLong(silenceMs, 'a command printed nothing for');
  }, Math.min(silenceMs, 1000) / 2);
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();

  const stopped = new Promise<never>((_resolve, reject) => out.once('error', reject));
  stopped.catch(() => undefined); // whoever reads hears of it
  try {
    const starting = start();
    starting.then((command) => over && command.kill()).catch(() => undefined);
    const command = await Promise.race([starting, stopped]);
    running = command;
    const hear = () => {
      heard = Date.now();
    };
    attend(command, out, { label, marker, maxBytes, options, hear, stop, kill });
    return await read(out);
  } finally {
    kill(null);
    out.destroy();
  }
}

interface Ways {
  label: string;
  marker: string | null;
  maxBytes: number;
  options: StreamOptions;
  hear(): void;
  stop(error: Error | null): void;
  kill(error: Error | null): void;
}

function attend(command: RunningCommand, out: PassThrough, ways: Ways): void {
  const { label, marker, maxBytes, options, hear, stop, kill } = ways;
  const said = framedBytes(marker, STDERR_BYTES);
  const take = framing(marker, maxBytes, label);
  const { stdin, stdout, stderr } = command;
  stdin.on('error', () => {}); // a script that does not read to the end closes its input
  stderr.on('data', (chunk: Buffer) => {
    hear();
    said.push(chunk);
  });
  stdout.on('data', (chunk: Buffer) => {
    hear();
    if (out.destroyed || out.writableEnded) return;
    try {
      const fresh = take(chunk);
      if (fresh.length === 0 || out.write(fresh)) return;
      stdout.pause();
      const on = () => void stdout.resume();
      once(out, 'drain').then(on, on);
    } catch (error) {
      kill(error as Error);
    }
  });
  out.once('close', () => stdout.resume());
  stdin.end(options.stdin);
  const allRead = new Promise<void>((resolve) => {
    for (const event of ['end', 'close', 'error']) stdout.once(event, () => resolve());
  });
  void Promise.all([command.ended, allRead]).then(([code]) =>
    stop(ending(label, code, take.begun(), printable(said.bytes()), options)),
  );
}

/** Why the command did not end well; null where it did. */
function ending(
  label: string,
  code: number | null | 'lost',
  begun: boolean,
  said: string,
  { failure }: StreamOptions,
): Error | null {
  if (code === 'lost')
    return new ResaltError('HOST_UNREACHABLE', `${label}: the connection was lost during a command.`, 'check-first');
  if (!begun)
    return new ResaltError(
      'NOT_ALLOWED_HERE',
      `${label} runs no commands for this account: Resalt needs an account with a shell there.`,
      'never',
    );
  if (code === 0) return null;
  return (
    failure?.(code, said) ??
    new ResaltError('COMMAND_FAILED', `${label}: a command ended with ${code ?? 'a signal'} before all of it came.`)
  );
}

/** The bytes after the marker's line, of each chunk. Throws where there is too much of anything. */
function framing(marker: string | null, maxBytes: number, label: string) {
  const line = Buffer.from(marker === null ? '' : `${marker}\n`);
  let found = line.length === 0;
  let tail: Buffer = Buffer.alloc(0);
  let [noise, size] = [0, 0];
  const search = (chunk: Buffer): Buffer => {
    const text = Buffer.concat([tail, chunk]);
    const at = text.indexOf(line);
    found = at >= 0;
    noise += chunk.length;
    if (noise > NOISE_LIMIT && !found)
      throw new ResaltError('NOT_ALLOWED_HERE', `${label} prints without end before a command begins.`, 'never');
    tail = found ? Buffer.alloc(0) : Buffer.from(text.subarray(-line.length));
    return found ? text.subarray(at + line.length) : Buffer.alloc(0);
  };
  const take = (chunk: Buffer): Buffer => {
    const fresh = found ? chunk : search(chunk);
    size += fresh.length;
    if (size > maxBytes)
      throw new ResaltError(
        'COMMAND_FAILED',
        `${label}: a command printed more than ${maxBytes} bytes; ended it.`,
        'never',
      );
    return fresh;
  };
  return Object.assign(take, { begun: () => found });
}
