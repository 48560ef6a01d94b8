import { noFilter, type SessionFilter } from './filter.ts';
import { personNumber } from './person.ts';
import { flagBits, notable, type SessionTable } from './table.ts';
import { findWord } from './words.ts';

export const daySeconds = 86_400;

export interface Sifted {
  /** Rows that pass, in the order that was given. */
  rows: Int32Array;
  /** By country number: rows that pass everything but the country. */
  byCountry: Int32Array;
  /** Rows that pass everything but the time of login. */
  overTime: Int32Array;
}

/** Bits of a sieve: one per word (more than twelve words ask nothing more), one for the user, one for the address. */
const mostWords = 12;
const userBit = 1 << 12;
const addressBit = 1 << 13;
const countryBit = 1 << 14;

/**
 * What a filter means for a table: bits by the numbers of users, addresses and agents. A row passes where its three have
 * all the bits together, so that a row costs three looks however much is asked.
 */
interface Sieve {
  users: Uint16Array;
  addresses: Uint16Array;
  agents: Uint16Array;
  all: number;
}

function sieveOf(table: SessionTable, filter: SessionFilter): Sieve {
  const words = [...new Set(filter.text.toLowerCase().split(/\s+/))].filter(Boolean).slice(0, mostWords);
  const users = usersOf(table, filter);
  const addresses = addressesOf(table, filter);
  const agents = new Uint16Array(table.agents.length + 1);
  words.forEach((word, place) => {
    const found = findWord(table, word);
    mark(users, found.users, 1 << place);
    mark(addresses, found.addresses, 1 << place);
    mark(agents, found.agents, 1 << place);
  });
  return { users, addresses, agents, all: userBit | addressBit | ((1 << words.length) - 1) };
}

function mark(bits: Uint16Array, found: Uint8Array, bit: number): void {
  for (let at = 0; at < bits.length; at++) if (found[at] === 1) bits[at] = (bits[at] as number) | bit;
}

function usersOf(table: SessionTable, filter: SessionFilter): Uint16Array {
  const { role, client, tag, site, person } = filter;
  const bits = new Uint16Array(table.users.length);
  if (role === null && client === null && tag === null && site === null && person === null) return bits.fill(userBit);
  const sites = table.sites.map(
    (one) =>
      (client === null || one.client === client) &&
      (tag === null || one.tags.includes(tag)) &&
      (site === null || one.site === site),
  );
  const who = person === null ? null : personNumber(table, person);
  table.users.forEach((one, at) => {
    const roles = role === null || (role === '' ? one.roles.length === 0 : one.roles.includes(role));
    const right = roles && (who === null || table.personOfUser[at] === who) && sites[table.siteOfUser[at] ?? 0];
    if (right) bits[at] = userBit;
  });
  return bits;
}

function addressesOf(table: SessionTable, { address, country }: SessionFilter): Uint16Array {
  const bits = new Uint16Array(table.addresses.length + 1);
  const bitsOf = (ip: string, from: string): number =>
    (address === null || address === ip ? addressBit : 0) | (country === null || country === from ? countryBit : 0);
  bits[0] = bitsOf('', '');
  table.addresses.forEach((one, at) => {
    bits[at + 1] = bitsOf(one.ip, one.country ?? '');
  });
  return bits;
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

/** What becomes of a row. */
const otherTime = 1;
const shown = 2;

/** The rows of `order` that the filter lets through, in that order. `now` in seconds. */
export function sift(table: SessionTable, filter: SessionFilter, order: Int32Array, now: number): Sifted {
  const { users, addresses, agents, all } = sieveOf(table, filter);
  const own = ownPart(table, filter, now);
  const [from, until] = [filter.from ?? 0, filter.until ?? Number.POSITIVE_INFINITY];
  const timed = filter.from !== null || filter.until !== null;
  const [userAt, addressAt, agentAt] = [table.user.values, table.address.values, table.agent.values];
  const [gone, logins] = [table.gone.values, table.login.values];
  const byAddress = new Int32Array(addresses.length);
  const fates = new Uint8Array(table.rows);
  // Row by row as they stand in memory, and only then in their order: that is several times as fast.
  for (let row = 0; row < fates.length; row++) {
    if ((gone[row] !== 0) !== filter.gone) continue;
    const address = addressAt[row] as number;
    const bits =
      (users[userAt[row] as number] as number) |
      (addresses[address] as number) |
      (agents[agentAt[row] as number] as number);
    if ((bits & all) !== all || (own !== null && !own(row))) continue;
    const login = logins[row] as number;
    const then = !timed || (login >= from && login < until && (login > 0 || filter.until === null));
    if (then) byAddress[address] = (byAddress[address] as number) + 1;
    if ((bits & countryBit) !== 0) fates[row] = then ? shown : otherTime;
  }
  const rows = inOrder(order, fates, shown);
  return { rows, byCountry: countries(table, byAddress), overTime: timed ? inOrder(order, fates, otherTime) : rows };
}

/** The rows of at least this fate. */
function inOrder(order: Int32Array, fates: Uint8Array, least: number): Int32Array {
  const rows = new Int32Array(order.length);
  let found = 0;
  for (let at = 0; at < order.length; at++) {
    const row = order[at] as number;
    if ((fates[row] as number) >= least) rows[found++] = row;
  }
  return rows.subarray(0, found);
}

function countries(table: SessionTable, byAddress: Int32Array): Int32Array {
  const counts = new Int32Array(table.countries.names.length);
  byAddress.forEach((count, address) => {
    const country = address === 0 ? 0 : (table.countryOfAddress[address - 1] ?? 0);
    counts[country] = (counts[country] ?? 0) + count;
  });
  return counts;
}

/** How many sessions would be shown if this part of the filter asked nothing. */
export function countWithout(
  table: SessionTable,
  filter: SessionFilter,
  part: keyof SessionFilter,
  now: number,
): number {
  const every = new Int32Array(table.rows);
  for (let row = 0; row < every.length; row++) every[row] = row;
  return sift(table, { ...filter, [part]: noFilter[part] }, every, now).rows.length;
}
