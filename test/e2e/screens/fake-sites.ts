import type { SiteRow } from '../../../src-main/contract/fleet.ts';
import type { Inspection } from '../../../src-main/contract/inspection.ts';
import type { Site } from '../../../src-main/contract/sites.ts';

/** What will become of a site when it is logged out. */
export const fates = [
  'fine',
  'editing',
  'encryptor',
  'salts-elsewhere',
  'unreachable',
  'changed-meanwhile',
  'still-accepted',
  'no-proof',
  'uncertain',
  'key-changed',
  'key-unknown',
] as const;
export type Fate = (typeof fates)[number];

/** A stable number in 0..1 for a text, so that every start shows the same fleet. */
export function chance(text: string): number {
  let hash = 2166136261;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

const clients = [
  'Acme',
  'Bakkerij de Vries',
  'Café Ümlaut',
  'Delta Legal',
  'Eastgate Clinic',
  'Fjord Outdoor',
  'Gemeente Noord',
];
const words = [
  'shop',
  'www',
  'blog',
  'portal',
  'academy',
  'events',
  'jobs',
  'press',
  'intranet',
  'store',
  'support',
  'docs',
];
const odd: Record<number, { name: string; client: string }> = {
  3: { name: 'מרפאת-שיניים-תל-אביב', client: 'מרפאה' },
  7: {
    name: 'the-very-long-name-of-a-campaign-site-that-somebody-typed-in-whole-and-nobody-ever-shortened-afterwards-2019-final',
    client: 'Stichting tot Bevordering van de Kennis van Zeer Lange Namen in Beheersoftware',
  },
  11: { name: '=HYPERLINK("http://evil.example","x")', client: 'Spreadsheet & Sons' },
};

const scarce: Partial<Record<number, Fate>> = {
  5: 'salts-elsewhere',
  17: 'unreachable',
  18: 'unreachable',
  19: 'unreachable',
  23: 'changed-meanwhile',
  29: 'still-accepted',
  31: 'uncertain',
  37: 'key-changed',
  41: 'key-unknown',
  43: 'no-proof',
  47: 'changed-meanwhile',
};
export function fateOf(index: number, troubled: boolean): Fate {
  if (!troubled) return 'fine';
  const at = index % 200;
  return scarce[at] ?? (at % 29 === 2 ? 'editing' : at % 47 === 13 ? 'encryptor' : 'fine');
}

export function makeSite(index: number): Site {
  const client = odd[index]?.client ?? clients[Math.floor(chance(`client ${index}`) ** 1.6 * clients.length)] ?? 'Acme';
  const slug =
    client
      .toLowerCase()
      .normalize('NFD')
      .replace(/[^a-z]+/g, '-')
      .replace(/^-|-$/g, '') || 'site';
  const word = words[index % words.length] ?? 'www';
  const name = odd[index]?.name ?? `${slug}-${word}${index < words.length ? '' : `-${index}`}`;
  const server = `web${1 + (index % 30)}.example`;
  return {
    id: `s_${String(index).padStart(12, '0')}`,
    name,
    url: `https://${word}${index}.${slug}.example`,
    client: index % 53 === 0 && index > 0 ? null : client,
    tags: [
      index % 3 === 0 ? 'woocommerce' : '',
      index % 5 === 0 ? 'care-plan' : '',
      index % 11 === 0 ? 'staging' : '',
    ].filter(Boolean),
    path: `/srv/www/${slug}/${index}/public`,
    tablePrefix: null,
    ssh:
      index % 17 === 4
        ? null
        : {
            host: server,
            port: 22,
            user: 'deploy',
            key: 'c_0123456789012345678901',
            keyPassphrase: null,
            password: null,
            agent: false,
            jumps: [],
          },
    mysql:
      index % 17 === 4
        ? {
            host: 'db.example',
            port: 3306,
            user: 'wp',
            password: 'c_0123456789012345678901',
            database: 'wp',
            tls: 'required',
          }
        : null,
    local: false,
  };
}

const names = [
  'AUTH_KEY',
  'SECURE_AUTH_KEY',
  'LOGGED_IN_KEY',
  'NONCE_KEY',
  'AUTH_SALT',
  'SECURE_AUTH_SALT',
  'LOGGED_IN_SALT',
  'NONCE_SALT',
] as const;

export function makeInspection(site: Site, fate: Fate, at: string): Inspection {
  const r = (what: string): number => chance(`${site.id} ${what}`);
  const elsewhere = fate === 'salts-elsewhere';
  const config = `${site.path ?? '/srv'}/wp-config.php`;
  return {
    siteId: site.id,
    at,
    wordpress: {
      version: ['6.8.3', '6.7.2', '6.1.9', '5.6.14'][Math.floor(r('version') ** 2 * 4)] ?? '6.8.3',
      multisite: r('multi') > 0.95,
    },
    config: { path: config, tablePrefix: r('prefix') > 0.8 ? 'wp7x_' : 'wp_' },
    salts: {
      places: names.map((name, line) =>
        elsewhere
          ? { name, place: 'environment of php-fpm (pool “delta”)', line: null, how: `getenv( '${name}' )` }
          : { name, place: config, line: 49 + line, how: 'define() with a literal' },
      ),
      fingerprint: 'a3f1c09b77de2245',
      rotatable: !elsewhere,
      why: elsewhere
        ? 'The salts come from the environment of php-fpm; whoever runs that server can change them.'
        : null,
    },
    objectCache:
      r('cache') > 0.6
        ? { kind: 'Redis Object Cache', canFlush: true, how: 'over the socket in WP_REDIS_PATH' }
        : { kind: null, canFlush: true, how: 'no persistent object cache' },
    sessions: {
      count: Math.floor(r('sessions') ** 3 * 60),
      people: Math.ceil(r('sessions') ** 3 * 22),
      unreadable: 0,
      live: {
        count: Math.floor(r('sessions') ** 3 * 48),
        people: Math.ceil(r('sessions') ** 3 * 18),
      },
    },
    users: Math.floor(r('users') ** 2 * 400) + 2,
    administrators: 1 + Math.floor(r('administrators') ** 2 * 7),
    editingNow: fate === 'editing' ? 2 : 0,
    encryptors:
      fate === 'encryptor'
        ? [
            {
              name: 'All-In-One Security',
              breaks: 'two-factor secrets of 3 people',
              advice: 'Have them set up two-factor login again.',
            },
          ]
        : [],
    answers: { status: index(site) % 61 === 9 ? 503 : 200, ms: 80 + Math.floor(r('ms') * 500), why: null },
    databaseRoute: site.ssh ? 'tunnel' : 'direct',
  };
}

const index = (site: Site): number => Number(site.id.slice(2));

/** The row of one site, `now` being the moment the fleet is opened. */
export function makeRow(i: number, fate: Fate, now: number): SiteRow {
  const site = makeSite(i);
  const before = (ms: number): string => new Date(now - ms).toISOString();
  const day = 86_400_000;
  const seen =
    fate === 'unreachable' || fate === 'key-unknown' || chance(`seen ${i}`) < 0.05
      ? null
      : before(chance(`at ${i}`) * 3 * day);
  const rotated = chance(`rotated ${i}`) < 0.25 ? null : before(chance(`rotation ${i}`) ** 2 * 200 * day);
  return {
    site,
    inspection: seen ? makeInspection(site, fate, seen) : null,
    saltsChangedAt: rotated,
    lastRun:
      fate === 'unreachable'
        ? {
            runId: 'r_yesterday01',
            operation: 'InspectSite',
            outcome: 'unreachable',
            at: before(day / 3),
            message: `${site.ssh?.host ?? 'The server'} did not answer within 10 s.`,
            code: 'HOST_UNREACHABLE',
          }
        : rotated
          ? {
              runId: 'r_earlier0001',
              operation: 'FleetLogout',
              outcome: 'changed',
              at: rotated,
              message: null,
              code: null,
            }
          : null,
  };
}
