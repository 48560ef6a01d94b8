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
  /** When the shell is over. */
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
  const shell = command && result.code !== null && command.stands() ? standingShell(label, command) : null;
  return { result, shell, ended: command?.ended ?? Promise.resolve() };
}

interface SplitCommand {
  /** The script itself, ending where its shell said so. */
  readonly first: RunningCommand;
  /** What the shell does next. */
  readonly rest: RunningCommand;
  stands(): boolean;
  /** When the whole command is over. */
  readonly ended: Promise<unknown>;
}

/** Bytes that a shell may print while it only stands there. */
const mostUnasked = 64 * 1024;

/** Cuts a command whose shell stays in two, however its output is cut into chunks. */
export function splitAtEnd(command: RunningCommand, end: string): SplitCommand {
  const [before, after] = [new Readable({ read() {} }), new Readable({ read() {} })];
  const line = Buffer.from(`\n${end} `);
  let held: Buffer = Buffer.alloc(0);
  let code: number | null | 'lost' | undefined;
  let over = false;

  command.stdout.on('data', (chunk: Buffer) => {
    if (code !== undefined) {
      after.push(chunk);
      if (!after.readableFlowing && after.readableLength > mostUnasked) command.kill();
      return;
    }
    const text = Buffer.concat([held, chunk]);
    const at = text.indexOf(line);
    const stop = at < 0 ? -1 : text.indexOf('\n', at + line.length);
    const safe = at < 0 ? Math.max(0, text.length - line.length) : at;
    before.push(text.subarray(0, safe));
    held = Buffer.from(text.subarray(safe));
    if (stop < 0) return held.length > line.length + 16 ? command.kill() : undefined;
    code = Number(text.subarray(at + line.length, stop).toString('latin1'));
    before.push(null);
    after.push(text.subarray(stop + 1));
  });
  void command.ended.then((ended) => {
    over = true;
    if (code === undefined) {
      code = ended;
      before.push(held);
      before.push(null);
    }
    after.push(null);
  });
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const read = (stream: Readable) => new Promise((resolve) => stream.once('end', resolve));
  return {
    first: { ...command, stdin: nowhere, stdout: before, ended: read(before).then(() => code ?? 'lost') },
    rest: { ...command, stdout: after, ended: Promise.all([command.ended, read(after)]).then(([last]) => last) },
    stands: () => !over,
    ended: command.ended,
  };
}

function standingShell(label: string, { rest, stands }: SplitCommand): StandingShell {
  let used = false;
  return {
    async run(line, options = {}) {
      if (used || !stands()) return null;
      used = true;
      const stdin = Buffer.concat([Buffer.from(`${line}\n`), options.stdin ?? Buffer.alloc(0)]);
      return supervise(label, async () => rest, { ...options, stdin }, null);
    },
    close() {
      if (used || !stands()) return false;
      used = true;
      rest.stdin.end();
      rest.stdout.resume();
      return true;
    },
  };
}
