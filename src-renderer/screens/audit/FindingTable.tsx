import { type ReactNode, useMemo, useState } from 'react';
import { GridView } from '../../components/GridView.tsx';
import { useSelecting } from '../../components/selecting.ts';
import { chooseFindings, useChosenFindings } from '../../stores/audit/chosen.ts';
import { type FindingGroup, type FindingLine, type FindingRow, isGroup, lineId } from '../../stores/audit/rows.ts';
import type { ShownFindings } from '../../stores/audit/shown.ts';
import { sortFindings, useAuditView } from '../../stores/audit/view.ts';
import { findingColumns } from './columns.tsx';

interface FindingTableProps {
  shown: ShownFindings;
  alone: boolean;
  current: string | null;
  onCurrent(id: string): void;
  children: ReactNode;
}

/** So few rows are all in sight when a grouping begins; of more only the groups are. */
const openUpTo = 40;

function linesOf(rows: FindingRow[], groups: FindingGroup[] | null, turned: ReadonlySet<string>): FindingLine[] {
  if (groups === null) return rows;
  const open = rows.length <= openUpTo;
  return groups.flatMap((group) => [group, ...(open === turned.has(group.key) ? [] : group.rows)]);
}

/** All findings that are shown in one virtual list, or their groups with those unfolded. Enter folds a group. */
export function FindingTable({ shown, alone, current, onCurrent, children }: FindingTableProps) {
  const { rows, groups } = shown;
  const { sort, group: by } = useAuditView();
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const chosen = useChosenFindings((state) => state.keys);
  const lines = useMemo(() => linesOf(rows, groups, turned), [rows, groups, turned]);
  const places = useMemo(() => new Map(lines.map((line, at) => [lineId(line), at])), [lines]);
  const columns = useMemo(() => findingColumns(groups === null ? null : by, alone), [groups, by, alone]);
  const keysOf = (id: string): string[] => {
    const line = lines[places.get(id) ?? -1];
    return line === undefined ? [] : isGroup(line) ? line.rows.map(({ key }) => key) : [line.key];
  };
  // A group is chosen by its rows.
  const { step, choose } = useSelecting({
    ids: () => lines.map(lineId),
    current,
    onCurrent,
    selection: [],
    onSelection: (ids) => chooseFindings(ids.flatMap(keysOf), ids.length > 1 ? 'add' : 'toggle'),
  });
  const fold = (line: FindingLine): void => {
    if (!isGroup(line)) return;
    setTurned((before) => {
      const after = new Set(before);
      if (!after.delete(line.key)) after.add(line.key);
      return after;
    });
  };
  const selecting = {
    all: rows.length > 0 && chosen.size >= rows.length && rows.every(({ key }) => chosen.has(key)),
    has: (id: string) =>
      chosen.has(id) || (id.startsWith('group ') && chosen.size > 0 && keysOf(id).every((key) => chosen.has(key))),
    step,
    choose,
    toggleAll: () => chooseFindings(rows.map(({ key }) => key)),
  };
  return (
    <GridView
      label="Findings"
      source={{
        count: lines.length,
        at: (index) => lines[index],
        idAt: (index) => (lines[index] === undefined ? '' : lineId(lines[index])),
        indexOf: (id) => places.get(id) ?? -1,
      }}
      columns={columns}
      current={current}
      onCurrent={onCurrent}
      onOpen={fold}
      selecting={selecting}
      sort={sort}
      onSort={sortFindings}
    >
      {children}
    </GridView>
  );
}
