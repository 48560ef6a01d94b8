import { type Command, InvalidArgumentError } from 'commander';
import type { ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import type { Register } from '../program.ts';
import { answer, note, say } from '../terminal.ts';

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

/** Serves until Ctrl-C. The link is the result, so it goes to standard output alone. */
async function serve(invocation: Invocation, flags: { port?: number }): Promise<ExitCode> {
  const { terminal } = invocation;
  const serving = await invocation.serve(invocation.dataDir, flags.port ?? 0);
  try {
    const link = serving.newLink();
    const ended = new Promise<void>((resolve) => terminal.onInterrupt(resolve));
    if (invocation.json) answer(terminal, { link, port: serving.port });
    else say(terminal, link);
    note(terminal, 'Open this link in a browser of this machine within five minutes; it works once. Ctrl-C ends it.');
    await ended;
    return 0;
  } finally {
    await serving.close();
  }
}
