import { create } from 'zustand';
import { keyOf, type SessionTable } from './table.ts';

/** The chosen sessions, by their rows of this table; they stay chosen whatever is shown. */
export interface Chosen {
  table: SessionTable | null;
  rows: ReadonlySet<number>;
}

export const useChosen = create<Chosen>()(() => ({ table: null, rows: new Set() }));

/** The same sessions in another table: those that are still there and not gone. */
export function carried({ table: before, rows }: Chosen, table: SessionTable): Chosen {
  if (before === table) return { table, rows };
  if (before === null || rows.size === 0) return { table, rows: new Set() };
  const keys = new Set([...rows].map((row) => keyOf(before, row)));
  const found = new Set<number>();
  for (let row = 0; row < table.rows; row++)
    if (table.gone.values[row] === 0 && keys.has(keyOf(table, row))) found.add(row);
  return { table, rows: found };
}

/** Chooses these, or lets go of them when all of them are chosen already. What is gone can't be chosen. */
export function chooseRows(rows: Iterable<number>, how: 'toggle' | 'add' = 'toggle'): void {
  useChosen.setState(({ table, rows: before }) => {
    const there = [...rows].filter((row) => table?.gone.values[row] === 0);
    const after = new Set(before);
    if (how === 'toggle' && there.every((row) => before.has(row))) for (const row of there) after.delete(row);
    else for (const row of there) after.add(row);
    return { table, rows: after };
  });
}

export const chooseNone = (): void => useChosen.setState({ rows: new Set() });
