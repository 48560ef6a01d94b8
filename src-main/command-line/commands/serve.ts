import { type Command, InvalidArgumentError } from 'commander';
import { type Notice, noticeWords } from '../../incidents/notice.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import type { Register } from '../program.ts';
import { answer, note, say, type Terminal } from '../terminal.ts';
import { clockTime } from '../words.ts';

export function registerServe(program: Command, register: Register): void {
  const command = program
    .command('serve')
    .description('the dashboard in a browser of this machine, with a one-time link')
    .option('--port <n>', 'a fixed port instead of any free one', port);
  register(command, serve);
}

function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535) throw new InvalidArgumentError('It is not a port.');
  return Number(text);
}

/** With the time and the address within the dashboard: nobody may be at the browser. No name stands in it. */
function noteNotice(terminal: Terminal, notice: Notice): void {
  const { title, body } = noticeWords(notice);
  const view = `#/incident/${notice.incident}${notice.step === null ? '' : `/${notice.step}`}`;
  note(terminal, `${clockTime(new Date().toISOString())} ${title}. ${body} ${view}`, 'red');
}

/** Serves until Ctrl-C. The link is the result, so it goes to standard output alone. */
async function serve(invocation: Invocation, flags: { port?: number }): Promise<ExitCode> {
  const { terminal } = invocation;
  const serving = await invocation.serve(invocation.dataDir, flags.port ?? 0);
  try {
    const link = serving.newLink();
    const ended = new Promise<void>((resolve) => terminal.onInterrupt(resolve));
    if (invocation.json) answer(terminal, { link, port: serving.port });
    else say(terminal, link);
    const stopTelling = serving.onNotice((notice) => noteNotice(terminal, notice));
    note(terminal, 'Open this link in a browser of this machine within five minutes; it works once. Ctrl-C ends it.');
    await ended;
    stopTelling();
    return 0;
  } finally {
    await serving.close();
  }
}
