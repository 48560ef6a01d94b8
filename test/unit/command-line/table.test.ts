import { describe, expect, it } from 'vitest';
import { table } from '../../../src-main/command-line/table.ts';
import { fakeTerminal } from './fake-terminal.ts';

const rows = [
  ['a', 'x'.repeat(200)],
  ['日本', 'short'],
];

describe('a table', () => {
  it('lines up, also under wide letters, and is whole through a pipe', () => {
    const terminal = fakeTerminal();
    table(terminal, terminal.out, ['Site', 'Reason'], rows);
    expect(terminal.printed.out).toBe(`Site  Reason\na     ${'x'.repeat(200)}\n日本  short\n`);
  });

  it('fits a terminal', () => {
    const terminal = fakeTerminal({ person: true, columns: 40 });
    table(terminal, terminal.out, ['Site', 'Reason'], rows);
    expect(terminal.printed.out.split('\n')[1]).toBe(`a     ${'x'.repeat(33)}…`);
  });

  it('on a terminal that does not know its width counts on 80', () => {
    const terminal = fakeTerminal({ person: true, columns: 0 });
    table(terminal, terminal.out, ['Site', 'Reason'], rows);
    expect(terminal.printed.out.split('\n')[1]).toHaveLength(80);
  });

  it('has colour only on a terminal that wants it', () => {
    const cell = [[{ text: 'no', style: 'red' as const }]];
    const coloured = fakeTerminal({ person: true, env: { NO_COLOR: '' } });
    table(coloured, coloured.out, ['S'], cell);
    expect(coloured.printed.out).toContain('\u001b[31mno\u001b[39m');
    for (const plain of [fakeTerminal({ person: true }), fakeTerminal({ env: { NO_COLOR: '' } })]) {
      table(plain, plain.out, ['S'], cell);
      expect(plain.printed.out).toBe('S\nno\n');
    }
  });
});
