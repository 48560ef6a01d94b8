import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportedPasswords } from '../../src-main/contract/new-passwords.ts';
import type { OffboardPerson } from '../../src-main/contract/orders/offboard-person.ts';
import { openByPassphrase } from '../../src-main/vault/passphrase-file.ts';
import { sql } from '../fleet/database.ts';
import type { FleetOptions } from '../fleet/fleet.ts';
import { useFleet } from '../fleet/shared.ts';
import { type FleetSite, userOf } from '../fleet/site.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';
import { giveKeys, type Keys, prepareKeys, whoIs } from './passwords/keys-of.ts';
import { logInWith } from './passwords/log-in-with.ts';

interface Ways extends Keys {
  cookie: string;
}

/** Every way in that somebody has, each tried for real: which of them open the site. */
async function open(site: FleetSite, login: string, ways: Ways): Promise<Record<string, boolean>> {
  const { id, password } = userOf(site, login);
  return {
    cookie: (await visit(site, ways.cookie)).status === 200,
    password: (await logInWith(site, login, password)) !== null,
    'application password': (await whoIs(site, login, ways.applicationPassword)) === id,
    'WooCommerce key': (await whoIs(site, ways.wooCommerce.key, ways.wooCommerce.secret)) === id,
  };
}

const all = (is: boolean) => ({
  ...{ cookie: is, password: is, 'application password': is, 'WooCommerce key': is },
});

async function waysOf(site: FleetSite, login: string): Promise<Ways> {
  const keys = await giveKeys(site, userOf(site, login).id);
  return { ...keys, cookie: (await logIn(site, login)).cookie };
}

/** A plain site, a network, and one with a warm object cache; on later versions one of them each. */
describe.each<[string, Partial<FleetOptions>]>([
  ['6.1', { sites: 3, unlike: { 1: { multisite: true }, 2: { objectCache: 'redis' } } }],
  ['6.8', { sites: 1, multisite: true }],
  ['7.1', { sites: 1, objectCache: 'redis' }],
])('offboarding a person (WordPress %s)', (wordpress, kind) => {
  const fleet = useFleet({ wordpress, ...kind });
  let engine: TestEngine;
  /** Of people who stay: what they have from before the first offboarding works after the last. */
  const others = new Map<FleetSite, Map<string, Ways>>();
  beforeAll(async () => {
    engine = await engineFor(fleet(), { loginsUnderWayMs: 200 });
    for (const site of fleet().sites) {
      await prepareKeys(site);
      others.set(site, new Map());
      for (const who of ['owner', 'ed1']) others.get(site)?.set(who, await waysOf(site, who));
    }
  }, 120_000);
  afterAll(() => engine?.dispose());

  const offboard = async (order: Partial<OffboardPerson> & { email: string }, dryRun = false, site?: FleetSite) => {
    const started = await engine.call.orders.start({
      order: { operation: 'OffboardPerson', ...order },
      ...{ select: site ? { sites: [site.name] } : { all: true }, options: { dryRun } },
    });
    return ended(engine, started.run);
  };
  const openToOthers = async () => {
    for (const [site, people] of others)
      for (const [who, has] of people) expect(await open(site, who, has)).toEqual(all(true));
  };

  it.each([
    ['block', 'ed2'],
    ['demote', 'helper'],
    ['delete', 'agency'],
  ] as const)(
    '%s: all that opened the sites before is refused on all of them; everyone else’s still works',
    async (action, login) => {
      const ways = new Map<FleetSite, Ways>();
      for (const site of fleet().sites) {
        ways.set(site, await waysOf(site, login));
        await sql(site, "UPDATE {p}users SET user_activation_key = '1700000000:abc' WHERE user_login = ?", [login]);
      }
      const [first] = fleet().sites;
      const email = (first ? userOf(first, login).email : '').toUpperCase();
      const plan = await offboard({ email, action }, true);
      for (const row of plan.sites) {
        expect(row).toMatchObject({ outcome: 'unchanged', failure: null });
        expect(row.plan.join(' ')).toContain(`${login} (user `);
      }
      // Tried before: a refusal afterwards says something, the plan has changed nothing, and the object cache is warm.
      for (const [site, theirs] of ways) expect(await open(site, login, theirs)).toEqual(all(true));

      const run = await offboard({ email, action });
      for (const row of run.sites) expect(row).toMatchObject({ outcome: 'changed', failure: null });
      for (const [site, theirs] of ways) {
        expect(await open(site, login, theirs)).toEqual(all(false));
        const rows = await sql(site, 'SELECT user_activation_key AS k FROM {p}users WHERE user_login = ?', [login]);
        expect(rows).toEqual(action === 'delete' ? [] : [{ k: '' }]);
      }
      await openToOthers();
      expect(JSON.stringify(run)).not.toContain('@');
      const again = await offboard({ email, action });
      for (const row of again.sites) expect(row.failure).toBeNull();
    },
    400_000,
  );

  it('the last administrator stays, with a password that the agency has and no other way in; the site is not called done', async () => {
    const [site] = fleet().sites;
    const ways = site && others.get(site)?.get('owner');
    if (!site || !ways) throw new Error('no site');
    const run = await offboard({ email: userOf(site, 'owner').email, action: 'delete' }, false, site);
    expect(run.sites[0]).toMatchObject({ outcome: 'failed', failure: { code: 'NOT_ALLOWED_HERE' } });
    expect(run.sites[0]?.deeds).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'user', result: 'kept' }),
        expect.objectContaining({ kind: 'password', result: 'done' }),
      ]),
    );
    expect(await open(site, 'owner', ways)).toEqual(all(false));
    const { file } = await engine.call.newPasswords.export({ run: run.id, passphrase: 'a long enough one' });
    const plain = await openByPassphrase('new-passwords', file, 'a long enough one');
    const [kept] = exportedPasswords.parse(JSON.parse(plain.toString('utf8'))).passwords;
    const cookie = await logInWith(site, 'owner', kept?.password ?? '');
    expect((await visit(site, cookie ?? '', '/wp-admin/users.php')).status).toBe(200);
  }, 60_000);

  it('a password that a login under way writes back is seen: that site is not called done', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const { id, email } = userOf(site, 'member2');
    await logIn(site, 'member2');
    // As from 6.8 on a login does that began before: it hashes the old password anew.
    await sql(
      site,
      `CREATE TRIGGER {p}late AFTER DELETE ON {p}usermeta FOR EACH ROW UPDATE {p}users SET user_pass = 'as before' WHERE ID = ${id} AND OLD.user_id = ${id}`,
    );
    const run = await offboard({ email, action: 'demote' }, false, site).finally(() =>
      sql(site, 'DROP TRIGGER {p}late'),
    );
    expect(run.sites[0]?.outcome).toBe('failed');
    expect(run.sites[0]?.deeds?.map(({ why }) => why).join(' ')).toContain('A password is there again');
    const [row] = (await offboard({ email, action: 'demote' }, false, site)).sites;
    expect(row?.failure).toBeNull();
    expect(await sql(site, 'SELECT user_pass AS hash FROM {p}users WHERE ID = ?', [id])).toEqual([{ hash: '*' }]);
  }, 60_000);

  it('who is not there is left alone, and so is who only has the same name at another address', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const run = await offboard({ email: 'writer@elsewhere.test' }, false, site);
    expect(run.sites[0]).toMatchObject({ outcome: 'unchanged', failure: null });
    expect(run.sites[0]?.warnings.map(({ text }) => text).join(' ')).toContain('writer (user ');
    expect(await logInWith(site, 'writer', userOf(site, 'writer').password)).not.toBeNull();
  }, 60_000);

  it('an alias finds the person as well, and a site may have it its own way', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const order = { email: 'member@home.test', aliases: [` ${userOf(site, 'member1').email.toUpperCase()} `] };
    const blocked = await offboard(order, true, site);
    const [row] = blocked.sites;
    expect(row?.plan.join(' ')).toContain(`member1 (user ${userOf(site, 'member1').id}) has no rights`);
    const sites = { [row?.siteId ?? '']: { action: 'delete' as const, reassignTo: 'owner' } };
    const deleted = await offboard({ ...order, sites }, true, site);
    expect(deleted.sites[0]?.plan.join(' ')).toContain('is deleted, which can’t be undone');
  }, 60_000);
});
