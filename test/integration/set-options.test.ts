import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OptionChange } from '../../src-main/contract/orders/set-options.ts';
import type { Run } from '../../src-main/contract/runs.ts';
import { sql } from '../fleet/database.ts';
import type { FleetOptions } from '../fleet/fleet.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';

const close: OptionChange = { option: 'registration', blog: 1, value: 'closed' };
const subscriber: OptionChange = { option: 'default-role', blog: 1, value: 'subscriber' };

interface Kind {
  kind: string;
  options: Partial<FleetOptions>;
}
const kinds: Kind[] = [
  { kind: 'a site', options: {} },
  { kind: 'a site with a warm object cache', options: { objectCache: 'redis' } },
  { kind: 'a network with a warm object cache', options: { objectCache: 'redis', multisite: true } },
];

describe.each(kinds)('the settings of $kind', ({ options }) => {
  const fleet = useFleet({ sites: 1, wordpress: '6.1', ...options });
  let engine: TestEngine;
  let site: FleetSite;
  beforeAll(async () => {
    engine = await engineFor(fleet());
    const [first] = fleet().sites;
    if (!first) throw new Error('no site');
    site = first;
  });
  afterAll(() => engine?.dispose());

  const order = async (changes: OptionChange[], dryRun = false): Promise<Run> => {
    const asked = { operation: 'SetOptions' as const, changes };
    const { run } = await engine.call.orders.start({ order: asked, select: { all: true }, options: { dryRun } });
    return ended(engine, run);
  };

  const emptyCache = async (): Promise<void> => {
    if (!site.redis) return;
    const { host, port, password, database } = site.redis;
    const redis = new Redis({ host, port, password, db: database });
    await redis.flushdb().finally(() => redis.disconnect());
  };

  /** Whether WordPress itself shows its form to a visitor. Asking warms the cache. */
  const mayRegister = async (): Promise<boolean> => {
    const page = options.multisite ? 'wp-signup.php' : 'wp-login.php?action=register';
    const answer = await fetch(`${site.url}/${page}`, { redirect: 'manual' });
    const text = await answer.text();
    return /name="user_(login|name)"/.test(text);
  };

  it('are closed once WordPress itself lets nobody register, by a plan that changed nothing', async () => {
    if (options.multisite) {
      await sql(site, "DELETE FROM {p}sitemeta WHERE meta_key = 'registration'");
      await sql(site, "INSERT INTO {p}sitemeta (site_id, meta_key, meta_value) VALUES (1, 'registration', 'user')");
    } else await sql(site, "UPDATE {p}options SET option_value = '1' WHERE option_name = 'users_can_register'");
    await sql(site, "UPDATE {p}options SET option_value = 'administrator' WHERE option_name = 'default_role'");
    await emptyCache();
    expect(await mayRegister()).toBe(true);

    const plan = await order([close, subscriber], true);
    expect(plan.sites[0]?.plan).toEqual([
      expect.stringContaining('Nobody may register any more'),
      expect.stringContaining('“administrator”'),
    ]);
    expect(await mayRegister()).toBe(true);

    const { run } = await engine.call.orders.begin({ plan: plan.id, options: {} });
    const [row] = (await ended(engine, run)).sites;
    expect(row).toMatchObject({ outcome: 'changed', deeds: [{ result: 'done' }, { result: 'done' }] });
    expect(await mayRegister()).toBe(false);
  });

  it('refuse a role that makes administrators, and one that is not there', async () => {
    for (const value of ['administrator', 'nobody-has-it']) {
      const [row] = (await order([{ ...subscriber, value }])).sites;
      expect(row).toMatchObject({ outcome: 'failed', failure: { code: 'INPUT_INVALID' } });
    }
  });

  it('stay as they are where they are right already', async () => {
    await order([close, subscriber]);
    const [row] = (await order([close, subscriber])).sites;
    expect(row).toMatchObject({ outcome: 'unchanged', deeds: [{ result: 'unchanged' }, { result: 'unchanged' }] });
  });

  if (!options.multisite)
    it('refuse a blog that is not there', async () => {
      const [row] = (await order([{ ...close, blog: 7 }])).sites;
      expect(row).toMatchObject({ outcome: 'failed', failure: { code: 'INPUT_INVALID' } });
    });
});
