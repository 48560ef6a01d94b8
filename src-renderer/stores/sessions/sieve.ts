import { countryName } from '../../words/country.ts';
import { noFilter, type SessionFilter } from './filter.ts';
import { personNumber } from './person.ts';
import { flagBits, notable, type SessionTable } from './table.ts';

export const daySeconds = 86_400;

/** What a filter means for a table: answers by the numbers of users, addresses and agents, so that rows are only looked up. */
interface Sieve {
  /** One mask per word: 1 where the word is in what this user, address or agent says. */
  words: { users: Uint8Array; addresses: Uint8Array; agents: Uint8Array }[];
  users: Uint8Array | null;
  addresses: Uint8Array | null;
  countries: Uint8Array | null;
  flags: number;
  oldest: number;
  fresh: number;
}

export interface Sifted {
  /** Rows that pass, in the order that was given. */
  rows: Int32Array;
  /** By country number: rows that pass everything but the country. */
  byCountry: Int32Array;
  /** Rows that pass everything but the time of login. */
  overTime: Int32Array;
}

const mask = <T>(items: readonly T[], test: (item: T, at: number) => boolean): Uint8Array => {
  const found = new Uint8Array(items.length);
  for (let at = 0; at < found.length; at++) if (test(items[at] as T, at)) found[at] = 1;
  return found;
};
/** As `mask`, with the 0 of "none" before the first. */
const maskOrNone = <T>(items: readonly T[], none: boolean, test: (item: T, at: number) => boolean): Uint8Array => {
  const found = new Uint8Array(items.length + 1);
  found[0] = none ? 1 : 0;
  for (let at = 0; at < items.length; at++) if (test(items[at] as T, at)) found[at + 1] = 1;
  return found;
};

interface Texts {
  users: string[];
  addresses: string[];
  agents: string[];
  sites: string[];
}
/** What is looked through, in lower case; made once and added to as pages come. */
const textsOf = new WeakMap<SessionTable, Texts>();

function texts(table: SessionTable): Texts {
  const found = textsOf.get(table) ?? { users: [], addresses: [], agents: [], sites: [] };
  textsOf.set(table, found);
  for (const one of table.sites.slice(found.sites.length))
    found.sites.push([one.site, one.client, ...one.tags].join('\n').toLowerCase());
  for (let at = found.users.length; at < table.users.length; at++) {
    const one = table.users[at];
    found.users.push([one?.user, one?.email, one?.displayName, ...(one?.roles ?? [])].join('\n').toLowerCase());
  }
  for (const one of table.addresses.slice(found.addresses.length)) {
    const country = one.country === null ? '' : `${one.country}\n${countryName(one.country)}`;
    found.addresses.push([one.ip, country, one.network, one.office].join('\n').toLowerCase());
  }
  for (const one of table.agents.slice(found.agents.length))
    found.agents.push([one.device, one.browser, one.userAgent].join('\n').toLowerCase());
  return found;
}

function wordMasks(table: SessionTable, word: string): Sieve['words'][number] {
  const all = texts(table);
  const sites = mask(all.sites, (text) => text.includes(word));
  return {
    users: mask(all.users, (text, at) => sites[table.siteOfUser[at] ?? 0] === 1 || text.includes(word)),
    addresses: maskOrNone(all.addresses, false, (text) => text.includes(word)),
    agents: maskOrNone(all.agents, false, (text) => text.includes(word)),
  };
}

function usersMask(table: SessionTable, filter: SessionFilter): Uint8Array | null {
  const { role, client, tag, site, person } = filter;
  if (role === null && client === null && tag === null && site === null && person === null) return null;
  const sites = mask(
    table.sites,
    (one) =>
      (client === null || one.client === client) &&
      (tag === null || one.tags.includes(tag)) &&
      (site === null || one.site === site),
  );
  const who = person === null ? null : personNumber(table, person);
  return mask(
    table.users,
    (one, at) =>
      sites[table.siteOfUser[at] ?? 0] === 1 &&
      (who === null || table.personOfUser[at] === who) &&
      (role === null || (role === '' ? one.roles.length === 0 : one.roles.includes(role))),
  );
}

function sieve(table: SessionTable, filter: SessionFilter, now: number): Sieve {
  const { address, country, flag, olderThanDays } = filter;
  return {
    words: filter.text
      .toLowerCase()
      .split(/\s+/)
      .filter(Boolean)
      .map((word) => wordMasks(table, word)),
    users: usersMask(table, filter),
    addresses: address === null ? null : maskOrNone(table.addresses, address === '', ({ ip }) => ip === address),
    countries:
      country === null ? null : maskOrNone(table.addresses, country === '', (one) => (one.country ?? '') === country),
    flags: flag === null ? 0 : flag === 'any' ? notable : flagBits([flag]),
    oldest: olderThanDays === null ? Number.POSITIVE_INFINITY : now - olderThanDays * daySeconds,
    fresh: filter.fresh ? now - daySeconds : 0,
  };
}

/** Whether a session appeared since then: not merely seen first because its site was looked at for the first time. */
export function isFresh(table: SessionTable, row: number, since: number): boolean {
  const first = table.first.values[row] ?? 0;
  if (first < since) return false;
  const site = table.siteOfUser[table.user.values[row] ?? 0] ?? 0;
  return first > (table.firstOfSite[site] ?? 0) || (table.login.values[row] ?? 0) >= since;
}

/** The rows of `order` that the filter lets through, in that order. `now` in seconds. */
export function sift(table: SessionTable, filter: SessionFilter, order: Int32Array, now: number): Sifted {
  const by = sieve(table, filter, now);
  const { from, until } = filter;
  const timed = from !== null || until !== null;
  const [rows, overTime] = [new Int32Array(order.length), new Int32Array(timed ? order.length : 0)];
  const byCountry = new Int32Array(table.countries.names.length);
  const [addresses, logins] = [table.address.values, table.login.values];
  let [found, foundOverTime] = [0, 0];
  for (let at = 0; at < order.length; at++) {
    const row = order[at] as number;
    if (!passes(table, by, filter, row)) continue;
    const address = addresses[row] as number;
    const login = logins[row] as number;
    const here = by.countries === null || by.countries[address] === 1;
    const then = !timed || ((from === null || login >= from) && (until === null || (login < until && login > 0)));
    if (then) {
      const country = address === 0 ? 0 : (table.countryOfAddress[address - 1] as number);
      byCountry[country] = (byCountry[country] as number) + 1;
    }
    if (here && timed) overTime[foundOverTime++] = row;
    if (here && then) rows[found++] = row;
  }
  const shown = rows.subarray(0, found);
  return { rows: shown, byCountry, overTime: timed ? overTime.subarray(0, foundOverTime) : shown };
}

function passes(table: SessionTable, by: Sieve, filter: SessionFilter, row: number): boolean {
  if ((table.gone.values[row] !== 0) !== filter.gone) return false;
  const user = table.user.values[row] as number;
  if (by.users !== null && by.users[user] !== 1) return false;
  const address = table.address.values[row] as number;
  if (by.addresses !== null && by.addresses[address] !== 1) return false;
  if (by.flags !== 0 && ((table.flags.values[row] as number) & by.flags) === 0) return false;
  // A session without a time of login counts as old, as it does where sessions are ended.
  if ((table.login.values[row] as number) > by.oldest) return false;
  if (filter.expired !== null && (table.expired.values[row] === 1) !== filter.expired) return false;
  if (by.fresh > 0 && !isFresh(table, row, by.fresh)) return false;
  if (by.words.length === 0) return true;
  const agent = table.agent.values[row] as number;
  for (const word of by.words)
    if (word.users[user] !== 1 && word.addresses[address] !== 1 && word.agents[agent] !== 1) return false;
  return true;
}

/** How many sessions would be shown if this part of the filter asked nothing. */
export function countWithout(
  table: SessionTable,
  filter: SessionFilter,
  part: keyof SessionFilter,
  now: number,
): number {
  const every = Int32Array.from({ length: table.rows }, (_, row) => row);
  return sift(table, { ...filter, [part]: noFilter[part] }, every, now).rows.length;
}
