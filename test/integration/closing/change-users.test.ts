import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../fleet/database.ts';
import type { FleetOptions } from '../../fleet/fleet.ts';
import { useFleet } from '../../fleet/shared.ts';
import type { FleetSite } from '../../fleet/site.ts';
import { logIn, visit } from '../../fleet/visit.ts';
import { type OddUser, plantUsers, row } from '../audit/odd-users.ts';
import { askUserCan } from '../audit/user-can.ts';
import { engineFor, type TestEngine } from '../open-engine.ts';
import { deedsOf, emptyCache, orderOne } from './order.ts';

const kinds: { kind: string; options: Partial<FleetOptions> }[] = [
  { kind: 'WordPress 6.1', options: { wordpress: '6.1' } },
  { kind: 'WordPress 7.1 with a warm object cache', options: { wordpress: '7.1', objectCache: 'redis' } },
  { kind: 'a network on 6.8', options: { wordpress: '6.8', multisite: true } },
];
const admin = row(['administrator', 'b:1;']);
const one = (login: string, value = admin): OddUser => ({ login, rows: [['capabilities', value]] });
const passwordList = 'a:1:{i:0;a:2:{s:4:"uuid";s:1:"u";s:8:"password";s:1:"x";}}';

describe.each(kinds)('users of $kind', ({ options }) => {
  const fleet = useFleet({ sites: 1, ...options });
  let engine: TestEngine;
  let site: FleetSite;
  beforeAll(async () => {
    engine = await engineFor(fleet(), { loginsUnderWayMs: 100 });
    const [first] = fleet().sites;
    if (!first) throw new Error('no site');
    site = first;
  });
  afterAll(() => engine?.dispose());

  const idOf = (login: string) => site.users.find((user) => user.login === login)?.id ?? 0;
  const cans = async () => (await askUserCan(site))['1'] ?? {};
  const target = (...logins: string[]) => logins.map((login) => ({ login }));
  const order = (action: 'demote' | 'block' | 'delete' | 'clear-reset' | 'remove-super-admin', ...logins: string[]) =>
    orderOne(engine, { operation: 'ChangeUsers', action, users: target(...logins) });

  it('a demoted one has one role and nothing else, and is logged out', async () => {
    const ids = await plantUsers(site, [
      one('grants', row(['editor', 'b:1;'], ['manage_options', 'b:1;'])),
      {
        login: 'twice',
        rows: [
          ['capabilities', row(['administrator', 'b:0;'])],
          ['capabilities', admin],
        ],
      },
    ]);
    const { cookie } = await logIn(site, 'ed1');
    expect((await visit(site, cookie)).status).toBe(200);
    const others = await cans();
    const shown = await order('demote', 'grants', 'twice', 'ed1');
    expect(shown).toMatchObject({ outcome: 'changed', failure: null });
    expect((await visit(site, cookie)).status).toBe(302);
    const after = await cans();
    for (const id of [ids.get('grants'), ids.get('twice'), idOf('ed1')]) {
      expect(after[id ?? 0]).toEqual([]);
      delete others[id ?? 0];
      delete after[id ?? 0];
    }
    expect(after).toEqual(others);
    const rows = await sql(
      site,
      "SELECT COUNT(*) AS n FROM {p}usermeta WHERE user_id = ? AND meta_key = '{p}capabilities'",
      [ids.get('twice')],
    );
    expect(rows[0]?.n).toBe(1);
    expect(deedsOf(shown)).toEqual(
      expect.arrayContaining([`user grants (user ${ids.get('grants')}): done`, 'session logins of these users: done']),
    );
    expect((await order('demote', 'grants', 'twice', 'ed1')).outcome).toBe('unchanged');
  });

  it('a blocked one can’t log in, and application passwords and the reset link are gone', async () => {
    await logIn(site, 'writer');
    await sql(site, "INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES (?, '_application_passwords', ?)", [
      idOf('writer'),
      passwordList,
    ]);
    await sql(site, "UPDATE {p}users SET user_activation_key = '1:x' WHERE ID = ?", [idOf('writer')]);
    const { cookie } = await logIn(site, 'writer');
    expect(await order('block', 'writer')).toMatchObject({ outcome: 'changed', failure: null });
    expect((await visit(site, cookie)).status).toBe(302);
    await expect(logIn(site, 'writer')).rejects.toThrow(/refused the login/);
    expect((await cans())[idOf('writer')]).toEqual([]);
    const [left] = await sql(
      site,
      "SELECT COUNT(*) AS n FROM {p}usermeta WHERE user_id = ? AND meta_key IN ('_application_passwords', 'session_tokens')",
      [idOf('writer')],
    );
    expect(left?.n).toBe(0);
    const [user] = await sql(site, 'SELECT user_activation_key AS k FROM {p}users WHERE ID = ?', [idOf('writer')]);
    expect(user?.k).toBe('');
  });

  it('a deleted one leaves posts to another, and nothing of its own', async () => {
    const ids = await plantUsers(site, [one('goes'), one('heir')]);
    const goes = ids.get('goes') ?? 0;
    await sql(
      site,
      "INSERT INTO {p}posts (post_author, post_title, post_content, post_excerpt, to_ping, pinged, post_content_filtered) VALUES (?, 'left', '', '', '', '', '')",
      [goes],
    );
    const shown = await orderOne(engine, {
      operation: 'ChangeUsers',
      action: 'delete',
      users: target('goes'),
      reassignTo: 'heir',
    });
    expect(shown).toMatchObject({ outcome: 'changed', failure: null });
    const [post] = await sql(site, "SELECT post_author AS author FROM {p}posts WHERE post_title = 'left'");
    expect(post?.author).toBe(ids.get('heir'));
    const [user] = await sql(
      site,
      'SELECT (SELECT COUNT(*) FROM {p}users WHERE ID = ?) + (SELECT COUNT(*) FROM {p}usermeta WHERE user_id = ?) AS n',
      [goes, goes],
    );
    expect(user?.n).toBe(0);
    await order('delete', 'heir');
  });

  it('a reset link is cleared, and nothing else', async () => {
    const { cookie } = await logIn(site, 'ed2');
    await sql(site, "UPDATE {p}users SET user_activation_key = '1:x' WHERE ID = ?", [idOf('ed2')]);
    expect((await order('clear-reset', 'ed2')).outcome).toBe('changed');
    expect((await visit(site, cookie)).status).toBe(200);
    expect((await order('clear-reset', 'ed2')).outcome).toBe('unchanged');
  });

  if (options.multisite)
    it('a super admin is taken off the list, but never the last one; one blog is changed alone', async () => {
      const both = row(['administrator', 'b:1;']);
      const ids = await plantUsers(site, [
        { login: 'second-super', rows: [] },
        {
          login: 'two-blogs',
          rows: [
            ['capabilities', both],
            ['2_capabilities', both],
          ],
        },
      ]);
      const listed = async () =>
        String((await sql(site, "SELECT meta_value AS v FROM {p}sitemeta WHERE meta_key = 'site_admins'"))[0]?.v);
      const before = await listed();
      const [count, rest] = [/^a:(\d+):\{/.exec(before)?.[1] ?? '0', before.slice(before.indexOf('{') + 1)];
      const text = (value: string) => `s:${value.length}:"${value}";`;
      await sql(site, "UPDATE {p}sitemeta SET meta_value = ? WHERE meta_key = 'site_admins'", [
        `a:${Number(count) + 2}:{i:8;${text('second-super')}i:9;${text('nobody-at-all')}${rest}`,
      ]);
      const can = async (id = 0, blog = '1') => (await askUserCan(site))[blog]?.[id] ?? [];
      expect(await can(ids.get('second-super'))).toContain('manage_network');
      expect(await order('remove-super-admin', 'second-super', 'nobody-at-all')).toMatchObject({
        outcome: 'changed',
        deeds: [{ result: 'done' }, { result: 'done' }],
      });
      expect(await can(ids.get('second-super'))).toEqual([]);
      expect(await listed()).toBe(before);
      const all = [...before.matchAll(/"([^"]+)"/g)].flatMap(([, login]) => login ?? []);
      const kept = await order('remove-super-admin', ...all);
      expect(kept.outcome).toBe('failed');
      expect(kept.deeds?.map(({ result }) => result)).toEqual(all.map(() => 'kept'));
      expect(await listed()).toBe(before);

      const users = [{ login: 'two-blogs', blog: 2 }];
      expect((await orderOne(engine, { operation: 'ChangeUsers', action: 'demote', users })).outcome).toBe('changed');
      expect(await can(ids.get('two-blogs'), '2')).toEqual([]);
      expect(await can(ids.get('two-blogs'), '1')).toContain('manage_options');
      expect(
        (
          await orderOne(engine, {
            operation: 'ChangeUsers',
            action: 'demote',
            users: [{ userId: ids.get('two-blogs') ?? 0, login: 'another' }],
          })
        ).outcome,
      ).toBe('failed');
      expect((await order('demote', 'two-blogs')).outcome).toBe('changed');
      expect(await can(ids.get('two-blogs'), '1')).toEqual([]);
    });

  it('the last administrator stays, whatever is ordered, and also when two runs go at once', async () => {
    const everybody = await sql(
      site,
      "SELECT u.user_login AS login FROM {p}users u JOIN {p}usermeta m ON m.user_id = u.ID WHERE m.meta_key = '{p}capabilities' AND m.meta_value LIKE '%administrator%'",
    );
    const supers = options.multisite ? ['owner'] : [];
    const logins = [...new Set([...everybody.map(({ login }) => String(login)), ...supers])];
    for (const action of ['demote', 'block', 'delete'] as const) {
      const before = await cans();
      const shown = await order(action, ...logins);
      if (action === 'delete') expect(shown).toMatchObject({ outcome: 'failed', failure: { code: 'INPUT_INVALID' } });
      else {
        expect(shown).toMatchObject({ outcome: 'failed', failure: { code: 'NOT_ALLOWED_HERE' } });
        expect(shown.deeds?.map(({ result }) => result)).toEqual(logins.map(() => 'kept'));
      }
      expect(await cans()).toEqual(before);
    }
    if (options.multisite) return;
    const other = await engineFor(fleet(), { loginsUnderWayMs: 100 });
    try {
      await plantUsers(site, [one('left'), one('right')]);
      await order('demote', ...logins);
      const keepers = async () => Object.values(await cans()).filter((can) => can.includes('promote_users')).length;
      expect(await keepers()).toBe(2);
      for (let round = 0; round < 3; round += 1) {
        const demote = (by: TestEngine, login: string) =>
          orderOne(by, { operation: 'ChangeUsers', action: 'demote', users: target(login) });
        const both = await Promise.all([demote(engine, 'left'), demote(other, 'right')]);
        await emptyCache(site);
        expect(await keepers()).toBe(1);
        expect(both.map(({ outcome }) => outcome).sort()).toEqual(['changed', 'failed']);
        await sql(
          site,
          "UPDATE {p}usermeta SET meta_value = ? WHERE meta_key = '{p}capabilities' AND user_id IN (SELECT ID FROM {p}users WHERE user_login IN ('left', 'right'))",
          [admin],
        );
        await emptyCache(site);
      }
    } finally {
      await other.dispose();
    }
  }, 180_000);
});
