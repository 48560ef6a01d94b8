import type { Groups, SessionGroup } from '../../stores/sessions/groups.ts';

/** A line of the table: a session by its row, or a group with whether it is unfolded. */
export type Line = number | { group: SessionGroup; open: boolean };

/** The lines by their places; none is made before it is looked at. */
export interface Lines {
  count: number;
  at(index: number): Line | undefined;
  /** -1 where it is not shown. */
  indexOf(id: string): number;
}

export const idOf = (line: Line | undefined): string =>
  line === undefined ? '' : typeof line === 'number' ? idOfRow(line) : `g${line.group.key}`;
export const idOfRow = (row: number): string => `s${row}`;
/** The row that an id of the table stands for; null for a group's. */
export const rowOfId = (id: string | null): number | null => (id?.startsWith('s') ? Number(id.slice(1)) : null);

export const rowLines = (rows: Int32Array): Lines => ({
  count: rows.length,
  at: (index) => rows[index],
  indexOf: (id) => rows.indexOf(rowOfId(id) ?? -1),
});

/** Groups with the rows of those that are unfolded under them. A group that stands alone is the other way round. */
export function groupLines(groups: Groups, unfolded: ReadonlySet<string>): Lines {
  const open = openGroups(groups, unfolded);
  const made = new Map<number, Line>();
  const headAt = (place: number): Line | undefined => {
    const known = made.get(place);
    const group = groups.at(place);
    if (known || !group) return known;
    const line = { group, open: open.some((one) => one.place === place) };
    made.set(place, line);
    return line;
  };
  return {
    count: groups.count + open.reduce((sum, { rows }) => sum + rows.length, 0),
    at(index) {
      const above = open.findLast(({ head }) => head < index);
      if (!above) return headAt(index);
      const below = index - above.head - 1;
      return above.rows[below] ?? headAt(above.place + 1 + below - above.rows.length);
    },
    indexOf(id) {
      const row = rowOfId(id);
      if (row === null) {
        const place = groups.placeOf(id.slice(1));
        const above = open.findLast((one) => one.place < place);
        return above ? above.head + above.rows.length + place - above.place : place;
      }
      for (const { head, rows } of open) {
        const at = rows.indexOf(row);
        if (at >= 0) return head + 1 + at;
      }
      return -1;
    },
  };
}

interface OpenGroup {
  place: number;
  /** Where its own line is. */
  head: number;
  rows: Int32Array;
}

function openGroups(groups: Groups, unfolded: ReadonlySet<string>): OpenGroup[] {
  const places = [...unfolded].map((key) => groups.placeOf(key)).filter((place) => place >= 0);
  const alone = groups.count === 1;
  const open: OpenGroup[] = [];
  let before = 0;
  for (const place of alone ? (places.length > 0 ? [] : [0]) : places.sort((a, b) => a - b)) {
    const rows = groups.at(place)?.rows ?? new Int32Array();
    open.push({ place, head: place + before, rows });
    before += rows.length;
  }
  return open;
}
