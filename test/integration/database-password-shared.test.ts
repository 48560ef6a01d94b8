import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../src-main/contract/runs.ts';
import type { Select } from '../../src-main/contract/sites.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { asAdmin, letAlter, opensBy, passwordIn } from './database-password/account.ts';
import { spanOf, startLoad } from './database-password/load.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';

/** Two sites with one database account, and a third with its own. */
describe('a database account that several use', () => {
  const fleet = useFleet({ sites: 3, wordpress: '6.1', opcache: { revalidateSeconds: 0 } });
  let engine: TestEngine;
  let [one, two, other] = [] as FleetSite[];
  const left: string[] = [];
  beforeAll(async () => {
    engine = await engineFor(fleet());
    [one, two, other] = fleet().sites;
    if (!one || !two || !other) throw new Error('no sites');
    const accounts = ['localhost', '127.0.0.1'].map((from) => `'${one?.db.user}'@'${from}'`);
    await asAdmin(fleet(), ...accounts.map((account) => `GRANT ALL ON \`${two?.db.name}\`.* TO ${account}`));
    const text = await readFile(two.configPath, 'utf8');
    const shared = text.replace(`'${two.db.user}'`, `'${one.db.user}'`).replace(two.db.password, one.db.password);
    await writeFile(two.configPath, shared);
  });
  afterEach(async () => {
    for (const path of left.splice(0)) await rm(path, { force: true });
  });
  afterAll(() => engine?.dispose());

  const the = (site: FleetSite | undefined): FleetSite => {
    if (!site) throw new Error('no site');
    return site;
  };

  const change = async (select: Select, asked: { leaveOthers?: boolean; dryRun?: boolean } = {}): Promise<Run> => {
    const order = { operation: 'ChangeDatabasePassword' as const, leaveOthers: asked.leaveOthers ?? false };
    const options = { dryRun: asked.dryRun ?? false };
    const { run } = await engine.call.orders.start({ order, select, options });
    return ended(engine, run);
  };
  const bothOf = () => ({ sites: [the(one).name, the(two).name] });

  const expectRefused = async (run: Run, named: string) => {
    expect(run.sites[0]).toMatchObject({ outcome: 'failed', failure: { code: 'NOT_ALLOWED_HERE' } });
    expect(run.sites[0]?.failure?.message).toContain(named);
    expect(run.sites[0]?.failure?.message).toContain('Nothing was changed');
  };

  it('is left alone when not all of its sites are chosen', async () => {
    const before = await passwordIn(the(one));
    await expectRefused(await change({ sites: [the(one).name] }), `perhaps ${the(two).name}`);
    expect(await passwordIn(the(one))).toBe(before);
    expect(await opensBy(the(one), before)).toEqual(['socket', 'tcp']);
  });

  it.each(['.env', 'backup.sh'])(
    'is left alone when a program beside the site holds its password: %s',
    async (name) => {
      const path = join(the(other).docroot, '..', name);
      left.push(path);
      await writeFile(path, `USER=${the(one).db.user}\nPASSWORD="${await passwordIn(the(one))}"\n`);
      await expectRefused(await change(bothOf()), name);
    },
  );

  it('is left alone when someone who is logged in with it works on another database', async () => {
    const { db } = the(one);
    const stranger = await createConnection({
      host: db.host,
      port: db.port,
      user: db.user,
      password: await passwordIn(the(one)),
    });
    try {
      await stranger.query('USE information_schema');
      await expectRefused(await change(bothOf()), 'works on information_schema');
    } finally {
      stranger.destroy();
    }
  });

  it('is told in the plan with all that changes together, and a plan changes nothing', async () => {
    const before = await passwordIn(the(one));
    const run = await change(bothOf(), { dryRun: true });
    const plan = run.sites.find(({ site }) => site === the(one).name)?.plan.join('\n') ?? '';
    expect(plan).toContain(`${the(one).db.user}@localhost`);
    expect(plan).toContain(the(two).name);
    expect(JSON.stringify(run)).not.toContain(before);
    expect(await passwordIn(the(one))).toBe(before);
    expect(await opensBy(the(one), before)).toEqual(['socket', 'tcp']);
  });

  it.each(['may only replace its own password', 'may let two passwords in'])(
    'changes for all chosen sites together, under load, when it %s',
    async (right) => {
      if (right.includes('two')) await asAdmin(fleet(), ...letAlter(the(one)));
      const copy = join(the(one).docroot, 'wp-config.php.bak');
      left.push(copy);
      await writeFile(copy, await readFile(the(one).configPath));
      const [old, own] = [await passwordIn(the(one)), await passwordIn(the(other))];
      const load = startLoad([the(one), the(two)], 3);
      const run = await change(bothOf());
      const { requests, failed } = await load.stop();
      console.log(
        `two sites with one account, ${right}: ${failed.length} of ${requests} requests failed within ${spanOf(failed) ?? 0} ms`,
      );
      expect(run.sites.map(({ outcome, failure }) => ({ outcome, failure }))).toEqual([
        { outcome: 'changed', failure: null },
        { outcome: 'changed', failure: null },
      ]);
      expect(run.sites.flatMap(({ warnings }) => warnings.map(({ text }) => text)).join()).toContain(
        'wp-config.php.bak',
      );
      expect(spanOf(failed) ?? 0).toBeLessThanOrEqual(1000);
      const next = await passwordIn(the(one));
      expect(next).not.toBe(old);
      expect(await passwordIn(the(two))).toBe(next);
      expect(await opensBy(the(one), old)).toEqual([]);
      expect(await opensBy(the(one), next)).toEqual(['socket', 'tcp']);
      for (const site of [the(one), the(two)]) expect((await fetch(`${site.url}/wp-login.php`)).status).toBe(200);
      expect(await passwordIn(the(other))).toBe(own);
    },
  );

  it('changes for one alone when the others are left to themselves, who are named', async () => {
    const run = await change({ sites: [the(one).name] }, { leaveOthers: true });
    expect(run.sites[0]).toMatchObject({ outcome: 'changed', failure: null });
    expect(run.sites[0]?.warnings.map(({ text }) => text).join()).toContain(the(two).name);
    expect((await fetch(`${the(one).url}/wp-login.php`)).status).toBe(200);
    expect((await fetch(`${the(two).url}/wp-login.php`)).status).toBe(500);
  });
});
