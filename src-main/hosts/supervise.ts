import type { Readable, Writable } from 'node:stream';
import { ResaltError } from '../contract/failures.ts';
import { framedBytes } from './framed-bytes.ts';
import type { CommandOptions, CommandResult } from './host.ts';

const STDERR_BYTES = 8 * 1024;

/** A command that has been started, here or on a server. */
export interface RunningCommand {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Ends it and all that it started, as far as the other side obeys. */
  kill(): void;
  /** After the last byte: the exit code, null when a signal ended it, 'lost' when nobody told. */
  readonly ended: Promise<number | null | 'lost'>;
}

/**
 * Feeds a command, collects what it prints after `marker`, and ends it when a limit of `options` is passed.
 * The clock runs from before `start`, so that a server that never opens the channel is bounded too.
 */
export function supervise(
  label: string,
  start: () => Promise<RunningCommand>,
  options: CommandOptions,
  marker: string | null,
): Promise<CommandResult> {
  const { timeoutMs = 60_000, silenceMs = 30_000, maxBytes = 8 * 1024 * 1024, signal } = options;
  const stdout = framedBytes(marker, maxBytes);
  const stderr = framedBytes(marker, STDERR_BYTES);
  const result = (code: number | null, truncated: boolean): CommandResult => ({
    code,
    stdout: stdout.bytes(),
    stderr: printable(stderr.bytes()),
    truncated,
  });

  return new Promise((resolve, reject) => {
    let running: RunningCommand | undefined;
    let over = false;
    const settle = (how: () => void) => {
      if (over) return;
      over = true;
      clearTimeout(deadline);
      clearTimeout(silence);
      signal?.removeEventListener('abort', abort);
      how();
    };
    const stop = (how: () => void) => {
      if (!over) running?.kill();
      settle(how);
    };
    const tooLong = (ms: number, what: string) => () =>
      stop(() => reject(new ResaltError('TIMED_OUT', `${label}: ${what} ${ms / 1000} s; ended it.`, 'check-first')));
    const deadline = setTimeout(tooLong(timeoutMs, 'a command was not done within'), timeoutMs);
    const silence = setTimeout(tooLong(silenceMs, 'a command printed nothing for'), silenceMs);
    const abort = () => stop(() => reject(new ResaltError('CANCELLED', `${label}: cancelled.`, 'check-first')));
    if (signal?.aborted) return abort(); // a signal that was given before is not given again
    signal?.addEventListener('abort', abort, { once: true });

    const overflow = () => {
      if (stdout.begun()) stop(() => resolve(result(null, true)));
      else stop(() => reject(noShell(label, 'prints without end before a command begins')));
    };
    const attend = (command: RunningCommand) => {
      if (over) return command.kill();
      running = command;
      command.stdin.on('error', () => {}); // a script that does not read to the end closes its input
      command.stdout.on('data', (chunk: Buffer) => {
        silence.refresh();
        if (!over && stdout.push(chunk) === 'full') overflow();
      });
      command.stderr.on('data', (chunk: Buffer) => {
        silence.refresh();
        if (!over) stderr.push(chunk);
      });
      command.stdin.end(options.stdin);
      void command.ended.then((code) => {
        if (code === 'lost') settle(() => reject(lost(label)));
        else if (!stdout.begun()) settle(() => reject(noShell(label, 'runs no commands for this account')));
        else settle(() => resolve(result(code, false)));
      });
    };
    start().then(attend, (error: unknown) => settle(() => reject(error)));
  });
}

function lost(label: string): ResaltError {
  return new ResaltError('HOST_UNREACHABLE', `${label}: the connection was lost during a command.`, 'check-first');
}

function noShell(label: string, what: string): ResaltError {
  return new ResaltError('NOT_ALLOWED_HERE', `${label} ${what}: Resalt needs an account with a shell there.`, 'never');
}

/** Text that can be shown: no control characters but line breaks, none that turn the direction of writing. */
export function printable(bytes: Buffer): string {
  return bytes
    .toString('utf8')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]|\p{Cf}|\p{Zl}|\p{Zp}/gu, '');
}
