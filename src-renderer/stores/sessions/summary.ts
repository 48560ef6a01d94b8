import { sessionFlags } from '../../../src-main/contract/known-sessions.ts';
import { toneOfFlag } from '../../words/sessions.ts';
import { tallier } from './groups.ts';
import { daySeconds, isFresh } from './sieve.ts';
import { flagBits, notable, type SessionTable } from './table.ts';

/** All sessions that are there, in figures; `expired`: those of them that let nobody in. `worst`: flags that say someone is likely in who should not be. */
export interface Summary {
  stored: number;
  expired: number;
  people: number;
  sites: number;
  flagged: number;
  worst: number;
  countries: number;
  fresh: number;
}

const worst = flagBits(sessionFlags.filter((flag) => toneOfFlag(flag) === 'danger'));

export function summary(table: SessionTable, now: number): Summary {
  const rows = new Int32Array(table.rows);
  const countries = new Uint8Array(table.countries.names.length);
  const found = { stored: 0, expired: 0, flagged: 0, worst: 0, fresh: 0 };
  for (let row = 0; row < table.rows; row++) {
    if (table.gone.values[row] !== 0) continue;
    rows[found.stored++] = row;
    if (table.expired.values[row] === 1) found.expired++;
    const flags = table.flags.values[row] ?? 0;
    if ((flags & notable) !== 0) found.flagged++;
    if ((flags & worst) !== 0) found.worst++;
    if (isFresh(table, row, now - daySeconds)) found.fresh++;
    const address = table.address.values[row] ?? 0;
    if (address > 0) countries[table.countryOfAddress[address - 1] ?? 0] = 1;
  }
  const { people, sites } = tallier(table)(rows.subarray(0, found.stored));
  const named = countries.subarray(1).reduce((sum, one) => sum + one, 0);
  return { ...found, people, sites, countries: named };
}

export interface Facets {
  flags: [string, number][];
  roles: [string, number][];
  clients: [string, number][];
}

const most = (counts: Map<string, number>): [string, number][] =>
  [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));

/** How many of these rows each flag, role and client has, the most first; a user of several roles counts for each. */
export function facetsOf(table: SessionTable, rows: Int32Array): Facets {
  const byUser = new Int32Array(table.users.length);
  const byFlags = new Int32Array(2 ** 16);
  for (const row of rows) {
    const [user, flags] = [table.user.values[row] ?? 0, table.flags.values[row] ?? 0];
    byUser[user] = (byUser[user] ?? 0) + 1;
    byFlags[flags] = (byFlags[flags] ?? 0) + 1;
  }
  const [flags, roles, clients] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  const add = (to: Map<string, number>, name: string, count: number): void =>
    void to.set(name, (to.get(name) ?? 0) + count);
  byFlags.forEach((count, bits) => {
    if (count > 0) for (const flag of sessionFlags) if ((bits & flagBits([flag])) !== 0) add(flags, flag, count);
  });
  byUser.forEach((count, user) => {
    if (count === 0) return;
    for (const role of table.users[user]?.roles ?? []) add(roles, role, count);
    const client = table.sites[table.siteOfUser[user] ?? 0]?.client;
    if (client) add(clients, client, count);
  });
  return { flags: most(flags), roles: most(roles), clients: most(clients) };
}
