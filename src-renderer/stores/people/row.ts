import type { PersonRow } from '../../../src-main/contract/people.ts';

/** A person with what their sites come to; null where no site tells. */
export interface PersonSums {
  administrator: number;
  unapproved: number;
  sessions: number | null;
  applicationPasswords: number | null;
  keys: number | null;
  lastLoginAt: string | null;
  roles: string[];
}

const sum = (values: (number | null)[]): number | null =>
  values.every((value) => value === null) ? null : values.reduce<number>((all, value) => all + (value ?? 0), 0);
const latest = (values: (string | null)[]): string | null =>
  values.reduce((last, value) => (value !== null && (last === null || value > last) ? value : last), null);

export function sumsOf({ sites }: PersonRow): PersonSums {
  return {
    administrator: new Set(sites.flatMap((one) => (one.administrator ? [one.siteId] : []))).size,
    unapproved: sites.filter(({ approved }) => approved === false).length,
    sessions: sum(sites.map((one) => one.sessions)),
    applicationPasswords: sum(sites.map((one) => one.applicationPasswords)),
    keys: sum(sites.map((one) => one.keys)),
    lastLoginAt: latest(sites.map((one) => one.lastLoginAt)),
    roles: [...new Set(sites.flatMap((one) => one.roles))],
  };
}

export const siteCount = ({ sites }: PersonRow): number => new Set(sites.map(({ siteId }) => siteId)).size;

/** What a person is called: by the agency, else by their address, else by their login. */
export const personName = ({ name, emails, sites, key }: PersonRow): string =>
  name ?? emails[0] ?? sites[0]?.user ?? key;

/** What a person says, in lower case, to be looked through. */
export const personText = (row: PersonRow): string =>
  [row.name, ...row.emails, ...row.sites.flatMap(({ user, site, roles }) => [user, site, ...roles])]
    .join('\n')
    .toLowerCase();
