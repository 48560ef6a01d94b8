import { useMemo, useRef, useState } from 'react';
import { GridView } from '../../components/GridView.tsx';
import { chooseRows, useChosen } from '../../stores/sessions/chosen.ts';
import type { Grouping } from '../../stores/sessions/groups.ts';
import type { Shown } from '../../stores/sessions/shown.ts';
import { sortSessions, useSessionView } from '../../stores/sessions/view.ts';
import { sessionColumns } from './columns.tsx';
import { groupLines, idOf, type Line, rowLines, rowOfId } from './lines.ts';

interface SessionTableProps {
  shown: Shown;
  by: Grouping | null;
  alone: boolean;
  current: string | null;
  onCurrent(id: string): void;
  /** Enter on a session; on a group it folds. */
  onOpen(row: number): void;
  children: React.ReactNode;
}

/** All sessions that are shown, in one virtual list: 200,000 of them, or their groups with those unfolded. */
export function SessionTable({ shown, by, alone, current, onCurrent, onOpen, children }: SessionTableProps) {
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const sort = useSessionView((state) => state.sort);
  const chosen = useChosen((state) => state.rows);
  /** By its id: a filter or another order has it in another place. */
  const anchor = useRef<string | null>(null);
  const columns = useMemo(() => sessionColumns(shown.table, by, alone), [shown.table, by, alone]);
  const lines = useMemo(
    () => (shown.groups ? groupLines(shown.groups, unfolded) : rowLines(shown.rows)),
    [shown.groups, shown.rows, unfolded],
  );
  const rowsOf = (line: Line | undefined): Iterable<number> =>
    line === undefined ? [] : typeof line === 'number' ? [line] : line.group.rows;
  const range = (id: string, to: number): number[] => {
    const at = lines.indexOf(id);
    const from = at < 0 ? to : at;
    const rows: number[] = [];
    for (let index = Math.min(from, to); index <= Math.max(from, to); index++)
      for (const row of rowsOf(lines.at(index))) rows.push(row);
    return rows;
  };
  const all = useMemo(
    () => shown.rows.length > 0 && chosen.size >= shown.rows.length && shown.rows.every((row) => chosen.has(row)),
    [shown.rows, chosen],
  );
  const selecting = {
    all,
    has: (id: string) => {
      const row = rowOfId(id);
      if (row !== null) return chosen.has(row);
      const group = chosen.size > 0 ? shown.groups?.at(shown.groups.placeOf(id.slice(1))) : undefined;
      return group?.rows.every((one) => chosen.has(one)) ?? false;
    },
    step(id: string, extend: boolean): void {
      const to = lines.indexOf(id);
      if (extend) {
        anchor.current ??= current ?? id;
        chooseRows(range(anchor.current, to), 'add');
      } else anchor.current = id;
      onCurrent(id);
    },
    choose(id: string, wide: boolean): void {
      const to = lines.indexOf(id);
      if (wide && anchor.current !== null) chooseRows(range(anchor.current, to), 'add');
      else chooseRows(rowsOf(lines.at(to)));
      anchor.current = id;
      onCurrent(id);
    },
    toggleAll: () => chooseRows(shown.rows),
  };
  const open = (line: Line): void => {
    if (typeof line === 'number') onOpen(line);
    else fold(line.group.key);
  };
  const fold = (key: string): void => {
    setUnfolded((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
      return after;
    });
  };
  return (
    <GridView
      label="Sessions"
      source={{ ...lines, idAt: (index) => idOf(lines.at(index)) }}
      columns={columns}
      current={current}
      onCurrent={onCurrent}
      onOpen={open}
      selecting={shown.filter.gone ? undefined : selecting}
      sort={sort}
      onSort={sortSessions}
    >
      {children}
    </GridView>
  );
}
