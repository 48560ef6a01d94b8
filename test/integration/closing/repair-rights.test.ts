import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../fleet/database.ts';
import type { FleetOptions } from '../../fleet/fleet.ts';
import { useFleet } from '../../fleet/shared.ts';
import type { FleetSite } from '../../fleet/site.ts';
import { plantRoles, plantUsers, row } from '../audit/odd-users.ts';
import { askUserCan } from '../audit/user-can.ts';
import { engineFor, type TestEngine } from '../open-engine.ts';
import { emptyCache, orderOne } from './order.ts';

const kinds: { kind: string; options: Partial<FleetOptions> }[] = [
  { kind: 'WordPress 7.1 with a warm object cache', options: { wordpress: '7.1', objectCache: 'redis' } },
  { kind: 'a network on 6.1', options: { wordpress: '6.1', multisite: true } },
];

describe.each(kinds)('rights of $kind', ({ options }) => {
  const fleet = useFleet({ sites: 1, ...options });
  let engine: TestEngine;
  let site: FleetSite;
  beforeAll(async () => {
    engine = await engineFor(fleet(), { loginsUnderWayMs: 100 });
    const [first] = fleet().sites;
    if (!first) throw new Error('no site');
    site = first;
    await plantRoles(site);
    await emptyCache(site);
  });
  afterAll(() => engine?.dispose());

  const repair = (role: string, ...remove: string[]) =>
    orderOne(engine, { operation: 'RepairRights', repairs: [{ kind: 'role', role, remove }] });
  const rolesOf = async () =>
    String((await sql(site, "SELECT option_value AS v FROM {p}options WHERE option_name = '{p}user_roles'"))[0]?.v);

  it('a role loses what was given to it and nothing else, and with it all who have it', async () => {
    const ids = await plantUsers(site, [{ login: 'has-it', rows: [['capabilities', row(['caretaker', 'b:1;'])]] }]);
    await emptyCache(site);
    const can = async () => (await askUserCan(site))['1']?.[ids.get('has-it') ?? 0];
    expect(await can()).toContain('export');
    const before = await rolesOf();
    expect(await repair('caretaker', 'export', 'not_there')).toMatchObject({
      outcome: 'changed',
      deeds: [{ result: 'done' }],
    });
    expect(await rolesOf()).toBe(
      before
        .replace('a:4:{s:4:"read";b:1;s:10:"edit_users";b:1;', 'a:3:{s:4:"read";b:1;s:10:"edit_users";b:1;')
        .replace('s:6:"export";i:1;', ''),
    );
    expect(await can()).not.toContain('export');
    expect((await repair('caretaker', 'export')).outcome).toBe('unchanged');
  });

  if (!options.multisite)
    it('the administrators’ own role is not taken from the last of them', async () => {
      const before = await rolesOf();
      expect(await repair('administrator', 'manage_options')).toMatchObject({
        outcome: 'failed',
        deeds: [{ result: 'kept' }],
      });
      expect(await rolesOf()).toBe(before);
    });

  it('rights of nobody are deleted, those of somebody stay', async () => {
    await sql(site, "INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES (99999, '{p}capabilities', 'x')");
    const orphan = (userId: number) =>
      orderOne(engine, { operation: 'RepairRights', repairs: [{ kind: 'orphan', userId }] });
    const rows = async () =>
      Number((await sql(site, "SELECT COUNT(*) AS n FROM {p}usermeta WHERE meta_key = '{p}capabilities'"))[0]?.n);
    const before = await rows();
    expect((await orphan(99_999)).outcome).toBe('changed');
    expect((await orphan(1)).outcome).toBe('unchanged');
    expect(await rows()).toBe(before - 1);
  });
});
