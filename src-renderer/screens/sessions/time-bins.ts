import type { SessionTable } from '../../stores/sessions/table.ts';

export interface Bin {
  /** Seconds since 1970: from then until before then. */
  from: number;
  until: number;
  count: number;
}
export interface Bins {
  bins: Bin[];
  /** Before the first bin, and without a time. */
  older: number;
  undated: number;
  hours: boolean;
}

const hour = 3600;
const day = 24 * hour;
export const shownDays = 45;

/** Local midnight at or before then; a day that is 23 or 25 hours long is still one day. */
function midnight(seconds: number): number {
  return Math.floor(new Date(seconds * 1000).setHours(0, 0, 0, 0) / 1000);
}

function edges(now: number, range: { from: number; until: number } | null): { at: number[]; hours: boolean } {
  if (range && range.until - range.from <= 2 * day) {
    const first = Math.floor(range.from / hour) * hour;
    const count = Math.max(1, Math.ceil((range.until - first) / hour));
    return { at: Array.from({ length: count + 1 }, (_, index) => first + index * hour), hours: true };
  }
  const date = new Date(midnight(now) * 1000);
  const at: number[] = [];
  for (let back = shownDays - 1; back >= -1; back--) {
    const then = new Date(date);
    then.setDate(then.getDate() - back);
    at.push(Math.floor(then.getTime() / 1000));
  }
  return { at, hours: false };
}

/** How many logins began on each of the last days, or in each hour of a short range. Times to come count as the last. */
export function binsOf(
  table: SessionTable,
  rows: Int32Array,
  now: number,
  range: { from: number; until: number } | null,
): Bins {
  const { at, hours } = edges(now, range);
  const bins = at.slice(0, -1).map((from, index) => ({ from, until: at[index + 1] ?? from, count: 0 }));
  const found: Bins = { bins, older: 0, undated: 0, hours };
  const first = at[0] ?? 0;
  const width = hours ? hour : day;
  for (const row of rows) {
    const login = table.login.values[row] ?? 0;
    if (login === 0) found.undated++;
    else if (login < first) found.older++;
    else {
      let index = Math.min(bins.length - 1, Math.floor((login - first) / width));
      while (index > 0 && login < (bins[index]?.from ?? 0)) index--;
      while (index < bins.length - 1 && login >= (bins[index]?.until ?? 0)) index++;
      const bin = bins[index];
      if (bin) bin.count++;
    }
  }
  return found;
}
