import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../fleet/database.ts';
import type { FleetOptions } from '../../fleet/fleet.ts';
import { useFleet } from '../../fleet/shared.ts';
import type { FleetSite } from '../../fleet/site.ts';
import { logIn } from '../../fleet/visit.ts';
import { plantRoles } from '../audit/odd-users.ts';
import { askUserCan } from '../audit/user-can.ts';
import { ended, engineFor, type TestEngine } from '../open-engine.ts';
import { emptyCache, orderAll } from './order.ts';

const kinds: { kind: string; options: Partial<FleetOptions> }[] = [
  { kind: 'WordPress 7.1 with a warm object cache', options: { wordpress: '7.1', objectCache: 'redis' } },
  { kind: 'a network on 6.1', options: { wordpress: '6.1', multisite: true } },
];

describe.each(kinds)('undoing on $kind', ({ options }) => {
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

  const rollback = async (run: string, dryRun = false) => {
    const { run: id } = await engine.call.runs.rollback({ run, options: { dryRun } });
    return (await ended(engine, id)).sites[0];
  };
  const rights = async () => await askUserCan(site);
  const block = () => orderAll(engine, { operation: 'ChangeUsers', action: 'block', users: [{ login: 'ed1' }] });

  it('a blocked user has rights and password again, to the byte', async () => {
    const rows = () =>
      sql(
        site,
        "SELECT u.user_pass, m.umeta_id, m.meta_value FROM {p}users u JOIN {p}usermeta m ON m.user_id = u.ID WHERE u.user_login = 'ed1' AND m.meta_key LIKE '%capabilities'",
      );
    const before = [await rows(), await rights()];
    const run = await block();
    await expect(logIn(site, 'ed1')).rejects.toThrow(/refused the login/);
    const plan = await rollback(run.id, true);
    expect(plan?.plan[0]).toContain('the password of ed1');
    // A site alone has no blogs to tell apart.
    const which = 'multisite' in options ? ', blog 1' : '';
    expect(plan?.plan.at(-1)).toBe(`Put the rights of ed1 (user 3)${which} back as it was.`);
    expect(await rollback(run.id)).toMatchObject({ outcome: 'changed', failure: null });
    expect([await rows(), await rights()]).toEqual(before);
    await logIn(site, 'ed1');
    expect((await rollback(run.id))?.outcome).toBe('unchanged');
  });

  it('what somebody changed since stays as it is, and that is said', async () => {
    const run = await block();
    await sql(site, "UPDATE {p}users SET user_pass = '*new' WHERE user_login = 'ed1'");
    const shown = await rollback(run.id);
    expect(shown).toMatchObject({ outcome: 'failed' });
    const results = shown?.deeds?.map(({ what, result }) => `${what.slice(0, 12)} ${result}`);
    expect([...new Set(results)]).toEqual(['the password failed', 'the rights o done']);
    const [user] = await sql(site, "SELECT user_pass AS p FROM {p}users WHERE user_login = 'ed1'");
    expect(user?.p).toBe('*new');
  });

  it('roles and settings are as before', async () => {
    const state = () =>
      sql(
        site,
        "SELECT option_name, option_value FROM {p}options WHERE option_name IN ('{p}user_roles', 'default_role') ORDER BY option_name",
      );
    await sql(site, "UPDATE {p}options SET option_value = 'editor' WHERE option_name = 'default_role'");
    await emptyCache(site);
    const before = await state();
    const role = await orderAll(engine, {
      operation: 'RepairRights',
      repairs: [{ kind: 'role', role: 'caretaker', remove: ['export'] }],
    });
    const setting = await orderAll(engine, {
      operation: 'SetOptions',
      changes: [{ option: 'default-role', value: 'subscriber' }],
    });
    expect(await state()).not.toEqual(before);
    for (const { id } of [role, setting]) expect((await rollback(id))?.outcome).toBe('changed');
    expect(await state()).toEqual(before);
  });

  it('where there is no way back, that is said and nothing begins', async () => {
    const run = await orderAll(engine, { operation: 'ChangeUsers', action: 'clear-reset', users: [{ login: 'ed2' }] });
    await expect(rollback(run.id)).rejects.toThrow(/do not come back/);
  });
});
