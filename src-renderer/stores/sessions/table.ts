import {
  type ActivityLog,
  activityLogs,
  type KnownAddress,
  type KnownAgent,
  type KnownPage,
  type KnownSession,
  type KnownSite,
  type KnownUser,
  type SessionFlag,
  sessionFlags,
} from '../../../src-main/contract/known-sessions.ts';
import { type Column, column, reserve } from './growing.ts';
import { putVerifier, type Verifiers, verifierAt, verifiers } from './verifiers.ts';

/**
 * Every known session in columns: a row is an index into each of them. What many sessions share (site, user, address,
 * agent) stands once, and a row holds its number. Times are whole seconds since 1970, 0 where not known.
 */
export interface SessionTable {
  rows: number;
  /** How many there will be when all pages are here. */
  total: number;
  /** When the snapshot was taken, ISO 8601. */
  at: string;
  sites: KnownSite[];
  users: KnownUser[];
  addresses: KnownAddress[];
  agents: KnownAgent[];
  /** People: one per e-mail address in lower case; who has none stands alone. */
  people: Dictionary;
  countries: Dictionary;
  /** Of each user. */
  siteOfUser: number[];
  personOfUser: number[];
  /** Of each address; 0 is "not known" (the empty name). */
  countryOfAddress: number[];
  user: Column<Int32Array>;
  /** One more than the number of the address or agent; 0 where there is none. */
  address: Column<Int32Array>;
  agent: Column<Int32Array>;
  login: Column<Uint32Array>;
  expires: Column<Uint32Array>;
  seen: Column<Uint32Array>;
  /** One more than the number of the plugin that tells it; 0 where that is not known. */
  seenBy: Column<Uint8Array>;
  first: Column<Uint32Array>;
  gone: Column<Uint32Array>;
  expired: Column<Uint8Array>;
  /** One bit per flag, in the order of `sessionFlags`. */
  flags: Column<Uint16Array>;
  reasons: Map<number, SessionFlag[]>;
  verifiers: Verifiers;
  /** The first look of each site that is known of. */
  firstOfSite: number[];
  siteAt: Map<string, number>;
}

/** Names with a number each. */
export interface Dictionary {
  names: string[];
  at: Map<string, number>;
}
const dictionary = (...names: string[]): Dictionary => ({ names, at: new Map(names.map((name, at) => [name, at])) });

function numberOf({ names, at }: Dictionary, name: string): number {
  const known = at.get(name);
  if (known !== undefined) return known;
  at.set(name, names.length);
  return names.push(name) - 1;
}

export const emptyTable = (): SessionTable => ({
  rows: 0,
  total: 0,
  at: '',
  sites: [],
  users: [],
  addresses: [],
  agents: [],
  people: dictionary(),
  countries: dictionary(''),
  siteOfUser: [],
  personOfUser: [],
  countryOfAddress: [],
  user: column(Int32Array),
  address: column(Int32Array),
  agent: column(Int32Array),
  login: column(Uint32Array),
  expires: column(Uint32Array),
  seen: column(Uint32Array),
  seenBy: column(Uint8Array),
  first: column(Uint32Array),
  gone: column(Uint32Array),
  expired: column(Uint8Array),
  flags: column(Uint16Array),
  reasons: new Map(),
  verifiers: verifiers(),
  firstOfSite: [],
  siteAt: new Map(),
});

const seconds = (iso: string | null): number => {
  const at = iso === null ? Number.NaN : Math.floor(Date.parse(iso) / 1000);
  return at > 0 && at < 2 ** 32 ? at : 0;
};
/** ISO 8601 of a column's time. */
export const isoOf = (at: number | undefined): string | null => (at ? new Date(at * 1000).toISOString() : null);

export const personKey = ({ email, siteId, userId }: KnownUser): string =>
  email?.trim() ? email.trim().toLowerCase() : `${siteId}/${userId}`;

/** Puts a page behind those before it. A session whose user the pages do not have is left out. */
export function addPage(table: SessionTable, page: KnownPage): void {
  table.at = page.at;
  table.total = page.total;
  for (const site of page.sites) addSite(table, site);
  for (const user of page.users) {
    table.users.push(user);
    table.siteOfUser.push(siteNumber(table, user.siteId));
    table.personOfUser.push(numberOf(table.people, personKey(user)));
  }
  for (const address of page.addresses) {
    table.addresses.push(address);
    table.countryOfAddress.push(numberOf(table.countries, address.country ?? ''));
  }
  table.agents.push(...page.agents);
  const { user, address, agent, login, expires, seen, seenBy, first, gone, expired, flags } = table;
  for (const each of [user, address, agent, login, expires, seen, seenBy, first, gone, expired, flags])
    reserve(each as Column<Int32Array>, table.rows + page.sessions.length);
  for (const session of page.sessions) if (table.users[session.user]) addSession(table, session);
}

function addSite(table: SessionTable, site: KnownSite): void {
  table.siteAt.set(site.siteId, table.sites.push(site) - 1);
  table.firstOfSite.push(0);
}

/** A user's site, also where no page told of it. */
function siteNumber(table: SessionTable, siteId: string): number {
  const known = table.siteAt.get(siteId);
  if (known !== undefined) return known;
  addSite(table, { siteId, site: siteId, client: null, tags: [], lookedAt: null, failure: null, notes: [] });
  return table.sites.length - 1;
}

const bitOf = new Map(sessionFlags.map((flag, at) => [flag, 1 << at]));
export const flagBits = (flags: readonly SessionFlag['flag'][]): number =>
  flags.reduce((bits, flag) => bits | (bitOf.get(flag) ?? 0), 0);

/** Expired alone is no reason to look: such a row opens nothing. */
export const notable = flagBits(sessionFlags.filter((flag) => flag !== 'expired'));

function addSession(table: SessionTable, session: KnownSession): void {
  const row = table.rows++;
  const first = seconds(session.firstKnownAt);
  table.user.values[row] = session.user;
  table.address.values[row] = session.address === null ? 0 : session.address + 1;
  table.agent.values[row] = session.agent === null ? 0 : session.agent + 1;
  table.login.values[row] = seconds(session.loginAt);
  table.expires.values[row] = seconds(session.expiresAt);
  table.seen.values[row] = seconds(session.lastSeenAt);
  table.seenBy.values[row] = session.lastSeenBy === null ? 0 : activityLogs.indexOf(session.lastSeenBy) + 1;
  table.first.values[row] = first;
  table.gone.values[row] = session.goneAt === null ? 0 : Math.max(1, seconds(session.goneAt));
  table.expired.values[row] = session.expired ? 1 : 0;
  table.flags.values[row] = flagBits(session.flags.map(({ flag }) => flag));
  if (session.flags.length > 0) table.reasons.set(row, session.flags);
  putVerifier(table.verifiers, row, session.verifier);
  const site = table.siteOfUser[session.user] ?? 0;
  const before = table.firstOfSite[site] ?? 0;
  if (first > 0 && (before === 0 || first < before)) table.firstOfSite[site] = first;
}

/** One session with everything that is known of it. */
export interface SessionFacts {
  row: number;
  site: KnownSite;
  user: KnownUser;
  address: KnownAddress | null;
  agent: KnownAgent | null;
  verifier: string;
  loginAt: string | null;
  expiresAt: string | null;
  lastSeenAt: string | null;
  lastSeenBy: ActivityLog | null;
  firstKnownAt: string | null;
  goneAt: string | null;
  expired: boolean;
  flags: SessionFlag[];
}

export function factsOf(table: SessionTable, row: number): SessionFacts | null {
  const number = table.user.values[row] ?? -1;
  const user = table.users[number];
  const site = table.sites[table.siteOfUser[number] ?? -1];
  if (row >= table.rows || !user || !site) return null;
  return {
    row,
    site,
    user,
    address: table.addresses[(table.address.values[row] ?? 0) - 1] ?? null,
    agent: table.agents[(table.agent.values[row] ?? 0) - 1] ?? null,
    verifier: verifierAt(table.verifiers, row),
    loginAt: isoOf(table.login.values[row]),
    expiresAt: isoOf(table.expires.values[row]),
    lastSeenAt: isoOf(table.seen.values[row]),
    lastSeenBy: activityLogs[(table.seenBy.values[row] ?? 0) - 1] ?? null,
    firstKnownAt: isoOf(table.first.values[row]),
    goneAt: isoOf(table.gone.values[row]),
    expired: table.expired.values[row] === 1,
    flags: table.reasons.get(row) ?? [],
  };
}

/** The row of another table that is the same session; null where it is not there. */
export function rowLike(table: SessionTable, row: number, other: SessionTable): number | null {
  const user = table.users[table.user.values[row] ?? -1];
  const number = other.users.findIndex(({ siteId, userId }) => siteId === user?.siteId && userId === user.userId);
  const verifier = verifierAt(table.verifiers, row);
  for (let at = 0; at < other.rows; at++)
    if (other.user.values[at] === number && verifierAt(other.verifiers, at) === verifier) return at;
  return null;
}

/** Names a session over reloads. */
export function keyOf(table: SessionTable, row: number): string {
  const user = table.users[table.user.values[row] ?? -1];
  return `${user?.siteId} ${user?.userId} ${verifierAt(table.verifiers, row)}`;
}
