import type { KnownUser } from '../../../src-main/contract/known-sessions.ts';
import { isoOf, notable, type SessionTable } from './table.ts';

/** Stands for a person in an address: one of their users, by site and number, which says nothing to who can't read the history. */
export const personRef = ({ siteId, userId }: Pick<KnownUser, 'siteId' | 'userId'>): string => `${siteId}/${userId}`;

/** The key of the person whom a reference means; null where that user is not known (any more, or yet). */
export function personOfRef(table: SessionTable, ref: string): string | null {
  const [siteId, number] = ref.split('/');
  const user = table.users.findIndex((one) => one.userId === Number(number) && one.siteId === siteId);
  return table.people.names[table.personOfUser[user] ?? -1] ?? null;
}

/** A reference to the person of a key. */
export function refOfPerson(table: SessionTable, key: string): string | null {
  const user = table.users[table.personOfUser.indexOf(personNumber(table, key))];
  return user ? personRef(user) : null;
}

export interface PersonSite {
  site: string;
  logins: number;
  flagged: number;
  roles: string[];
}
/** A person over all sites; `rows` are the sessions that are there. */
export interface Person {
  rows: Int32Array;
  sites: PersonSite[];
  /** What the sites call them. */
  names: string[];
  roles: string[];
  flagged: number;
  /** Of the rows: those that let nobody in any more. */
  expired: number;
  countries: number;
  latest: string | null;
}

/** The number of the person that a key names (table.ts: personKey), or -1. */
export const personNumber = ({ people }: SessionTable, key: string): number =>
  people.at.get(key) ?? people.at.get(key.toLowerCase()) ?? -1;

export function personOf(table: SessionTable, key: string): Person {
  const who = personNumber(table, key);
  const sites = new Map<number, PersonSite>();
  const [names, roles, countries] = [new Set<string>(), new Set<string>(), new Set<number>()];
  table.personOfUser.forEach((person, user) => {
    if (person !== who) return;
    const [one, site] = [table.users[user], table.siteOfUser[user] ?? 0];
    if (one?.displayName) names.add(one.displayName);
    for (const role of one?.roles ?? []) roles.add(role);
    const known = sites.get(site) ?? { site: table.sites[site]?.site ?? '', logins: 0, flagged: 0, roles: [] };
    sites.set(site, { ...known, roles: [...new Set([...known.roles, ...(one?.roles ?? [])])] });
  });
  const rows: number[] = [];
  let [flagged, expired, latest] = [0, 0, 0];
  for (let row = 0; row < table.rows; row++) {
    const user = table.user.values[row] ?? 0;
    if (table.personOfUser[user] !== who || table.gone.values[row] !== 0) continue;
    rows.push(row);
    const site = sites.get(table.siteOfUser[user] ?? 0);
    const flag = ((table.flags.values[row] ?? 0) & notable) !== 0 ? 1 : 0;
    if (site) [site.logins, site.flagged] = [site.logins + 1, site.flagged + flag];
    flagged += flag;
    expired += table.expired.values[row] ?? 0;
    latest = Math.max(latest, table.login.values[row] ?? 0);
    countries.add(table.countryOfAddress[(table.address.values[row] ?? 0) - 1] ?? 0);
  }
  countries.delete(0);
  const order = [...sites.values()].sort((a, b) => b.logins - a.logins || (a.site < b.site ? -1 : 1));
  return {
    ...{ rows: Int32Array.from(rows), sites: order, names: [...names], roles: [...roles] },
    ...{ flagged, expired, countries: countries.size, latest: isoOf(latest) },
  };
}
