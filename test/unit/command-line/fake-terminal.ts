import { PassThrough } from 'node:stream';
import type { Terminal } from '../../../src-main/command-line/terminal.ts';

export interface FakeTerminal extends Terminal {
  /** Everything written so far. */
  printed: { out: string; err: string };
  /** Answers the next question that ends in `asked`. */
  type(text: string): void;
  interrupt(): void;
  left: number[];
}

/** A terminal in memory: with a person in front of it, or (default) none. */
export function fakeTerminal(
  options: { person?: boolean; columns?: number; env?: NodeJS.ProcessEnv } = {},
): FakeTerminal {
  const person = options.person ?? false;
  const printed = { out: '', err: '' };
  const listeners = new Set<() => void>();
  const input = new PassThrough();
  const answers: string[] = [];
  const left: number[] = [];
  const output = (name: 'out' | 'err') => ({
    isTTY: person,
    columns: options.columns ?? 100,
    rows: 24,
    write(text: string) {
      printed[name] += text;
      if (name === 'err' && /(: |again: )$/.test(text)) {
        const answer = answers.shift();
        if (answer !== undefined) setImmediate(() => input.write(`${answer}\n`));
      }
    },
  });
  return {
    input: Object.assign(input, { isTTY: person, setRawMode: () => input }),
    out: output('out'),
    err: output('err'),
    env: { NO_COLOR: '1', ...options.env },
    cwd: process.cwd(),
    onInterrupt(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    leave: (code) => left.push(code),
    printed,
    type: (text) => answers.push(text),
    interrupt: () => {
      for (const listener of listeners) listener();
    },
    left,
  };
}
