import { notable, type SessionTable } from './table.ts';

export const groupings = ['person', 'site', 'country', 'address'] as const;
export type Grouping = (typeof groupings)[number];

/** Sessions that have one thing in common. */
export interface SessionGroup {
  /** What they share: a person's key, a site's name, a country's code, an address. */
  key: string;
  rows: Int32Array;
  sites: number;
  people: number;
  flagged: number;
  /** The latest login, seconds since 1970; 0 where none is known. */
  latest: number;
}

function placing(table: SessionTable, by: Grouping): { of(row: number): number; names: string[] } {
  const { user, address, siteOfUser, personOfUser, countryOfAddress } = table;
  const userOf = (row: number): number => user.values[row] ?? 0;
  switch (by) {
    case 'person':
      return { of: (row) => personOfUser[userOf(row)] ?? 0, names: table.people.names };
    case 'site':
      return { of: (row) => siteOfUser[userOf(row)] ?? 0, names: table.sites.map(({ site }) => site) };
    case 'country':
      return {
        of: (row) => countryOfAddress[(address.values[row] ?? 0) - 1] ?? 0,
        names: table.countries.names,
      };
    case 'address':
      return addressPlacing(table);
  }
}

/** One address may stand in the table twice: of a country on one site, behind a proxy on another. It is one group. */
function addressPlacing({ address, addresses }: SessionTable): ReturnType<typeof placing> {
  const names = [''];
  const at = new Map([['', 0]]);
  const numbers = Int32Array.from(addresses, ({ ip }) => {
    const number = at.get(ip) ?? names.push(ip) - 1;
    at.set(ip, number);
    return number;
  });
  return { of: (row) => numbers[(address.values[row] ?? 0) - 1] ?? 0, names };
}

/** The rows by what they share, each group's rows in their order; the widest (sites, then sessions) first. */
export function grouped(table: SessionTable, rows: Int32Array, by: Grouping): SessionGroup[] {
  const { of, names } = placing(table, by);
  const size = new Int32Array(names.length);
  for (const row of rows) size[of(row)] = (size[of(row)] ?? 0) + 1;
  const place = new Int32Array(names.length);
  let start = 0;
  for (let at = 0; at < names.length; at++) {
    place[at] = start;
    start += size[at] ?? 0;
  }
  const bucket = new Int32Array(rows.length);
  for (const row of rows) {
    const at = of(row);
    bucket[place[at] ?? 0] = row;
    place[at] = (place[at] ?? 0) + 1;
  }
  const tally = tallier(table);
  const groups: SessionGroup[] = [];
  for (let at = 0; at < names.length; at++) {
    const end = place[at] ?? 0;
    const inside = bucket.subarray(end - (size[at] ?? 0), end);
    if (inside.length > 0) groups.push({ key: names[at] ?? '', rows: inside, ...tally(inside) });
  }
  return widest(groups);
}

const room = 2 ** 20;

/** The widest first. Sites, sessions and place go into one number, as in order.ts: 13, 20 and 20 bits. */
function widest(groups: SessionGroup[]): SessionGroup[] {
  const packed = Float64Array.from(groups, ({ sites, rows }, at) => at - (sites * room + rows.length) * room);
  packed.sort();
  return Array.from(packed, (value) => groups[((value % room) + room) % room] as SessionGroup);
}

export type Tally = Pick<SessionGroup, 'sites' | 'people' | 'flagged' | 'latest'>;

/** Counts the distinct sites and people of rows; marks are by turn, so that nothing is cleared in between. */
export function tallier(table: SessionTable): (rows: Int32Array) => Tally {
  const siteSeen = new Int32Array(table.sites.length);
  const personSeen = new Int32Array(table.people.names.length);
  let turn = 0;
  return (rows) => {
    turn++;
    const found: Tally = { sites: 0, people: 0, flagged: 0, latest: 0 };
    for (const row of rows) {
      const user = table.user.values[row] ?? 0;
      const [site, person] = [table.siteOfUser[user] ?? 0, table.personOfUser[user] ?? 0];
      if (siteSeen[site] !== turn) found.sites++;
      if (personSeen[person] !== turn) found.people++;
      siteSeen[site] = turn;
      personSeen[person] = turn;
      if (((table.flags.values[row] ?? 0) & notable) !== 0) found.flagged++;
      found.latest = Math.max(found.latest, table.login.values[row] ?? 0);
    }
    return found;
  };
}
