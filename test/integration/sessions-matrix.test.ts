import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionChoice } from '../../src-main/contract/sessions.ts';
import type { FleetOptions } from '../fleet/fleet.ts';
import { useFleet } from '../fleet/shared.ts';
import { visit } from '../fleet/visit.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';
import { asJudged, askWordpress } from './sessions/judge.ts';
import { shuffled, visitors } from './sessions/visitors.ts';
import { whyNoWordpress } from './sessions/why-no-wordpress.ts';

const wordpresses: Partial<FleetOptions>[] = [
  { wordpress: '6.1' },
  { wordpress: '6.8' },
  { wordpress: '7.1' },
  { wordpress: '6.1', multisite: true },
  { wordpress: '7.1', multisite: true },
];
const kinds = await Promise.all(
  wordpresses.flatMap((options) =>
    (['none', 'redis'] as const).map(async (objectCache) => {
      const missing = await whyNoWordpress(options.wordpress ?? '');
      const what = `${options.multisite ? 'a network on ' : ''}WordPress ${options.wordpress}`;
      const cache = objectCache === 'redis' ? ', warm Redis' : '';
      const name = `${what}${cache}${missing === null ? '' : `: not to be had here, ${missing}`}`;
      return { name, missing, options: { ...options, objectCache, opcache: true } };
    }),
  ),
);

/** The first criterion of the issue, by WordPress's own word and by real cookies of real logins. */
for (const { name, missing, options } of kinds)
  describe.skipIf(missing !== null)(`sessions of real sites (${name})`, () => {
    const fleet = useFleet({ sites: 2, ...options });
    let engine: TestEngine;
    beforeAll(async () => {
      engine = await engineFor(fleet(), { loginsUnderWayMs: 200 });
    });
    afterAll(() => engine?.dispose());

    const list = () => engine.call.sessions.list({ select: { all: true }, choice: {} });
    const end = async (choice: SessionChoice) => {
      const { run } = await engine.call.sessions.end({ select: { all: true }, choice, options: {} });
      return ended(engine, run);
    };

    it('are listed as WordPress itself tells them, user by user', async () => {
      await visitors(fleet().sites, ['ed1', 'member3', 'owner']);
      const { sites, sessions } = await list();
      expect(sites.map(({ outcome, problems }) => ({ outcome, problems }))).toEqual(
        fleet().sites.map(() => ({ outcome: 'ok', problems: [] })),
      );
      for (const site of fleet().sites) {
        const said = await askWordpress(site);
        expect(Object.keys(said).length).toBeGreaterThan(5);
        expect(asJudged(sessions, site)).toEqual(said);
      }
      const one = sessions.find(({ user }) => user === 'ed1');
      expect(one).toMatchObject({ email: expect.stringContaining('@'), roles: ['editor'], expired: false });
      if (options.multisite) expect(one?.blogs?.length).toBeGreaterThan(1);
      expect(sessions.some(({ expired }) => expired)).toBe(true);
    });

    it('a random half ends, by real cookies: exactly that half is refused, the other half still opens the site', async () => {
      const everybody = await visitors(fleet().sites, [
        'ed1',
        'ed1',
        'writer',
        'owner',
        'ed2',
        'ed1',
        'helper',
        'agency',
      ]);
      const opened = await Promise.all(everybody.map(({ site, cookie }) => visit(site, cookie)));
      expect(new Set(opened.map(({ status }) => status))).toEqual(new Set([200]));
      const half = shuffled(everybody).slice(0, everybody.length / 2);
      const before = await Promise.all(fleet().sites.map(askWordpress));

      const { sessions } = await list();
      const ids = new Map(sessions.map((row) => [row.verifier, { siteId: row.siteId, userId: row.userId }]));
      const run = await end({ sessions: half.map(({ verifier }) => ({ verifier, ...ids.get(verifier) })) });

      expect(run.sites.map(({ failure }) => failure)).toEqual(run.sites.map(() => null));
      expect(run.sites.reduce((sum, row) => sum + (row.sessions?.before ?? 0), 0)).toBe(half.length);
      for (const one of everybody) {
        const { status } = await visit(one.site, one.cookie);
        expect([one.login, status]).toEqual([one.login, half.includes(one) ? 302 : 200]);
      }
      for (const [i, site] of fleet().sites.entries()) {
        const left = before[i] ?? {};
        for (const { verifier } of half) for (const user of Object.values(left)) delete user.sessions[verifier];
        for (const [id, user] of Object.entries(left)) if (Object.keys(user.sessions).length === 0) delete left[id];
        expect(await askWordpress(site)).toEqual(left);
      }

      const again = await end({ sessions: half.map(({ verifier }) => ({ verifier, ...ids.get(verifier) })) });
      expect(again.sites.map(({ outcome }) => outcome)).toEqual(
        again.sites.map(() => expect.stringMatching(/changed/)),
      );
      expect(again.sites.reduce((sum, row) => sum + (row.sessions?.gone ?? 0), 0)).toBe(half.length);
    });
  });
