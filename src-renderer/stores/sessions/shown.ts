import { useMemo } from 'react';
import { useNow } from '../clock.ts';
import type { SessionFilter } from './filter.ts';
import { type Grouping, type Groups, grouped } from './groups.ts';
import { useKnown } from './load.ts';
import { orderOf } from './order.ts';
import { type Sifted, sift } from './sieve.ts';
import type { SessionTable } from './table.ts';
import { useSessionView } from './view.ts';

export interface Shown extends Sifted {
  table: SessionTable;
  /** null: not grouped. */
  groups: Groups | null;
  filter: SessionFilter;
  /** The minute it is of, seconds since 1970: ages are judged by it. */
  now: number;
}

/** What the filter shows of the known sessions, in order; `fixed` is what a screen of one site or person adds to it. */
export function useShown(fixed: Partial<SessionFilter>, group: Grouping | null): Shown | null {
  const { table, version } = useKnown();
  const { filter: wanted, sort } = useSessionView();
  const now = useNow(60_000) / 1000;
  const held = JSON.stringify(fixed);
  const filter = useMemo(() => ({ ...wanted, ...(JSON.parse(held) as Partial<SessionFilter>) }), [wanted, held]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a table that grows keeps its identity, the version tells
  const order = useMemo(() => table && orderOf(table, sort), [table, version, sort]);
  return useMemo(() => {
    if (!table || !order) return null;
    const sifted = sift(table, filter, order, now);
    const groups = group && grouped(table, sifted.rows, group);
    return { ...sifted, table, groups, filter, now };
  }, [table, order, filter, now, group]);
}
