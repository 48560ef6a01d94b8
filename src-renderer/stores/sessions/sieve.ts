import { noFilter, type SessionFilter } from './filter.ts';
import { personNumber } from './person.ts';
import { flagBits, notable, type SessionTable } from './table.ts';
import { type Found, findWord } from './words.ts';

export const daySeconds = 86_400;

export interface Sifted {
  /** Rows that pass, in the order that was given. */
  rows: Int32Array;
  /** By country number: how many rows pass everything but the country. Counted when it is asked for, as is the next. */
  byCountry(): Int32Array;
  /** Rows that pass everything but the time of login. */
  overTime(): Int32Array;
}

/** What a row passes: the country, the time of login, and everything else. 0 where it does not pass everything else. */
const country = 1;
const time = 2;
const rest = 4;
const everything = country | time | rest;

/** More words than these ask nothing more. */
const mostWords = 12;

/** The rows of `order` that the filter lets through, in that order. `now` in seconds. */
export function sift(table: SessionTable, filter: SessionFilter, order: Int32Array, now: number): Sifted {
  const fates = fatesOf(table, filter, now);
  const rows = inOrder(order, fates, everything);
  const timed = filter.from !== null || filter.until !== null;
  return {
    rows,
    byCountry: once(() => countriesOf(table, fates)),
    overTime: once(() => (timed ? inOrder(order, fates, country | rest) : rows)),
  };
}

/** What each row passes; the words are tried on those rows only that pass the rest. */
function fatesOf(table: SessionTable, filter: SessionFilter, now: number): Uint8Array {
  const plain = plainFates(table, filter, now);
  const words = [...new Set(filter.text.toLowerCase().split(/\s+/))].filter(Boolean).slice(0, mostWords);
  if (words.length === 0) return plain;
  const fates = plain.slice();
  for (const word of words) dropWithout(table, fates, findWord(table, word));
  return fates;
}

function dropWithout(table: SessionTable, fates: Uint8Array, { users, addresses, agents }: Found): void {
  const [user, address, agent] = [table.user.values, table.address.values, table.agent.values];
  for (let row = 0; row < fates.length; row++) {
    if (fates[row] === 0) continue;
    const said =
      (users[user[row] as number] as number) |
      (addresses[address[row] as number] as number) |
      (agents[agent[row] as number] as number);
    if (said === 0) fates[row] = 0;
  }
}

/** The latest filters but for their texts: while somebody types, everything else is the same. */
const plainOnes = new WeakMap<SessionTable, Map<string, Uint8Array>>();
const kept = 6;

function plainFates(table: SessionTable, filter: SessionFilter, now: number): Uint8Array {
  const all = plainOnes.get(table) ?? new Map<string, Uint8Array>();
  plainOnes.set(table, all);
  const key = JSON.stringify([{ ...filter, text: '' }, now, table.rows]);
  const fates = all.get(key) ?? judged(table, filter, now);
  all.delete(key);
  all.set(key, fates);
  for (const oldest of all.keys()) if (all.size > kept) all.delete(oldest);
  return fates;
}

/** A row costs a look at its user's mark and its address's, however much is asked of them. */
function judged(table: SessionTable, filter: SessionFilter, now: number): Uint8Array {
  const users = usersOf(table, filter);
  const addresses = addressesOf(table, filter);
  const own = ownPart(table, filter, now);
  const [from, until] = [filter.from ?? 0, filter.until ?? Number.POSITIVE_INFINITY];
  const [userAt, addressAt] = [table.user.values, table.address.values];
  const [gone, logins] = [table.gone.values, table.login.values];
  const fates = new Uint8Array(table.rows);
  for (let row = 0; row < fates.length; row++) {
    if ((gone[row] !== 0) !== filter.gone || users[userAt[row] as number] === 0) continue;
    const place = addresses[addressAt[row] as number] as number;
    if ((place & rest) === 0 || (own !== null && !own(row))) continue;
    const login = logins[row] as number;
    const then = login >= from && login < until && (login > 0 || filter.until === null);
    fates[row] = then ? place | time : place;
  }
  return fates;
}

/** 1 for each user of whom everything is true that the filter asks of users and their sites. */
function usersOf(table: SessionTable, filter: SessionFilter): Uint8Array {
  const { role, client, tag, site, person } = filter;
  const right = new Uint8Array(table.users.length);
  if (role === null && client === null && tag === null && site === null && person === null) return right.fill(1);
  const sites = table.sites.map(
    (one) =>
      (client === null || one.client === client) &&
      (tag === null || one.tags.includes(tag)) &&
      (site === null || one.site === site),
  );
  const who = person === null ? null : personNumber(table, person);
  table.users.forEach((one, at) => {
    const roles = role === null || (role === '' ? one.roles.length === 0 : one.roles.includes(role));
    if (roles && (who === null || table.personOfUser[at] === who) && sites[table.siteOfUser[at] ?? 0]) right[at] = 1;
  });
  return right;
}

/** What rows of each address pass by that; the first is that of rows without one. */
function addressesOf({ addresses }: SessionTable, filter: SessionFilter): Uint8Array {
  const fateOf = (ip: string, from: string): number =>
    (filter.address === null || filter.address === ip ? rest : 0) |
    (filter.country === null || filter.country === from ? country : 0);
  const fates = new Uint8Array(addresses.length + 1);
  fates[0] = fateOf('', '');
  addresses.forEach((one, at) => {
    fates[at + 1] = fateOf(one.ip, one.country ?? '');
  });
  return fates;
}

/** Whether a session appeared since then: not merely seen first because its site was looked at for the first time. */
export function isFresh(table: SessionTable, row: number, since: number): boolean {
  const first = table.first.values[row] ?? 0;
  if (first < since) return false;
  const site = table.siteOfUser[table.user.values[row] ?? 0] ?? 0;
  return first > (table.firstOfSite[site] ?? 0) || (table.login.values[row] ?? 0) >= since;
}

/** What rows themselves must be, beside what their users, addresses and agents say; null where nothing is asked. */
function ownPart(table: SessionTable, filter: SessionFilter, now: number): ((row: number) => boolean) | null {
  const { flag, olderThanDays, expired, fresh } = filter;
  if (flag === null && olderThanDays === null && expired === null && !fresh) return null;
  const wanted = flag === null ? 0 : flag === 'any' ? notable : flagBits([flag]);
  const oldest = olderThanDays === null ? Number.POSITIVE_INFINITY : now - olderThanDays * daySeconds;
  const [flags, logins, over] = [table.flags.values, table.login.values, table.expired.values];
  return (row) =>
    (wanted === 0 || ((flags[row] as number) & wanted) !== 0) &&
    // A session without a time of login counts as old, as it does where sessions are ended.
    (logins[row] as number) <= oldest &&
    (expired === null || (over[row] === 1) === expired) &&
    (!fresh || isFresh(table, row, now - daySeconds));
}

/** The rows that pass at least this. */
function inOrder(order: Int32Array, fates: Uint8Array, least: number): Int32Array {
  const rows = new Int32Array(order.length);
  let found = 0;
  for (let at = 0; at < order.length; at++) {
    const row = order[at] as number;
    if (((fates[row] as number) & least) === least) rows[found++] = row;
  }
  return rows.subarray(0, found);
}

function countriesOf({ countries, countryOfAddress, address }: SessionTable, fates: Uint8Array): Int32Array {
  const counts = new Int32Array(countries.names.length);
  const least = time | rest;
  for (let row = 0; row < fates.length; row++) {
    if (((fates[row] as number) & least) !== least) continue;
    const from = countryOfAddress[(address.values[row] as number) - 1] ?? 0;
    counts[from] = (counts[from] as number) + 1;
  }
  return counts;
}

/** How many sessions would be shown if this part of the filter asked nothing. */
export function countWithout(
  table: SessionTable,
  filter: SessionFilter,
  part: keyof SessionFilter,
  now: number,
): number {
  const fates = fatesOf(table, { ...filter, [part]: noFilter[part] }, now);
  let count = 0;
  for (let row = 0; row < fates.length; row++) if (fates[row] === everything) count++;
  return count;
}

function once<T>(work: () => T): () => T {
  let done: { value: T } | null = null;
  return () => {
    done ??= { value: work() };
    return done.value;
  };
}
