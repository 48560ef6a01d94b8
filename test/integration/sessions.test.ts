import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionChoice } from '../../src-main/contract/sessions.ts';
import type { FleetOptions } from '../fleet/fleet.ts';
import { useFleet } from '../fleet/shared.ts';
import { visit } from '../fleet/visit.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';
import { untilNextSecond } from './sessions/until-next-second.ts';
import { visitors } from './sessions/visitors.ts';

const kinds: { name: string; options: Partial<FleetOptions> }[] = [
  { name: 'WordPress 7.1, warm Redis', options: { wordpress: '7.1', objectCache: 'redis', opcache: true } },
  { name: 'a network on 6.1, warm Redis', options: { wordpress: '6.1', multisite: true, objectCache: 'redis' } },
];

describe.each(kinds)('endings of real sessions ($name)', ({ options }) => {
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
  const all = (logins: string[]) => visitors(fleet().sites, logins);

  it('the plan tells what an ending then does: everyone else, a person across the fleet, by role and age', async () => {
    const [mine, ...others] = await all(['ed1', 'member1', 'ed1']);
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
    const [early] = await all(['helper']);
    if (!early) throw new Error('nobody');
    const plan = await engine.call.sessions.plan({ select: { all: true }, choice: { address: ['198.51.100.9'] } });
    await untilNextSecond(plan.at);
    const [late] = await all(['helper']);
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

const isOld = (iso: string | null) => iso === null || Date.parse(iso) < Date.now() - 86_400_000;
