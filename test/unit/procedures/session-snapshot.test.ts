import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResaltError } from '../../../src-main/contract/failures.ts';
import { type KnownPage, knownPage } from '../../../src-main/contract/known-sessions.ts';
import type { Site } from '../../../src-main/contract/sites.ts';
import { type Judge, takeSnapshot } from '../../../src-main/procedures/session-snapshot.ts';
import type { KeptSession, KeptSite } from '../../../src-main/store/session-history/history-types.ts';
import { damagedSite } from '../../../src-main/store/session-history/sealed-site.ts';
import { aSession, moment, verifierOf } from '../store/session-history/a-history.ts';
import { aSite } from '../store/temporary-store.ts';

const now = new Date(moment(1000));
const kept = (site: Site, sessions: KeptSession[]): KeptSite => ({
  ...{ siteId: site.id, lookedAt: moment(1), failure: null, notes: ['a note'], allEndedAt: null },
  users: [...new Set(sessions.map(({ userId }) => userId))].map((userId) => ({
    ...{ userId, user: `user${userId}`, email: null, displayName: null, roles: [] },
  })),
  sessions,
});
const keptSession = (n: number, more: Partial<KeptSession> = {}): KeptSession => ({
  ...{ ...aSession(n), firstKnownAt: moment(1), goneAt: null },
  ...more,
});
const historyOf = (sites: KeptSite[]) => ({
  of: async (id: string) => sites.find(({ siteId }) => siteId === id) ?? null,
});
const unknown = { country: null, network: null, office: null, device: null, browser: null, flags: [] };
const silent: Judge = (sessions) => ({ sessions: sessions.map(() => unknown), notes: new Map() });

/** Every page, each through the contract, put together as a window does it. */
async function all(history: ReturnType<typeof historyOf>, sites: Site[], asked = sites, judge: Judge = silent) {
  const snapshot = await takeSnapshot(history, sites, asked, judge, now);
  const pages: KnownPage[] = [];
  for (let next: number | null = 0; next !== null; next = pages.at(-1)?.next ?? null) {
    const page = snapshot.page(next);
    expect(knownPage.parse(page)).toEqual(page);
    pages.push(page);
  }
  const users = pages.flatMap((page) => page.users);
  const addresses = pages.flatMap((page) => page.addresses);
  const agents = pages.flatMap((page) => page.agents);
  const sessions = pages.flatMap((page, number) =>
    page.sessions.map((one) => ({
      ...one,
      user: users[one.user],
      ip: one.address === null ? null : addresses[one.address],
      userAgent: one.agent === null ? null : agents[one.agent]?.userAgent,
      // What a page points at came with it or before it.
      known: pages.slice(0, number + 1).flatMap((page) => page.users).length > one.user,
    })),
  );
  return { snapshot, pages, sites: pages.flatMap((page) => page.sites), sessions };
}

describe('a snapshot of what is known', () => {
  it('tells every session once, whoever and wherever it is of, over any number of pages', async () => {
    const two = [aSite(1), aSite(2)] as const;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 12_000 }), fc.integer({ min: 1, max: 50 }), async (n, people) => {
        const ips = ['203.0.113.1', '198.51.100.2', null, '=1+1'];
        const sessions = Array.from({ length: n }, (_, index) =>
          keptSession(index, {
            userId: index % people,
            ip: ips[index % 4] ?? null,
            userAgent: index % 3 ? `a${index % 7}` : null,
          }),
        );
        const cut = n >> 1;
        const history = historyOf([kept(two[0], sessions.slice(0, cut)), kept(two[1], sessions.slice(cut))]);
        const found = await all(history, [...two]);
        expect(found.pages.map(({ total }) => total)).toEqual(found.pages.map(() => n));
        expect(found.pages.length).toBe(Math.max(1, Math.ceil(n / 5000)));
        expect(found.sessions).toHaveLength(n);
        for (const [index, one] of found.sessions.entries()) {
          const from = sessions[index];
          expect(one.known).toBe(true);
          if (
            one.verifier === from?.verifier &&
            one.user?.userId === from.userId &&
            one.ip?.ip === (from.ip ?? undefined)
          )
            continue;
          expect(one).toMatchObject({
            verifier: from?.verifier,
            user: { userId: from?.userId },
            userAgent: from?.userAgent,
          });
        }
      }),
      { numRuns: 15 },
    );
  });

  it('judges the whole fleet together and shows what was asked for', async () => {
    const [one, other] = [aSite(1), aSite(2, { client: 'other' })];
    const history = historyOf([kept(one, [keptSession(1)]), kept(other, [keptSession(2), keptSession(3)])]);
    const judge: Judge = (sessions) => ({
      sessions: sessions.map(({ siteId }) => ({
        ...{
          country: siteId === other.id ? 'NL' : null,
          network: null,
          office: null,
          device: 'Windows',
          browser: null,
        },
        flags: [{ flag: 'shared-address', reason: `${sessions.length} sessions` }],
      })),
      notes: new Map([[other.id, ['its proxy']]]),
    });
    const { sites, sessions } = await all(history, [one, other], [other], judge);
    expect(sites).toMatchObject([{ siteId: other.id, client: 'other', notes: ['a note', 'its proxy'] }]);
    expect(sessions.map(({ flags }) => flags[0]?.reason)).toEqual(['3 sessions', '3 sessions']);
    const both = await all(history, [one, other], [one, other], judge);
    expect(both.sessions.map(({ ip }) => ip?.country)).toEqual([null, 'NL', 'NL']);
  });

  it('says which have run out by now, and what was never looked at', async () => {
    const site = aSite(1);
    const history = historyOf([
      kept(site, [
        keptSession(1, { expiresAt: moment(999) }),
        keptSession(2, { expiresAt: moment(1001) }),
        keptSession(3, { expiresAt: null }),
      ]),
    ]);
    const { sites, sessions } = await all(history, [site, aSite(2)]);
    expect(sessions.map(({ expired }) => expired)).toEqual([true, false, false]);
    expect(sites.map(({ lookedAt }) => lookedAt)).toEqual([moment(1), null]);
  });

  it('a site whose part is damaged is told as such beside the others; a damaged file is a failure', async () => {
    const [one, other] = [aSite(1), aSite(2)];
    const of = async (id: string) => {
      if (id === one.id) throw damagedSite(id);
      return kept(other, [keptSession(1)]);
    };
    const { sites, sessions } = await all({ of }, [one, other]);
    expect(sites.map(({ failure }) => failure?.code ?? null)).toEqual(['VAULT_DAMAGED', null]);
    expect(sessions).toHaveLength(1);
    const broken = { of: () => Promise.reject(new ResaltError('VAULT_DAMAGED', 'The file is damaged.')) };
    await expect(takeSnapshot(broken, [one], [one], silent, now)).rejects.toMatchObject({ code: 'VAULT_DAMAGED' });
  });

  const large = (site: Site) =>
    historyOf([
      kept(
        site,
        Array.from({ length: 11_000 }, (_, n) => keptSession(n)),
      ),
    ]);

  it('its last page can be had before the others are made, and says the same', async () => {
    const site = aSite(1);
    const early = await takeSnapshot(large(site), [site], [site], silent, now);
    const last = early.page(2);
    const { pages } = await all(large(site), [site]);
    expect({ ...last, snapshot: '' }).toEqual({ ...pages[2], snapshot: '' });
    expect([early.page(0).sessions.length, early.page(1).sessions.length]).toEqual([5000, 5000]);
    expect(() => early.page(3)).toThrow(/has 3 pages/);
  });

  it('forgotten, it holds nothing any more, also where it was not all made yet', async () => {
    const site = aSite(1);
    const { snapshot } = await all(historyOf([kept(site, [keptSession(1)])]), [site]);
    expect(snapshot.page(0).sessions[0]?.verifier).toBe(verifierOf(1));
    const early = await takeSnapshot(large(site), [site], [site], silent, now);
    for (const one of [snapshot, early]) {
      one.wipe();
      for (const page of [0, 1, 2]) expect(() => one.page(page)).toThrow(ResaltError);
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(() => early.page(1)).toThrow(ResaltError);
  });
});
