import type { Failure } from '../../../src-main/contract/failures.ts';
import {
  activityLogs,
  type KnownAddress,
  type KnownAgent,
  type KnownPage,
  type KnownSession,
  type KnownSite,
  type KnownUser,
} from '../../../src-main/contract/known-sessions.ts';
import type { Site } from '../../../src-main/contract/sites.ts';
import { otherSessionManager } from '../../../src-main/wordpress/session-managers.ts';
import { chance, makeSite } from './fake-sites.ts';

/** Everything known, whole; `pagesOf` hands it out as the engine does. */
export interface FakeKnown {
  at: string;
  sites: KnownSite[];
  users: KnownUser[];
  addresses: KnownAddress[];
  agents: KnownAgent[];
  sessions: KnownSession[];
}

const countries = [
  'NL',
  'DE',
  'BE',
  'FR',
  'GB',
  'US',
  'ES',
  'PL',
  'SE',
  'IT',
  'BR',
  'IN',
  'SG',
  'MT',
  'RU',
  'VN',
  'HK',
];
const networks = [
  'AS1136 KPN B.V.',
  'AS3320 Deutsche Telekom AG',
  'AS24940 Hetzner Online GmbH',
  'AS7922 Comcast',
  null,
];
const agents: [string, string, string][] = [
  [
    'Windows',
    'Chrome 141',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36',
  ],
  [
    'Mac',
    'Safari 26',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15',
  ],
  [
    'iPhone',
    'Safari 26',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Mobile/15E148 Safari/604.1',
  ],
  ['Windows', 'Firefox 144', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0'],
  [
    'Android phone',
    'Chrome 141',
    'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/141.0.0.0 Mobile Safari/537.36',
  ],
  ['Linux', 'Firefox 140', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'],
];
const first = [
  'Anna',
  'Bram',
  'Chloé',
  'Daan',
  'Eva',
  'Finn',
  'Güler',
  'Hugo',
  'Iris',
  'Jens',
  'Kim',
  'Lars',
  'Mila',
  'Noor',
];
const family = [
  'de Vries',
  'Jansen',
  'Müller',
  'Smith',
  'Øster',
  'Kowalska',
  'Rossi',
  'Nguyen',
  'García',
  'Dubois',
  'Bakker',
];
/** Names as an attacker, or an honest person from elsewhere, would have them. */
export const hostileNames = [
  '=HYPERLINK("http://evil.example","x")',
  '<img src=x onerror=alert(1)><script>alert(1)</script>',
  'مدير الموقع الإلكتروني',
  '\u202egnp.nimda\u202c',
  `${'a'.repeat(240)}`,
  "Robert'); DROP TABLE wp_users;--",
  '\u0000\u0007\u001b[31mred\u001b[0m',
];
const roles = ['administrator', 'editor', 'author', 'shop_manager', 'customer', 'customer', 'subscriber'];

const pick = <T>(all: readonly T[], by: number): T => all[Math.floor(by * all.length)] as T;
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
const hex = (seed: number): string => {
  let [text, state] = ['', seed + 1];
  for (let at = 0; at < 8; at++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9 + at;
    text += (state >>> 0).toString(16).padStart(8, '0');
  }
  return text;
};

/** What a site says that keeps its sessions in Redis. */
export const fakeManager = otherSessionManager(['wp-redis-user-session-storage']) ?? '';

export interface Wanted {
  sites: Site[] | number;
  sessions: number;
  /** ms */
  now: number;
  /** Sites that did not answer the last time. */
  silent?: (site: Site) => Failure | null;
  /** Sites that no look has reached yet. */
  never?: (site: Site) => boolean;
}

/** The same fleet at every start: staff that are on many sites, customers on one each, a little of everything odd. */
export function makeKnown({ sites: wanted, sessions, now, silent, never }: Wanted): FakeKnown {
  const sites = typeof wanted === 'number' ? Array.from({ length: wanted }, (_, at) => makeSite(at)) : wanted;
  const looked = Math.floor(now / 1000) - 1200;
  const known: FakeKnown = {
    at: new Date(now).toISOString(),
    sites: sites.map((site, at) => knownSite(site, at, looked, silent?.(site) ?? null, never?.(site) ?? false)),
    users: [],
    addresses: makeAddresses(Math.max(40, Math.floor(sessions / 6))),
    agents: agents.map(([device, browser, userAgent]) => ({ device, browser, userAgent })),
    sessions: [],
  };
  const seen = known.sites.flatMap(({ lookedAt }, at) => (lookedAt === null ? [] : [at]));
  if (seen.length === 0) return known;
  const userAt = new Map<string, number>();
  for (let at = 0; at < sessions; at++) {
    const r = chance(`session ${at}`);
    const staff = r < 0.12;
    const site = staff ? pick(seen, (r * 997) % 1) : (seen[at % seen.length] as number);
    const person = staff
      ? Math.floor(chance(`staff ${at}`) * 14)
      : 14 + Math.floor(chance(`person ${at}`) * sessions * 0.7);
    known.sessions.push(session(at, userOf(known, userAt, site, person), looked, known.addresses.length));
  }
  return known;
}

function knownSite(site: Site, at: number, looked: number, failure: Failure | null, never: boolean): KnownSite {
  const notes: string[] = [];
  if (at === 6)
    notes.push(
      'All 31 logins have one address, 10.0.4.2: the site records its proxy. Set $_SERVER["REMOTE_ADDR"] from the proxy’s header in wp-config.php; until then countries and networks say nothing here.',
    );
  if (at === 9) notes.push(fakeManager);
  return {
    ...{ siteId: site.id, site: site.name, client: site.client, tags: site.tags, notes, failure },
    lookedAt: never ? null : iso(failure ? looked - 40_000 : looked),
  };
}

function makeAddresses(count: number): KnownAddress[] {
  return Array.from({ length: count }, (_, at) => {
    const r = chance(`address ${at}`);
    const country = r > 0.97 ? null : pick(countries, r ** 2.2);
    const office = at === 3 ? 'Utrecht office' : null;
    return {
      ip: at % 9 === 5 ? `2001:db8:${at.toString(16)}::7` : `203.${(at >> 14) & 255}.${(at >> 7) & 127}.${at & 127}`,
      country: office ? 'NL' : country,
      network: pick(networks, chance(`network ${at}`)),
      office,
    };
  });
}

function userOf(known: FakeKnown, userAt: Map<string, number>, site: number, person: number): number {
  const key = `${site} ${person}`;
  const there = userAt.get(key);
  if (there !== undefined) return there;
  const staff = person < 14;
  const name = `${first[person % first.length]} ${family[Math.floor(person / 3) % family.length]}`;
  const login = staff ? (first[person] ?? '').toLowerCase() : `${(first[person % 14] ?? '').toLowerCase()}${person}`;
  const odd = !staff && person % 97 === 13 ? hostileNames[((person / 97) % hostileNames.length) | 0] : undefined;
  const ghost = !staff && person % 211 === 5;
  known.users.push({
    siteId: known.sites[site]?.siteId ?? '',
    userId: 2 + person,
    user: ghost ? null : (odd ?? login),
    email: ghost ? null : staff ? `${login}@agency.example` : `${login}@mail.example`,
    displayName: ghost ? null : (odd ?? name),
    roles: ghost ? [] : [staff ? 'administrator' : pick(roles, chance(`role ${person}`))],
  });
  userAt.set(key, known.users.length - 1);
  return known.users.length - 1;
}

function session(at: number, user: number, looked: number, addresses: number): KnownSession {
  const r = chance(`when ${at}`);
  const login = looked - Math.floor(r ** 2 * 40 * 86_400);
  const fresh = chance(`fresh ${at}`) < 0.04;
  const expires = login + (at % 5 === 0 ? 172_800 : 14 * 86_400);
  const expired = expires < looked;
  const gone = chance(`gone ${at}`) < 0.02;
  const flags: KnownSession['flags'] = [];
  const f = chance(`flag ${at}`);
  if (expired)
    flags.push({
      flag: 'expired',
      reason: `Its time was over on ${iso(expires).slice(0, 10)}; WordPress keeps the row.`,
    });
  if (f < 0.01) flags.push({ flag: 'several-countries', reason: 'Also NL and BR within 2 hours.' });
  else if (f < 0.02) flags.push({ flag: 'impossible-travel', reason: 'Utrecht to Hanoi, 9,100 km, in 40 minutes.' });
  else if (f < 0.035) flags.push({ flag: 'new-address', reason: 'This user was never seen from this address before.' });
  else if (f < 0.04) flags.push({ flag: 'hosting-network', reason: 'AS24940 Hetzner Online GmbH rents servers.' });
  return {
    ...{ user, verifier: at % 5003 === 77 ? `odd:${hex(at)}` : hex(at), expired, flags },
    address: at % 401 === 9 ? null : Math.floor(chance(`from ${at % 7 === 0 ? at : user}`) * addresses),
    agent: at % 307 === 9 ? null : Math.floor(chance(`agent ${user}`) * agents.length),
    loginAt: at % 509 === 3 ? null : iso(fresh ? looked - Math.floor(f * 80_000) : login),
    expiresAt: iso(expires),
    lastSeenBy: at % 6 === 0 ? (activityLogs[at % 4] ?? null) : null,
    lastSeenAt: at % 6 === 0 ? iso(Math.min(looked, login + 3600)) : null,
    firstKnownAt: iso(fresh ? looked - Math.floor(f * 40_000) : looked - 12 * 86_400),
    goneAt: gone ? iso(looked - 3600) : null,
  };
}

/** Pages of so many sessions; each list stands in the first page that needs it. */
export function pageOf(known: FakeKnown, page: number, size = 20_000): KnownPage {
  const from = page * size;
  const begin = page === 0;
  return {
    ...{ snapshot: known.at, at: known.at, total: known.sessions.length },
    sites: begin ? known.sites : [],
    users: begin ? known.users : [],
    addresses: begin ? known.addresses : [],
    agents: begin ? known.agents : [],
    sessions: known.sessions.slice(from, from + size),
    next: from + size < known.sessions.length ? page + 1 : null,
  };
}
