import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionPolicy } from '../../src-main/contract/session-policies.ts';
import type { SessionRow } from '../../src-main/contract/sessions.ts';
import { useFleet } from '../fleet/shared.ts';
import { visit } from '../fleet/visit.ts';
import { ended, engineFor, passphrase, type TestEngine } from './open-engine.ts';
import { visitors } from './sessions/visitors.ts';

const nightly: SessionPolicy = {
  ...{ id: 'p_nightly', name: 'Nightly', of: { all: true } },
  ...{ mostPerUser: 2, oldestDays: null, noExpired: false, sweeps: null },
};

describe('policies of a fleet', () => {
  const fleet = useFleet({ sites: 2, wordpress: '6.1', opcache: true });
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await engineFor(fleet(), { loginsUnderWayMs: 200 });
  });
  afterAll(() => engine?.dispose());

  const all = async () => (await engine.call.sessions.list({ select: { all: true }, choice: {} })).sessions;
  const of = (rows: SessionRow[], site: string, user: string) =>
    rows.filter((row) => row.site === site && row.user === user && !row.expired);
  const sweep = async (dryRun = false) => {
    const { run } = await engine.call.policies.sweep({ policy: nightly.id, dryRun });
    return ended(engine, run);
  };

  it('there are none at first, and nothing that can’t be meant is stored', async () => {
    expect(await engine.call.policies.list({})).toEqual([]);
    const failing = (policy: SessionPolicy) => expect(engine.call.policies.save(policy)).rejects.toThrow();
    await failing({ ...nightly, mostPerUser: null });
    await failing({ ...nightly, sweeps: 'every night' });
    await engine.call.policies.save(nightly);
    await failing({ ...nightly, id: 'p_another' });
    expect(await engine.call.policies.list({})).toEqual([
      { ...nightly, nextSweep: null, lastSweep: null, dueSince: null, dueFor: null },
    ]);
  });

  it('a sweep ends what its plan told: beyond the newest two of a user on a site the oldest, no others', async () => {
    const people = await visitors(fleet().sites, ['ed1', 'ed1', 'ed1', 'ed1', 'writer']);
    const before = await all();
    const breaking = fleet().sites.flatMap(({ name, users }) =>
      users.flatMap(({ login }) =>
        of(before, name, login)
          .sort((a, b) => ((a.loginAt ?? '') + a.verifier < (b.loginAt ?? '') + b.verifier ? -1 : 1))
          .slice(0, -2)
          .map(({ verifier }) => verifier),
      ),
    );
    expect(breaking.length).toBeGreaterThanOrEqual(4);
    const plan = await engine.call.policies.plan({ policy: nightly.id });
    expect(plan.sessions).toBe(breaking.length);
    const sealed = () => readdir(join(engine.dataDir, 'vault'));
    const secrets = await sealed();
    const { at: _, ...draft } = await engine.call.policies.plan({ draft: { ...nightly, id: 'p_not_stored' } });
    expect({ ...draft, at: plan.at }).toEqual(plan);

    const dry = await sweep(true);
    expect(dry).toMatchObject({ dryRun: true, options: { policy: { name: 'Nightly' } }, totals: { unchanged: 2 } });
    expect((await all()).length).toBe(before.length);
    expect((await engine.call.policies.list({}))[0]?.lastSweep).toBeNull();

    const run = await sweep();
    expect(run.sites.map(({ failure }) => failure)).toEqual([null, null]);
    expect(run.sites.reduce((sum, row) => sum + (row.sessions?.before ?? 0), 0)).toBe(breaking.length);
    const left = (await all()).map(({ verifier }) => verifier);
    expect(left.sort()).toEqual(
      before
        .map(({ verifier }) => verifier)
        .filter((one) => !breaking.includes(one))
        .sort(),
    );
    for (const { site, cookie, verifier } of people)
      expect((await visit(site, cookie)).status).toBe(breaking.includes(verifier) ? 302 : 200);
    expect((await engine.call.policies.list({}))[0]?.lastSweep?.run).toBe(run.id);
    expect((await engine.call.policies.plan({ policy: nightly.id })).sessions).toBe(0);
    // Whose sessions these were is not kept when no one needs it any more.
    await expect.poll(sealed).toEqual(secrets);
  });

  it('the list of runs, the journal and the trail say which policy, and no one’s name', async () => {
    const [last] = await engine.call.runs.list({});
    expect(last).toMatchObject({
      operation: 'EndChosenSessions',
      options: { policy: { id: 'p_nightly', name: 'Nightly' } },
    });
    const journal = await readFile(join(engine.dataDir, 'runs', `${last?.id}.jsonl`), 'utf8');
    const trail = await readFile(join(engine.dataDir, 'audit.jsonl'), 'utf8');
    for (const text of [journal, trail]) {
      expect(text).toContain('Nightly');
      expect(text).not.toContain('198.51.100.9');
    }
    expect(trail).toMatch(/"what":"sessions.ended"[^\n]*Nightly/);
  });

  it('whichever rule is broken ends a session; expired ones where they are named; only of the sites that it is for', async () => {
    const [site, other] = fleet().sites;
    if (!site || !other) throw new Error('no site');
    const before = await all();
    const old = (row: SessionRow) => row.loginAt === null || Date.parse(row.loginAt) < Date.now() - 2 * 86_400_000;
    const { sites } = { sites: await engine.call.sites.list({ select: { sites: [site.name] } }) };
    const client = sites[0]?.site.client ?? '';
    const mine = new Set((await engine.call.sites.list({ select: { client } })).map((row) => row.site.name));
    await engine.call.policies.save({
      ...nightly,
      ...{ of: { client }, mostPerUser: null, oldestDays: 2, noExpired: true },
    });
    await sweep();
    const broken = before.filter((row) => mine.has(row.site) && (old(row) || row.expired));
    expect(broken.some(({ expired }) => expired)).toBe(true);
    expect(broken.some(({ expired }) => !expired)).toBe(true);
    const gone = before.length - (await all()).length;
    expect(gone).toBe(broken.length);
  });

  it('a sweep is proven with a canary where its policy asks for it', async () => {
    const [one, two, three] = await visitors(fleet().sites.slice(0, 1), ['ed1', 'ed1', 'ed1']);
    await engine.call.policies.save({ ...nightly, proof: true });
    const run = await sweep();
    const row = run.sites.find(({ site }) => site === one?.site.name);
    expect(row).toMatchObject({ outcome: 'changed', failure: null, proof: { verdict: 'refused', before: 200 } });
    const statuses = [one, two, three].map(async (each) => each && (await visit(each.site, each.cookie)).status);
    expect((await Promise.all(statuses)).sort()).toEqual([200, 200, 302]);
    expect((await engine.call.policies.plan({ policy: nightly.id })).sessions).toBe(0);
    await engine.call.policies.save(nightly);
  });

  it('is never swept twice at once', async () => {
    const twice = await Promise.allSettled([sweep(), sweep()]);
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('says when it is swept next, nothing once it is gone', async () => {
    const { wrong, next } = await engine.call.policies.schedule({ sweeps: '0 3 * * *' });
    expect([wrong, next.map((at) => new Date(at).getHours())]).toEqual([null, [3, 3, 3]]);
    await engine.call.policies.save({ ...nightly, sweeps: '0 3 * * *' });
    const [row] = await engine.call.policies.list({});
    expect(new Date(row?.nextSweep ?? '').getHours()).toBe(3);
    expect(row?.dueSince).toBeNull();
    await engine.call.policies.remove({ policy: nightly.id });
    expect(await engine.call.policies.list({})).toEqual([]);
    await expect(sweep()).rejects.toThrow();
  });
});

/** A clock that is moved by hand, and what waits for it. */
function movedByHand() {
  let ahead = 0;
  let waiting: (() => void)[] = [];
  return {
    now: () => Date.now() + ahead,
    after(_ms: number, call: () => void) {
      waiting.push(call);
      return () => {
        waiting = waiting.filter((one) => one !== call);
      };
    },
    goOn(ms: number) {
      ahead += ms;
      for (const call of waiting.splice(0)) call();
    },
    left: () => waiting.length,
  };
}

describe('a schedule, in a Resalt that stays', () => {
  const fleet = useFleet({ sites: 1, wordpress: '6.1' });
  const timers = movedByHand();
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await engineFor(fleet(), { carrier: 'browser', loginsUnderWayMs: 100, timers });
    await engine.call.policies.save({ ...nightly, mostPerUser: 1, sweeps: '* * * * *' });
  });
  afterAll(() => engine && rm(engine.dataDir, { recursive: true, force: true }));

  it('is kept while the vault is open, and not while it is locked; closing ends it', async () => {
    const [before, after] = await visitors(fleet().sites, ['ed1', 'ed1']);
    engine.lockVault('test');
    timers.goOn(60_000);
    await engine.call.vault.unlock({ passphrase });
    expect(await engine.call.runs.list({})).toEqual([]);

    const finished = new Promise<string>((resolve) => engine.onRunFinished(({ id }) => resolve(id)));
    timers.goOn(60_000);
    const run = await engine.call.runs.show({ run: await finished });
    expect(run).toMatchObject({ operation: 'EndChosenSessions', options: { policy: { name: 'Nightly' } } });
    expect(run.sites[0]).toMatchObject({ outcome: 'changed', failure: null });
    const statuses = await Promise.all([before, after].map((one) => one && visit(one.site, one.cookie)));
    expect(statuses.map((one) => one?.status).sort()).toEqual([200, 302]);
    await engine.close();
    expect(timers.left()).toBe(0);
  });
});
