import type { ReactNode } from 'react';
import type { Column } from './GridHead.tsx';
import { GridView } from './GridView.tsx';
import { useSelecting } from './selecting.ts';

interface GridProps<Row> {
  /** What the rows are, for who listens: "Sites". */
  label: string;
  rows: Row[];
  idOf(row: Row): string;
  columns: Column<Row>[];
  current: string | null;
  onCurrent(id: string): void;
  onOpen?(row: Row): void;
  selection?: string[];
  onSelection?(ids: string[]): void;
  sort?: { by: string; down: boolean };
  onSort?(key: string): void;
  /** Marks a row that must be seen. */
  toneOf?(row: Row): 'danger' | null;
  children?: ReactNode;
}

/** A long list of things that are all at hand, with the chosen ones as a list of ids. */
export function Grid<Row>({ rows, idOf, selection, onSelection, ...rest }: GridProps<Row>) {
  const { current, onCurrent } = rest;
  const { choose, step, all } = useSelecting({ ids: () => rows.map(idOf), current, onCurrent, selection, onSelection });
  const chosen = new Set(selection);
  const source = {
    count: rows.length,
    at: (index: number) => rows[index],
    idAt: (index: number) => (rows[index] === undefined ? '' : idOf(rows[index])),
    indexOf: (id: string) => rows.findIndex((row) => idOf(row) === id),
  };
  const selecting = {
    has: (id: string) => chosen.has(id),
    all: rows.length > 0 && rows.every((row) => chosen.has(idOf(row))),
    step,
    choose,
    toggleAll: all,
  };
  return <GridView source={source} selecting={selection && onSelection ? selecting : undefined} {...rest} />;
}
