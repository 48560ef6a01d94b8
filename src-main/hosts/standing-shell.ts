import { Readable, Writable } from 'node:stream';
import type { CommandOptions, CommandResult, StandingShell } from './host.ts';
import { type RunningCommand, supervise } from './supervise.ts';

/**
 * A script after which its shell stays, tells the script's exit code, learns `prelude`, and waits for one line to run. The
 * script runs in that same shell: it must neither exit nor read stdin. When the connection is gone, reading ends, and so does the shell.
 */
export function stayingScript(script: string, prelude: string, marker: string): string {
  return `${script}\nprintf '\\n%s %s\\n' ${endOf(marker)} $?\n${prelude}\nIFS= read -r next && eval "$next"`;
}

const endOf = (marker: string) => `${marker}-end`;

export interface Stayed {
  readonly result: CommandResult;
  /** Null where the script's end was the shell's end too. */
  readonly shell: StandingShell | null;
  /** When the shell is over, or was given up: what a server does with a killed one is not waited for. */
  readonly ended: Promise<unknown>;
}

/** Runs a `stayingScript` to its end and keeps its shell. Fails as `supervise` does, without a shell left behind. */
export async function startAndStay(
  label: string,
  start: () => Promise<RunningCommand>,
  options: CommandOptions,
  marker: string,
): Promise<Stayed> {
  let split: SplitCommand | null = null;
  const startSplit = async () => {
    split = splitAtEnd(await start(), endOf(marker));
    return split.first;
  };
  const result = await supervise(label, startSplit, options, marker);
  const command = split as SplitCommand | null;
  const shell = command && result.code !== null && command.stands() ? standingShell(label, command, marker) : null;
  return { result, shell, ended: command?.ended ?? Promise.resolve() };
}

interface SplitCommand {
  /** The script itself, ending where its shell said so. */
  readonly first: RunningCommand;
  /** What the shell does next. */
  readonly rest: RunningCommand;
  stands(): boolean;
  /** When the whole command is over, or was killed. */
  readonly ended: Promise<unknown>;
}

/** Bytes that a shell may print while it only stands there. */
const mostUnasked = 64 * 1024;
/** Milliseconds for a shell that is let go to end by itself; one that only stands loses nothing when it is killed. */
const endsWithinMs = 2000;

/** Cuts a command whose shell stays in two, however its output is cut into chunks. */
export function splitAtEnd(command: RunningCommand, end: string): SplitCommand {
  const [before, after] = [new Readable({ read() {} }), new Readable({ read() {} })];
  const line = Buffer.from(`\n${end} `);
  let held: Buffer = Buffer.alloc(0);
  let code: number | null | 'lost' | undefined;
  let over = false;
  let unasked = 0;
  let killed = () => {};
  const given = new Promise<null>((resolve) => {
    killed = () => resolve(null);
  });

  const finish = (ended: number | null | 'lost') => {
    if (over) return;
    over = true;
    if (code === undefined) {
      code = ended;
      before.push(held);
      before.push(null);
    }
    after.push(null);
  };
  const kill = () => {
    if (over) return;
    command.kill();
    finish(null);
    killed();
  };
  const standIdle = (bytes: number) => {
    if (code !== undefined && !after.readableFlowing) unasked += bytes;
    if (unasked > mostUnasked) kill();
  };

  command.stderr.on('data', (chunk: Buffer) => standIdle(chunk.length));
  command.stdout.on('data', (chunk: Buffer) => {
    if (over) return;
    if (code !== undefined) {
      after.push(chunk);
      return standIdle(chunk.length);
    }
    const text = Buffer.concat([held, chunk]);
    const at = text.indexOf(line);
    const stop = at < 0 ? -1 : text.indexOf('\n', at + line.length);
    const safe = at < 0 ? Math.max(0, text.length - line.length) : at;
    before.push(text.subarray(0, safe));
    held = Buffer.from(text.subarray(safe));
    if (stop < 0) return held.length > line.length + 16 ? kill() : undefined;
    code = Number(text.subarray(at + line.length, stop).toString('latin1'));
    before.push(null);
    after.push(text.subarray(stop + 1));
  });
  void command.ended.then(finish);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const read = (stream: Readable) => new Promise((resolve) => stream.once('end', resolve));
  const ended = Promise.race([command.ended, given]);
  return {
    first: {
      ...command,
      kill,
      stdin: nowhere,
      stdout: before,
      ended: read(before).then(() => (code === undefined ? 'lost' : code)),
    },
    rest: { ...command, kill, stdout: after, ended: Promise.all([ended, read(after)]).then(([last]) => last) },
    stands: () => !over,
    ended,
  };
}

function standingShell(label: string, { rest, stands, ended }: SplitCommand, marker: string): StandingShell {
  const begun = `${marker}-next\n`;
  let used = false;
  return {
    async run(line, options = {}) {
      if (used || !stands()) return null;
      used = true;
      if (options.signal?.aborted) rest.kill(); // nobody would end it
      const stdin = Buffer.concat([Buffer.from(`echo ${begun.trim()}; ${line}\n`), options.stdin ?? Buffer.alloc(0)]);
      const result = await supervise(label, async () => rest, { ...options, stdin }, null);
      // What came before was printed while it stood. Without a beginning the server had ended it before the line came.
      const at = result.stdout.indexOf(begun);
      if (at < 0 && !result.truncated) return null;
      return { ...result, stdout: result.stdout.subarray(at < 0 ? result.stdout.length : at + begun.length) };
    },
    close() {
      if (used || !stands()) return false;
      used = true;
      rest.stdin.end();
      rest.stdout.resume();
      const tooLong = setTimeout(rest.kill, endsWithinMs);
      void ended.then(() => clearTimeout(tooLong));
      return true;
    },
  };
}
