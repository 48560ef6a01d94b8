import fc from 'fast-check';
import type { KnownPage } from '../../../src-main/contract/known-sessions.ts';
import { addPage, emptyTable, type SessionTable } from '../../../src-renderer/stores/sessions/table.ts';

/** A small fleet in which everything happens to be alike: the same person on many sites, one address of two countries. */
export const aPage: fc.Arbitrary<KnownPage> = fc
  .record({
    sites: fc.integer({ min: 1, max: 5 }),
    users: fc.array(
      fc.record({
        ...{ site: fc.nat({ max: 4 }), userId: fc.nat({ max: 9 }) },
        user: fc.constantFrom('anna', 'Ann', 'ßam', 'müller-3', null),
        email: fc.constantFrom('anna@a.test', 'ANNA@a.test ', 'b@b.test', '', null),
        displayName: fc.constantFrom('Anna Annex', 'b@b', null),
        roles: fc.subarray(['administrator', 'editor']),
      }),
      { minLength: 1, maxLength: 12 },
    ),
    addresses: fc.array(
      fc.record({
        ip: fc.constantFrom('203.0.113.7', '2001:db8::7', '', 'Ⅷ'),
        country: fc.constantFrom('NL', 'DE', null),
        network: fc.constantFrom('AS1136 KPN B.V.', null),
        office: fc.constantFrom('Annex', null),
      }),
      { maxLength: 6 },
    ),
    sessions: fc.array(
      fc.record({
        ...{ user: fc.nat(), address: fc.option(fc.nat()), agent: fc.option(fc.nat({ max: 1 })) },
        ...{ login: fc.nat({ max: 5 }), gone: fc.boolean(), expired: fc.boolean() },
        flags: fc.subarray(['expired', 'ghost', 'new-address'] as const),
      }),
      { maxLength: 60 },
    ),
  })
  .map(({ sites, users, addresses, sessions }) => ({
    ...{ snapshot: 'k', at: iso(9), total: sessions.length, next: null },
    sites: Array.from({ length: sites }, (_, at) => ({
      ...{
        siteId: `s_${at}`,
        site: `site-${at}.test`,
        client: at % 2 ? 'Annex' : null,
        tags: at === 0 ? ['shop'] : [],
      },
      ...{ lookedAt: iso(9), failure: null, notes: [] },
    })),
    users: users.map(({ site, ...user }) => ({ ...user, siteId: `s_${site % sites}` })),
    addresses,
    agents: [
      { userAgent: 'Mozilla/5.0 (X11)', device: 'Linux', browser: 'Firefox 140' },
      { userAgent: 'curl/8', device: null, browser: null },
    ],
    sessions: sessions.map(({ user, address, agent, login, gone, expired, flags }, at) => ({
      ...{ user: user % users.length, agent, expired, verifier: `odd:${at}`, lastSeenAt: null, lastSeenBy: null },
      address: address === null || addresses.length === 0 ? null : address % addresses.length,
      ...{ loginAt: login === 0 ? null : iso(login), expiresAt: iso(8), firstKnownAt: iso(7) },
      goneAt: gone ? iso(9) : null,
      flags: flags.map((flag) => ({ flag, reason: 'because' })),
    })),
  }));

const iso = (hour: number): string => `2026-01-10T0${hour}:00:00.000Z`;

export function tableOf(...pages: KnownPage[]): SessionTable {
  const table = emptyTable();
  for (const page of pages) addPage(table, page);
  return table;
}
