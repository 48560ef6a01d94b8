import { cut, pad, printable, widthOf } from './printable.ts';
import { type Output, type Style, styled, type Terminal } from './terminal.ts';

export type Cell = string | { text: string; style: Style };
const textOf = (cell: Cell): string => printable(typeof cell === 'string' ? cell : cell.text);
const styleOf = (cell: Cell): Style | null => (typeof cell === 'string' ? null : cell.style);

const gap = 2;
const narrowest = 8;

/**
 * Rows under a dim head. On a terminal the widest columns are cut until a row fits on one line; through a pipe nothing is
 * cut. With no rows nothing is printed.
 */
export function table(terminal: Terminal, output: Output, head: string[], rows: Cell[][]): void {
  if (rows.length === 0) return;
  const widths = head.map((title, column) =>
    Math.max(widthOf(title), ...rows.map((row) => widthOf(textOf(row[column] ?? '')))),
  );
  if (output.isTTY) shrink(widths, Math.max(40, output.columns || 80));
  for (const row of [head.map((text) => ({ text, style: 'dim' as const })), ...rows]) {
    const cells = widths.map((width, column) => {
      const cell = row[column] ?? '';
      const text = cut(textOf(cell), width);
      return styled(terminal, output, column === widths.length - 1 ? text : pad(text, width), styleOf(cell));
    });
    output.write(`${cells.join(' '.repeat(gap)).trimEnd()}\n`);
  }
}

function shrink(widths: number[], columns: number): void {
  const total = () => widths.reduce((sum, width) => sum + width, 0) + gap * (widths.length - 1);
  for (let over = total() - columns; over > 0; over -= 1) {
    const widest = widths.indexOf(Math.max(...widths));
    const width = widths[widest] ?? 0;
    if (width <= narrowest) return;
    widths[widest] = width - 1;
  }
}
