import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionChoice } from '../../src-main/contract/sessions.ts';
import type { FleetOptions } from '../fleet/fleet.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';
import { asJudged, askWordpress } from './sessions/judge.ts';
import { untilNextSecond } from './sessions/until-next-second.ts';
import { verifierOf } from './sessions/verifier-of.ts';

const kinds: { name: string; options: Partial<FleetOptions> }[] = [
  { name: 'WordPress 6.1', options: { wordpress: '6.1' } },
  { name: 'WordPress 7.1, warm Redis', options: { wordpress: '7.1', objectCache: 'redis', opcache: true } },
  { name: 'a network on 6.1, warm Redis', options: { wordpress: '6.1', multisite: true, objectCache: 'redis' } },
  { name: 'WordPress 7.1 behind a server without forwarding', options: { wordpress: '7.1', tcpForwarding: false } },
];

interface Visitor {
  site: FleetSite;
  verifier: string;
  cookie: string;
  login: string;
}

describe.each(kinds)('sessions of real sites ($name)', ({ options }) => {
  const fleet = useFleet({ sites: 2, ...options });
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await engineFor(fleet(), { loginsUnderWayMs: 200 });
  });
  afterAll(() => engine?.dispose());

  const list = (choice: SessionChoice = {}) => engine.call.sessions.list({ select: { all: true }, choice });
  const end = async (choice: SessionChoice, before?: string) => {
    const { run } = await engine.call.sessions.end({
      select: { all: true },
      choice,
      options: {},
      ...(before ? { before } : {}),
    });
    return ended(engine, run);
  };
  const visitors = async (logins: string[]): Promise<Visitor[]> => {
    const all: Visitor[] = [];
    for (const site of fleet().sites)
      for (const login of logins) {
        const { cookie, cookies } = await logIn(site, login, { ip: '198.51.100.9', userAgent: `Test/1 ${login}` });
        all.push({ site, login, cookie, verifier: verifierOf(cookies) });
      }
    return all;
  };

  it('are listed as WordPress itself tells them, user by user', async () => {
    await visitors(['ed1', 'member3', 'owner']);
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
    const everybody = await visitors(['ed1', 'ed1', 'writer', 'owner', 'ed2', 'ed1', 'helper', 'agency']);
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
    expect(again.sites.map(({ outcome }) => outcome)).toEqual(again.sites.map(() => expect.stringMatching(/changed/)));
    expect(again.sites.reduce((sum, row) => sum + (row.sessions?.gone ?? 0), 0)).toBe(half.length);
  });

  it('the plan tells what an ending then does: everyone else, a person across the fleet, by role and age', async () => {
    const [mine, ...others] = await visitors(['ed1', 'member1', 'ed1']);
    if (!mine) throw new Error('nobody');
    const email = mine.site.users.find(({ login }) => login === 'ed1')?.email ?? '';
    const choice = { email: [email.toUpperCase()], except: [mine.verifier.slice(0, 12)] };
    const plan = await engine.call.sessions.plan({ select: { all: true }, choice });
    expect(plan).toMatchObject({ people: 1, sites: 2 });
    const run = await end(choice, plan.at);
    expect(run.sites.map(({ outcome, sessions }) => [outcome, sessions?.before])).toEqual(
      plan.rows.map(({ sessions }) => ['changed', sessions]),
    );
    expect((await visit(mine.site, mine.cookie)).status).toBe(200);
    for (const one of others) expect((await visit(one.site, one.cookie)).status).toBe(one.login === 'ed1' ? 302 : 200);

    const old = { olderThanSeconds: 86_400, notRole: ['administrator'] };
    const expected = (await list(old)).sessions;
    expect(expected.length).toBeGreaterThan(3);
    const ending = await end(old);
    expect(ending.sites.reduce((sum, row) => sum + (row.sessions?.before ?? 0), 0)).toBe(expected.length);
    const { sessions } = await list();
    expect(sessions.filter(({ roles, loginAt }) => !roles.includes('administrator') && isOld(loginAt))).toEqual([]);
    expect(sessions.filter(({ roles, loginAt }) => roles.includes('administrator') && isOld(loginAt))).not.toEqual([]);
  });

  it('who logged in after the plan stays, and nothing of it is in a journal or the trail', async () => {
    const [early] = await visitors(['helper']);
    if (!early) throw new Error('nobody');
    const plan = await engine.call.sessions.plan({ select: { all: true }, choice: { address: ['198.51.100.9'] } });
    await untilNextSecond(plan.at);
    const [late] = await visitors(['helper']);
    const run = await end({ address: ['198.51.100.9'] }, plan.at);
    expect(run.totals).toMatchObject({ changed: 2, failed: 0 });
    expect((await visit(early.site, early.cookie)).status).toBe(302);
    if (late) expect((await visit(late.site, late.cookie)).status).toBe(200);

    const journal = await readFile(join(engine.dataDir, 'runs', `${run.id}.jsonl`), 'utf8').catch(() => '');
    const trail = await readFile(join(engine.dataDir, 'audit.jsonl'), 'utf8').catch(() => '');
    for (const text of [journal, trail]) {
      expect(text).toContain('EndChosenSessions');
      expect(text).not.toContain('198.51.100.9');
      expect(text).not.toContain(early.verifier);
    }
  });
});

function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

const isOld = (iso: string | null) => iso === null || Date.parse(iso) < Date.now() - 86_400_000;
