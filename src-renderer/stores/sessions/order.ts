import type { SessionTable } from './table.ts';

export const sessionSorts = ['user', 'site', 'address', 'country', 'device', 'login', 'expires', 'flags'] as const;
export type SessionSort = (typeof sessionSorts)[number];

const last = 2 ** 32;
/** Rows per key: a key and a row go into one number, so that the engine's own sort of numbers does the work. */
const room = 2 ** 20;

/** The place of each text among them all, without regard to case; the empty one has none. */
function ranks(texts: string[]): Float64Array {
  const low = texts.map((text) => text.toLowerCase());
  const order = low
    .map((_, at) => at)
    .sort((a, b) => ((low[a] ?? '') < (low[b] ?? '') ? -1 : low[a] === low[b] ? 0 : 1));
  const found = new Float64Array(texts.length);
  let rank = 0;
  order.forEach((at, place) => {
    if (place > 0 && low[at] !== low[order[place - 1] ?? 0]) rank++;
    found[at] = low[at] === '' ? last : rank;
  });
  return found;
}

const bits = (value: number): number => {
  let count = 0;
  for (let left = value; left > 0; left &= left - 1) count++;
  return count;
};

const kept = new WeakMap<SessionTable, Map<SessionSort, { size: number; rank: Float64Array }>>();

/** Ranks stay good until a page adds more texts: the second click on a head costs nothing of this. */
function ranksOf(table: SessionTable, by: SessionSort, size: number, texts: () => string[]): Float64Array {
  const all = kept.get(table) ?? new Map();
  kept.set(table, all);
  const known = all.get(by);
  if (known?.size === size) return known.rank;
  const rank = ranks(texts());
  all.set(by, { size, rank });
  return rank;
}

function keys(table: SessionTable, by: SessionSort): (row: number) => number {
  const { user, address, agent, login, expires, flags, siteOfUser, countryOfAddress } = table;
  const time = (value: number | undefined): number => (value === 0 ? last : (value ?? last));
  switch (by) {
    case 'user': {
      const rank = ranksOf(table, by, table.users.length, () => table.users.map((one) => one.user ?? ''));
      return (row) => rank[user.values[row] ?? 0] ?? last;
    }
    case 'site': {
      const rank = ranksOf(table, by, table.sites.length, () => table.sites.map((one) => one.site));
      return (row) => rank[siteOfUser[user.values[row] ?? 0] ?? 0] ?? last;
    }
    case 'address': {
      const rank = ranksOf(table, by, table.addresses.length, () => table.addresses.map((one) => one.ip));
      return (row) => rank[(address.values[row] ?? 0) - 1] ?? last;
    }
    case 'country': {
      const rank = ranksOf(table, by, table.countries.names.length, () => table.countries.names);
      return (row) => rank[countryOfAddress[(address.values[row] ?? 0) - 1] ?? 0] ?? last;
    }
    case 'device': {
      const rank = ranksOf(table, by, table.agents.length, () =>
        table.agents.map((one) => [one.browser, one.device].filter(Boolean).join(' ')),
      );
      return (row) => rank[(agent.values[row] ?? 0) - 1] ?? last;
    }
    case 'login':
      return (row) => time(login.values[row]);
    case 'expires':
      return (row) => time(expires.values[row]);
    case 'flags':
      return (row) => bits(flags.values[row] ?? 0);
  }
}

/** All rows in order; what is not known stands last either way, equals in the order in which they came. */
export function orderOf(table: SessionTable, { by, down }: { by: SessionSort; down: boolean }): Int32Array {
  const key = keys(table, by);
  const packed = new Float64Array(table.rows);
  for (let row = 0; row < table.rows; row++) {
    const value = key(row);
    packed[row] = (value === last || !down ? value : last - 1 - value) * room + row;
  }
  packed.sort();
  const order = new Int32Array(packed.length);
  for (let at = 0; at < order.length; at++) order[at] = (packed[at] as number) % room;
  return order;
}
