import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResetPasswords } from '../../src-main/contract/orders/reset-passwords.ts';
import type { Order } from '../../src-main/contract/orders.ts';
import { openByPassphrase } from '../../src-main/vault/passphrase-file.ts';
import { sql } from '../fleet/database.ts';
import type { FleetOptions } from '../fleet/fleet.ts';
import { useFleet } from '../fleet/shared.ts';
import { type FleetSite, userOf } from '../fleet/site.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { plantUsers, row } from './audit/odd-users.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';
import { logInWith } from './passwords/log-in-with.ts';

const kinds: { name: string; options: Partial<FleetOptions> }[] = [
  { name: 'WordPress 6.1', options: { wordpress: '6.1' } },
  { name: 'WordPress 6.8, network', options: { wordpress: '6.8', multisite: true } },
  { name: 'WordPress 7.1, warm Redis', options: { wordpress: '7.1', objectCache: 'redis' } },
];

type Wish = Partial<Omit<ResetPasswords, 'whose'>> & { whose: Partial<ResetPasswords['whose']> };
const resetting = ({ whose, ...rest }: Wish): Order => ({
  ...{ operation: 'ResetPasswords', except: [], salts: true, keep: 'once', prove: false, ...rest },
  whose: { all: false, roles: [], users: [], ...whose },
});

describe.each(kinds)('resetting passwords ($name)', ({ options }) => {
  const fleet = useFleet({ sites: 1, opcache: { revalidateSeconds: 0 }, ...options });
  let engine: TestEngine;
  let site: FleetSite;
  beforeAll(async () => {
    engine = await engineFor(fleet(), { loginsUnderWayMs: 200, proofPatienceMs: 5000 });
    const [first] = fleet().sites;
    if (!first) throw new Error('no site');
    site = first;
  });
  afterAll(() => engine?.dispose());

  const run = async (wish: Wish, dryRun = false) => {
    const started = await engine.call.orders.start({
      ...{ order: resetting(wish), select: { all: true }, options: { dryRun } },
    });
    const shown = await ended(engine, started.run);
    return { id: started.run, row: shown.sites[0] };
  };
  const resetOf = async (userId: number) =>
    sql(site, 'SELECT user_pass, user_activation_key FROM {p}users WHERE ID = ?', [userId]);

  it('a dry run names who is meant and changes nothing', async () => {
    const before = await sql(site, 'SELECT ID, user_pass FROM {p}users ORDER BY ID');
    const { row: shown } = await run({ whose: { roles: ['administrator'] } }, true);
    expect(shown).toMatchObject({ outcome: 'unchanged', failure: null });
    expect(shown?.plan.join(' ')).toContain('agency (user 2)');
    expect(shown?.plan.join(' ')).toContain('Rotate 8 salts');
    expect(await sql(site, 'SELECT ID, user_pass FROM {p}users ORDER BY ID')).toEqual(before);
  });

  it('administrators, hidden ones too, with the salts: old passwords and cookies are refused, new ones open, all by real logins', async () => {
    const planted = await plantUsers(site, [
      { login: 'hidden-one', rows: [['capabilities', row(['promote_users', 'b:1;'])]] },
    ]);
    const owner = await logIn(site, 'owner');
    const editor = await logIn(site, 'ed1');
    expect((await visit(site, owner.cookie)).status).toBe(200);
    await sql(site, "UPDATE {p}users SET user_activation_key = '1700000000:abc' WHERE ID = ?", [
      userOf(site, 'owner').id,
    ]);
    const { id, row: done } = await run({ whose: { roles: ['administrator'] }, prove: true });
    expect(done).toMatchObject({
      outcome: 'changed',
      failure: null,
      proof: { verdict: 'refused' },
      salts: { rotated: 8 },
    });
    expect(done?.deeds?.filter(({ kind }) => kind === 'login').map(({ result }) => result)).toContain('done');
    expect(done?.deeds?.every(({ result }) => result === 'done')).toBe(true);

    expect((await visit(site, owner.cookie)).status).toBe(302);
    expect((await visit(site, editor.cookie)).status).toBe(302);
    const passwords = await engine.call.newPasswords.take({ run: id });
    expect(passwords.map(({ user }) => user)).toEqual(expect.arrayContaining(['owner', 'agency']));
    expect(passwords.map(({ userId }) => userId)).toContain(planted.get('hidden-one'));
    expect(await engine.call.newPasswords.status({ run: id })).toMatchObject({ kept: 0 });
    await expect(engine.call.newPasswords.take({ run: id })).rejects.toThrow(/no new passwords/);
    for (const { user, userId, password, readBack } of passwords) {
      expect(readBack).toBe(true);
      const cookie = await logInWith(site, user, password);
      expect(cookie, `${user} can log in`).not.toBeNull();
      if (user !== 'hidden-one') expect((await visit(site, cookie ?? '')).status).toBe(200);
      expect((await resetOf(userId))[0]).toMatchObject({ user_activation_key: '' });
    }
    for (const login of ['owner', 'agency'])
      expect(await logInWith(site, login, userOf(site, login).password)).toBeNull();
    // Who was not meant logs in as before, only anew.
    expect((await visit(site, (await logIn(site, 'ed1')).cookie)).status).toBe(200);
  });

  it('without the salts it ends the logins of those alone, also where the cache is warm', async () => {
    const meant = await logIn(site, 'ed1');
    const other = await logIn(site, 'ed2');
    for (const { cookie } of [meant, other]) expect((await visit(site, cookie)).status).toBe(200);
    const { id, row: done } = await run({ whose: { users: ['ed1', 'nobody-here'] }, salts: false, keep: 'vault' });
    expect(done).toMatchObject({ outcome: 'changed', failure: null, salts: null });
    expect(done?.deeds).toEqual(
      expect.arrayContaining([
        { kind: 'password', what: `ed1 (user ${userOf(site, 'ed1').id})`, result: 'done', why: null },
        expect.objectContaining({ what: 'nobody-here', result: 'unchanged' }),
      ]),
    );
    expect((await visit(site, meant.cookie)).status).toBe(302);
    expect((await visit(site, other.cookie)).status).toBe(200);
    expect(await logInWith(site, 'ed1', userOf(site, 'ed1').password)).toBeNull();

    await expect(engine.call.newPasswords.take({ run: id })).rejects.toThrow(/exported/);
    const { file, count } = await engine.call.newPasswords.export({ run: id, passphrase: 'a long enough one' });
    expect(count).toBe(1);
    const plain = JSON.parse((await openByPassphrase('new-passwords', file, 'a long enough one')).toString('utf8'));
    expect(file).not.toContain(plain.passwords[0].password);
    expect(await logInWith(site, 'ed1', plain.passwords[0].password)).not.toBeNull();
    await expect(openByPassphrase('new-passwords', file, 'another long one')).rejects.toMatchObject({
      code: 'WRONG_PASSPHRASE',
    });
    expect(await engine.call.newPasswords.forget({ run: id })).toEqual({ forgotten: 1 });
  });

  it('a password that a login under way writes back is set again', async () => {
    const { id } = userOf(site, 'writer');
    await logIn(site, 'writer');
    await sql(
      site,
      `CREATE TRIGGER {p}late AFTER DELETE ON {p}usermeta FOR EACH ROW UPDATE {p}users SET user_pass = 'as before' WHERE ID = ${id} AND OLD.user_id = ${id}`,
    );
    const { id: ran, row: done } = await run({ whose: { users: ['writer'] }, salts: false }).finally(() =>
      sql(site, 'DROP TRIGGER {p}late'),
    );
    expect(done).toMatchObject({ outcome: 'changed', failure: null });
    const [made] = await engine.call.newPasswords.take({ run: ran });
    expect(await logInWith(site, 'writer', made?.password ?? '')).not.toBeNull();
  });

  it('where nobody is meant nothing is done, the salts stay', async () => {
    const other = await logIn(site, 'ed2');
    const { row: done } = await run({ whose: { users: ['nobody-here'] } });
    expect(done).toMatchObject({ outcome: 'unchanged', salts: null });
    expect((await visit(site, other.cookie)).status).toBe(200);
  });
});
