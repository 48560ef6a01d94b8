import { useMemo, useState } from 'react';
import { rowLike, type SessionTable } from '../../stores/sessions/table.ts';
import { idOfRow, rowOfId } from './lines.ts';

/**
 * What is pointed at, by its id in this table. A later table has its rows in other places: there it is the same session, or
 * nothing where that is not there any more. Else a key that is pressed just then would choose somebody else.
 */
export function useCurrent(table: SessionTable | null): [string | null, (id: string) => void] {
  const [pointed, setPointed] = useState<{ table: SessionTable; id: string } | null>(null);
  const current = useMemo(() => {
    if (!pointed || !table) return null;
    const row = rowOfId(pointed.id);
    if (row === null || pointed.table === table) return pointed.id;
    const there = rowLike(pointed.table, row, table);
    return there === null ? null : idOfRow(there);
  }, [pointed, table]);
  return [current, (id) => table && setPointed({ table, id })];
}
