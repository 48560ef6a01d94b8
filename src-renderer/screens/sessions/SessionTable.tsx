import { useMemo, useRef, useState } from 'react';
import { GridView } from '../../components/GridView.tsx';
import { chooseRows, useChosen } from '../../stores/sessions/chosen.ts';
import type { Grouping } from '../../stores/sessions/groups.ts';
import type { Shown } from '../../stores/sessions/shown.ts';
import { sortSessions, useSessionView } from '../../stores/sessions/view.ts';
import { type Line, sessionColumns } from './columns.tsx';
import { idOfRow, rowOfId } from './current.ts';

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

const idOf = (line: Line | undefined): string =>
  line === undefined ? '' : typeof line === 'number' ? idOfRow(line) : `g${line.group.key}`;

/** All sessions that are shown, in one virtual list: 200,000 of them, or their groups with those unfolded. */
export function SessionTable({ shown, by, alone, current, onCurrent, onOpen, children }: SessionTableProps) {
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const sort = useSessionView((state) => state.sort);
  const chosen = useChosen((state) => state.rows);
  const anchor = useRef<number | null>(null);
  const columns = useMemo(() => sessionColumns(shown.table, by, alone), [shown.table, by, alone]);
  const lines = useMemo((): Line[] | null => {
    if (!shown.groups) return null;
    const one = shown.groups.length === 1;
    return shown.groups.flatMap((group): Line[] => {
      const open = unfolded.has(group.key) !== one;
      return open ? [{ group, open }, ...group.rows] : [{ group, open }];
    });
  }, [shown.groups, unfolded]);
  const count = lines?.length ?? shown.rows.length;
  const at = (index: number): Line | undefined => (lines ? lines[index] : shown.rows[index]);
  const indexOf = (id: string): number => {
    const row = rowOfId(id);
    if (lines) return lines.findIndex((line) => idOf(line) === id);
    return row === null ? -1 : shown.rows.indexOf(row);
  };
  const rowsOf = (line: Line | undefined): Iterable<number> =>
    line === undefined ? [] : typeof line === 'number' ? [line] : line.group.rows;
  const range = (from: number, to: number): number[] => {
    const rows: number[] = [];
    for (let index = Math.min(from, to); index <= Math.max(from, to); index++) rows.push(...rowsOf(at(index)));
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
      const group = shown.groups?.find(({ key }) => `g${key}` === id);
      return group?.rows.every((one) => chosen.has(one)) ?? false;
    },
    step(id: string, extend: boolean): void {
      const to = indexOf(id);
      if (extend) {
        anchor.current ??= current === null ? to : indexOf(current);
        chooseRows(range(anchor.current, to), 'add');
      } else anchor.current = to;
      onCurrent(id);
    },
    choose(id: string, wide: boolean): void {
      const to = indexOf(id);
      if (wide && anchor.current !== null) chooseRows(range(anchor.current, to), 'add');
      else chooseRows(rowsOf(at(to)));
      anchor.current = to;
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
      source={{ count, at, idAt: (index) => idOf(at(index)), indexOf }}
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
