import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { takeSnapshot } from '../../src-main/contract/orders/take-snapshot.ts';
import { hashOfPass } from '../../src-main/operations/visitors-pass.ts';
import { passHeader } from '../../src-main/wordpress/closed-to-visitors.ts';
import { sql } from '../fleet/database.ts';
import type { FleetOptions } from '../fleet/fleet.ts';
import { useFleet } from '../fleet/shared.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { askAs, underNamesOfTheirOwn } from './closing/names-of-their-own.ts';
import { deedsOf, orderOne } from './closing/order.ts';
import { engineFor, type TestEngine } from './open-engine.ts';

const kinds: { name: string; options: Partial<FleetOptions>; route: string }[] = [
  { name: 'a network of three blogs', options: { multisite: true }, route: 'tunnel' },
  { name: 'a database behind a Unix socket', options: { databaseBy: 'socket' }, route: 'tunnel' },
  {
    name: 'a server that refuses forwarding, with Redis',
    options: { tcpForwarding: false, objectCache: 'redis' },
    route: 'mysql-client',
  },
];

describe.each(kinds)('$name', ({ options, route }) => {
  const fleet = useFleet({ sites: 1, ...options });
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await engineFor(fleet());
  });
  afterAll(() => engine?.dispose());

  it('is logged out, proven', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const cookies = await Promise.all(
      ['owner', 'ed1', 'member1'].map(async (login) => (await logIn(site, login)).cookie),
    );
    for (const cookie of cookies) expect((await visit(site, cookie)).status).toBe(200);

    const run = await engine.finish('FleetLogout');

    expect(run.sites[0]).toMatchObject({
      ...{ outcome: 'changed', failure: null, sessions: { after: 0 }, salts: { rotated: 8 } },
      proof: { verdict: 'refused', before: 200, after: 302 },
      inspection: { databaseRoute: route, wordpress: { multisite: options.multisite ?? false } },
    });
    for (const cookie of cookies) expect((await visit(site, cookie)).status).toBe(302);
    expect((await visit(site, '', '/')).status).toBe(200);
  });

  it('has all of its evidence kept, of every blog', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const incident = 'i_AAAAAAAAAAAAAAAA';
    const row = await orderOne(engine, takeSnapshot.parse({ operation: 'TakeSnapshot', incident }));
    expect(row).toMatchObject({ outcome: 'unchanged', failure: null });
    const items = await engine.call.evidence.list({ incident });
    expect((await engine.call.evidence.verify({ incident })).damaged).toEqual([]);
    const tables = (
      await sql(site, 'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()')
    ).map(({ name }) => String(name));
    expect(tables.filter((name) => /_options$/.test(name))).toHaveLength(options.multisite ? 3 : 1);
    const kept = items.filter(({ kind }) => kind === 'database').map(({ from }) => /^table (\S+)$/.exec(from)?.[1]);
    expect(kept.filter(Boolean).sort()).toEqual(tables.sort());
    const rowsOf = (kind: string) => items.find((item) => item.kind === kind)?.count ?? 0;
    expect(rowsOf('users')).toBe(site.users.length);
    let [optionRows, roles, cron] = [0, 0, 0];
    for (const table of tables.filter((name) => /_options$|_sitemeta$/.test(name))) {
      const [all] = await sql(site, `SELECT COUNT(*) AS n FROM ${table}`);
      optionRows += Number(all?.n);
      if (!table.endsWith('_options')) continue;
      cron += (await sql(site, `SELECT 1 FROM ${table} WHERE option_name = 'cron'`)).length;
      roles += 2;
    }
    // Cron and transients come and go.
    expect(Math.abs(rowsOf('options') - optionRows)).toBeLessThan(20);
    expect(rowsOf('cron')).toBe(cron);
    expect(rowsOf('capabilities')).toBeGreaterThanOrEqual(site.users.length + roles);
  });

  if (options.multisite)
    it('closes under names of its sites’ own as well: sub-domains, and a domain that is mapped to one', async () => {
      const [site] = fleet().sites;
      if (!site) throw new Error('no site');
      const { names, back } = await underNamesOfTheirOwn(site);
      onTestFinished(back);
      const statuses = (headers: Record<string, string> = {}) =>
        Promise.all(names.map(async (name) => (await askAs(site, name, headers)).status));
      const all = (status: number) => names.map(() => status);
      const before = await readdir(site.docroot);
      expect(await statuses()).toEqual(all(200));
      const plan = await orderOne(engine, { operation: 'CloseToVisitors' }, { dryRun: true });
      for (const name of names) expect(plan.plan?.join(' ')).toContain(`${name}/`);

      const row = await orderOne(engine, { operation: 'CloseToVisitors', allow: ['203.0.113.9'] });
      expect(row).toMatchObject({ outcome: 'changed', failure: null });
      expect(JSON.stringify(row.warnings)).toContain(`only ${site.url} is asked from outside`);
      for (const name of names)
        for (const path of ['/', '/wp-login.php', '/wp-admin/', '/?rest_route=/'])
          expect([name, path, (await askAs(site, name, {}, path)).status]).toEqual([name, path, 503]);
      expect(await statuses({ 'x-fleet-address': '203.0.113.9' })).toEqual(all(200));
      // The vault keeps the pass to itself; the file goes by whichever hash stands there.
      const file = join(site.docroot, '.maintenance');
      const ours = await readFile(file, 'utf8');
      await writeFile(file, ours.replace(/(# resalt pass )\w+/, `$1${hashOfPass('a pass')}`));
      expect(await statuses({ [passHeader]: 'a pass' })).toEqual(all(200));
      expect(await statuses({ [passHeader]: 'another' })).toEqual(all(503));
      await writeFile(file, ours);

      // The login of a network holds on all its names; its proof goes in by the pass.
      const logout = await engine.finish('FleetLogout');
      expect(logout.sites[0]?.proof).toMatchObject({ verdict: 'refused', before: 200 });
      expect(await orderOne(engine, { operation: 'OpenToVisitors' })).toMatchObject({
        ...{ outcome: 'changed', failure: null },
      });
      expect(await statuses()).toEqual(all(200));
      expect(await readdir(site.docroot)).toEqual(before);
    });

  if (options.multisite)
    it('closes as a whole, and its open invitations go with the links for new passwords', async () => {
      const [site] = fleet().sites;
      if (!site) throw new Error('no site');
      const blogs = (await sql(site, 'SELECT path FROM {p}blogs ORDER BY blog_id')).map((row) => String(row.path));
      const plan = await orderOne(engine, { operation: 'CloseToVisitors' }, { dryRun: true });
      expect(plan.plan?.join(' ')).toContain(`all its ${blogs.length} sites close with it: `);
      for (const path of blogs) expect(plan.plan?.join(' ')).toContain(path);
      const statuses = async () =>
        Promise.all(blogs.map(async (path) => (await fetch(site.url + path, { redirect: 'manual' })).status));
      expect(await statuses()).toEqual(blogs.map(() => 200));
      expect(await orderOne(engine, { operation: 'CloseToVisitors' })).toMatchObject({ outcome: 'changed' });
      expect(await statuses()).toEqual(blogs.map(() => 503));
      // Nobody is to forget a site that nobody else knows how to open.
      await expect(engine.call.sites.remove({ select: { all: true } })).rejects.toThrow(/Open it first/);
      expect(await orderOne(engine, { operation: 'OpenToVisitors' })).toMatchObject({ outcome: 'changed' });
      expect(await statuses()).toEqual(blogs.map(() => 200));

      const invited = 'a:3:{s:7:"user_id";i:4;s:5:"email";s:1:"x";s:4:"role";s:13:"administrator";}';
      for (const options of ['options', '2_options'])
        await sql(
          site,
          `INSERT INTO {p}${options} (option_name, option_value) VALUES ('new_user_${options}aB3', '${invited}'), ('new_user_approve_options', 'a:0:{}')`,
        );
      await sql(
        site,
        `INSERT INTO {p}signups (title, user_login, user_email, active, activation_key, meta) VALUES ('', 'a', 'a@a.test', 0, 'k1', 'a:1:{s:8:"new_role";s:13:"administrator";}'), ('', 'b', 'b@b.test', 0, 'k2', 'a:0:{}'), ('', 'c', 'c@c.test', 1, 'k3', 'a:0:{}')`,
      );
      const row = await orderOne(engine, { operation: 'ClearResetKeys' });
      expect(row).toMatchObject({ outcome: 'changed', failure: null });
      expect(deedsOf(row)).toEqual(
        expect.arrayContaining([
          'invitation 2 invitations to blogs of the network: done',
          'signup 2 registrations that were not confirmed: done',
        ]),
      );
      expect(await sql(site, 'SELECT user_login FROM {p}signups')).toEqual([{ user_login: 'c' }]);
      for (const options of ['options', '2_options'])
        expect(await sql(site, `SELECT option_name FROM {p}${options} WHERE option_name LIKE 'new_user%'`)).toEqual([
          { option_name: 'new_user_approve_options' },
        ]);
      expect(await orderOne(engine, { operation: 'ClearResetKeys' })).toMatchObject({ outcome: 'unchanged' });

      // Whoever insists leaves it closed.
      expect(await orderOne(engine, { operation: 'CloseToVisitors' })).toMatchObject({ outcome: 'changed' });
      const { removed } = await engine.call.sites.remove({ select: { all: true }, closedToo: true });
      expect(removed).toHaveLength(1);
      expect(await engine.call.sites.list({ select: { all: true } })).toEqual([]);
      expect(await statuses()).toEqual(blogs.map(() => 503));
    });
});

describe('sessions alone, behind a warm Redis that only the server itself reaches', () => {
  const fleet = useFleet({ sites: 1, tcpForwarding: false, objectCache: 'redis' });
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await engineFor(fleet());
  });
  afterAll(() => engine?.dispose());

  // FACTS: a plain SQL delete leaves people logged in there; without new salts only the emptied cache ends them.
  it('really end', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const { cookie } = await logIn(site, 'member3');
    expect((await visit(site, cookie)).status).toBe(200);
    const run = await engine.finish('EndSessions');
    expect(run.sites[0]).toMatchObject({ outcome: 'changed', warnings: [], proof: { verdict: 'refused' } });
    expect((await visit(site, cookie)).status).toBe(302);
  });
});
