import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { ResaltError } from '../contract/failures.ts';
import { printable } from './printable.ts';
import type { Terminal } from './terminal.ts';

/** Asks a person on the terminal. Throws CANCELLED at Ctrl-C, Ctrl-D and a closed input. */
export const ask = (terminal: Terminal, question: string): Promise<string> => askLine(terminal, question, true);

/** The same without showing what is typed. */
export async function askHidden(terminal: Terminal, question: string): Promise<string> {
  const typed = await askLine(terminal, question, false);
  terminal.err.write('\n');
  return typed;
}

function askLine(terminal: Terminal, question: string, echo: boolean): Promise<string> {
  terminal.err.write(printable(question));
  const shown = new Writable({
    write(chunk, _encoding, done) {
      if (echo) terminal.err.write(String(chunk));
      done();
    },
  });
  const lines = createInterface({ input: terminal.input, output: shown, terminal: terminal.input.isTTY === true });
  return new Promise((resolve, reject) => {
    let answered = false;
    lines.once('line', (line) => {
      answered = true;
      lines.close();
      resolve(line);
    });
    lines.once('close', () => {
      if (!answered) reject(new ResaltError('CANCELLED', 'No answer was given. Nothing was changed.'));
    });
  });
}
