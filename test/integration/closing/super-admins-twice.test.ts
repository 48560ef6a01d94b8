import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../fleet/database.ts';
import { useFleet } from '../../fleet/shared.ts';
import type { FleetSite } from '../../fleet/site.ts';
import { plantUsers } from '../audit/odd-users.ts';
import { askUserCan } from '../audit/user-can.ts';
import { engineFor, type TestEngine } from '../open-engine.ts';
import { orderOne } from './order.ts';

/** WordPress loads this option with others and keeps the last row that it gets (read in wp_load_core_site_options()). */
describe.each(['6.1', '6.8'] as const)('a second row of super admins on WordPress %s', (wordpress) => {
  const fleet = useFleet({ sites: 1, wordpress, multisite: true });
  let engine: TestEngine;
  let site: FleetSite;
  beforeAll(async () => {
    engine = await engineFor(fleet(), { loginsUnderWayMs: 100 });
    const [first] = fleet().sites;
    if (!first) throw new Error('no site');
    site = first;
  });
  afterAll(() => engine?.dispose());

  it.each([
    ['among', 'beside the others'],
    ['alone', 'without them'],
  ])('makes %s a super admin (%s), whom the audit names and an order takes off every row', async (login) => {
    const ids = await plantUsers(site, [{ login, rows: [] }]);
    const cans = async (id: number) => (await askUserCan(site))['1']?.[id] ?? [];
    const whole = await askUserCan(site);
    const before = Object.entries(whole['1'] ?? {}).filter(([, can]) => can.includes('manage_network'));
    expect(before.length).toBeGreaterThan(0);
    const owner = Number(before[0]?.[0]);
    const [first] = await sql(site, "SELECT meta_value AS admins FROM {p}sitemeta WHERE meta_key = 'site_admins'");
    const theirs = /s:\d+:"[^"]+";/.exec(String(first?.admins))?.[0] ?? '';
    const own = `s:${login.length}:"${login}";`;
    const list = login === 'among' ? `a:2:{i:0;${theirs}i:1;${own}}` : `a:1:{i:0;${own}}`;
    await sql(site, "INSERT INTO {p}sitemeta (site_id, meta_key, meta_value) VALUES (1, 'site_admins', ?)", [list]);
    expect(await cans(ids.get(login) ?? 0)).toContain('manage_network');

    const report = await engine.call.audit.look({ select: { all: true }, checks: ['super-admin'], offline: true });
    expect(report.administrators.map(({ user }) => user)).toContain(login);
    const users = [{ login }];
    const shown = await orderOne(engine, { operation: 'ChangeUsers', action: 'remove-super-admin', users });
    expect(shown).toMatchObject({ outcome: 'changed', failure: null });
    expect(await cans(ids.get(login) ?? 0)).toEqual([]);
    expect(await cans(owner)).toContain('manage_network');
  });
});
