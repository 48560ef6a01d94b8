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

/** Groups, the widest (sites, then sessions) first. One is made when it is looked at: of 100,000 people few ever are. */
export interface Groups {
  count: number;
  /** Each group's rows are in the order that was given. */
  at(place: number): SessionGroup | undefined;
  /** The place of the group with this key, or -1. */
  placeOf(key: string): number;
}

/** What parts rows: a column, and for each value of it the number of the group. */
interface Parting {
  column: Int32Array;
  groupOf: Int32Array;
  names: readonly string[];
}

function parting(table: SessionTable, by: Grouping): Parting {
  const { user, address, siteOfUser, personOfUser, countryOfAddress } = table;
  switch (by) {
    case 'person':
      return { column: user.values, groupOf: new Int32Array(personOfUser), names: table.people.names };
    case 'site':
      return { column: user.values, groupOf: new Int32Array(siteOfUser), names: table.sites.map(({ site }) => site) };
    case 'country':
      return {
        column: address.values,
        groupOf: new Int32Array([0, ...countryOfAddress]),
        names: table.countries.names,
      };
    case 'address':
      return byAddress(table);
  }
}

/** One address may stand in the table twice: of a country on one site, behind a proxy on another. It is one group. */
function byAddress({ address, addresses }: SessionTable): Parting {
  const names = [''];
  const at = new Map([['', 0]]);
  const groupOf = new Int32Array(addresses.length + 1);
  addresses.forEach(({ ip }, place) => {
    const number = at.get(ip) ?? names.push(ip) - 1;
    at.set(ip, number);
    groupOf[place + 1] = number;
  });
  return { column: address.values, groupOf, names };
}

/** The rows by what they share. */
export function grouped(table: SessionTable, rows: Int32Array, by: Grouping): Groups {
  const { column, groupOf, names } = parting(table, by);
  const { bucket, ends } = partedRows(rows, column, groupOf, names.length);
  const inside = (group: number): Int32Array => bucket.subarray(ends[group - 1] ?? 0, ends[group]);
  const order = widest(bucket, ends, sitesOfGroups(table, bucket, ends));
  const tally = tallier(table);
  const made = new Map<number, SessionGroup>();
  const places = new Map<string, number>();
  return {
    count: order.length,
    at(place) {
      const group = order[place];
      const known = made.get(place);
      if (known || group === undefined) return known;
      const mine = inside(group);
      const one = { key: names[group] ?? '', rows: mine, ...tally(mine) };
      made.set(place, one);
      places.set(one.key, place);
      return one;
    },
    placeOf: (key) => places.get(key) ?? order.findIndex((group) => names[group] === key),
  };
}

/** The rows, group after group, each group's in the order that was given; and where each group ends. */
function partedRows(rows: Int32Array, column: Int32Array, groupOf: Int32Array, groups: number) {
  const ends = new Int32Array(groups + 1);
  const numbers = new Int32Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const group = groupOf[column[rows[at] as number] as number] as number;
    numbers[at] = group;
    ends[group + 1] = (ends[group + 1] as number) + 1;
  }
  for (let group = 1; group <= groups; group++) ends[group] = (ends[group] as number) + (ends[group - 1] as number);
  const bucket = new Int32Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const group = numbers[at] as number;
    const place = ends[group] as number;
    bucket[place] = rows[at] as number;
    ends[group] = place + 1;
  }
  return { bucket, ends: ends.subarray(0, groups) };
}

/** On how many sites the rows of each group are. */
function sitesOfGroups({ user, sites, siteOfUser }: SessionTable, bucket: Int32Array, ends: Int32Array): Int32Array {
  const site = new Int32Array(siteOfUser);
  const seenBy = new Int32Array(sites.length).fill(-1);
  const found = new Int32Array(ends.length);
  let at = 0;
  for (let group = 0; group < ends.length; group++) {
    let count = 0;
    for (const end = ends[group] as number; at < end; at++) {
      const here = site[user.values[bucket[at] as number] as number] as number;
      if (seenBy[here] === group) continue;
      seenBy[here] = group;
      count++;
    }
    found[group] = count;
  }
  return found;
}

const room = 2 ** 20;

/** The groups that have rows, the widest first. Sites, sessions and group go into one number, as in order.ts: 13, 20 and 20 bits. */
function widest(bucket: Int32Array, ends: Int32Array, sites: Int32Array): Int32Array {
  const packed = new Float64Array(Math.min(bucket.length, ends.length));
  let count = 0;
  let from = 0;
  for (let group = 0; group < ends.length; group++) {
    const size = (ends[group] as number) - from;
    from += size;
    if (size > 0) packed[count++] = group - ((sites[group] as number) * room + size) * room;
  }
  const sorted = packed.subarray(0, count).sort();
  return Int32Array.from(sorted, (value) => ((value % room) + room) % room);
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
