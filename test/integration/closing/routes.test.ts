import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../fleet/database.ts';
import type { FleetOptions } from '../../fleet/fleet.ts';
import { useFleet } from '../../fleet/shared.ts';
import type { FleetSite } from '../../fleet/site.ts';
import { plantRoles, plantUsers, row } from '../audit/odd-users.ts';
import { askUserCan } from '../audit/user-can.ts';
import { engineFor, type TestEngine } from '../open-engine.ts';
import { orderOne } from './order.ts';

const kinds: { kind: string; options: Partial<FleetOptions> }[] = [
  { kind: 'the mysql client', options: { tcpForwarding: false } },
  { kind: 'php', options: { tcpForwarding: false, noMysqlClient: true } },
];
const admin = row(['administrator', 'b:1;']);
const keys = 'a:1:{i:0;a:4:{s:4:"uuid";s:1:"u";s:4:"name";s:1:"n";s:8:"password";s:1:"x";s:7:"created";i:1700000000;}}';

/** What the other tests see through a tunnel must be so where statements go through a program on the server. */
describe.each(kinds)('closing where the database is reached by $kind', ({ options }) => {
  const fleet = useFleet({ sites: 1, wordpress: '6.1', ...options });
  let engine: TestEngine;
  let site: FleetSite;
  beforeAll(async () => {
    engine = await engineFor(fleet(), { loginsUnderWayMs: 50 });
    const [first] = fleet().sites;
    if (!first) throw new Error('no site');
    site = first;
  });
  afterAll(() => engine?.dispose());

  const done = { outcome: 'changed', failure: null };
  const users = (action: 'demote' | 'block' | 'delete', login: string) =>
    orderOne(engine, { operation: 'ChangeUsers', action, users: [{ login }] });

  it('users are demoted, blocked and deleted', async () => {
    const planted = ['one', 'two', 'three'].map((login) => ({
      login,
      rows: [['capabilities', admin]] as [string, string][],
    }));
    const ids = await plantUsers(site, planted);
    expect(await users('demote', 'one')).toMatchObject(done);
    expect(await users('block', 'two')).toMatchObject(done);
    expect(await users('delete', 'three')).toMatchObject(done);
    const cans = (await askUserCan(site))['1'] ?? {};
    expect([cans[ids.get('one') ?? 0], cans[ids.get('two') ?? 0], cans[ids.get('three') ?? 0]]).toEqual([
      [],
      [],
      undefined,
    ]);
  });

  it('keys are revoked, roles repaired, options set', async () => {
    await plantRoles(site);
    const [owner] = site.users;
    await sql(site, "INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES (?, '_application_passwords', ?)", [
      owner?.id,
      keys,
    ]);
    expect(
      await orderOne(engine, { operation: 'RevokeTokens', tokens: [{ kind: 'application-password' }] }),
    ).toMatchObject({ outcome: 'changed' });
    expect(await sql(site, "SELECT 1 FROM {p}usermeta WHERE meta_key = '_application_passwords'")).toEqual([]);
    const repairs = [{ kind: 'role' as const, role: 'caretaker', remove: ['export'] }];
    expect(await orderOne(engine, { operation: 'RepairRights', repairs })).toMatchObject(done);
    const changes = [{ option: 'default-role' as const, value: 'author' }];
    expect(await orderOne(engine, { operation: 'SetOptions', changes })).toMatchObject(done);
    const [role] = await sql(site, "SELECT option_value AS v FROM {p}options WHERE option_name = 'default_role'");
    expect(role?.v).toBe('author');
  });

  it('passwords are reset and a person leaves', async () => {
    const whose = { users: ['writer'] };
    expect(await orderOne(engine, { operation: 'ResetPasswords', whose, salts: false })).toMatchObject(done);
    const leaver = site.users.find(({ login }) => login === 'helper');
    const email = leaver?.email ?? '';
    expect(await orderOne(engine, { operation: 'OffboardPerson', email, action: 'block' })).toMatchObject(done);
    expect((await askUserCan(site))['1']?.[leaver?.id ?? 0]).toEqual([]);
  });
});
