import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TokenChoice } from '../../../src-main/contract/orders/revoke-tokens.ts';
import { sql } from '../../fleet/database.ts';
import type { FleetOptions } from '../../fleet/fleet.ts';
import { useFleet } from '../../fleet/shared.ts';
import type { FleetSite } from '../../fleet/site.ts';
import { engineFor, type TestEngine } from '../open-engine.ts';
import { askRest, atHome, makePasswords } from './application-passwords.ts';
import { deedsOf, emptyCache, orderOne } from './order.ts';

const kinds: { kind: string; options: Partial<FleetOptions> }[] = [
  { kind: 'WordPress 6.1', options: { wordpress: '6.1' } },
  { kind: 'WordPress 7.1 with a warm object cache', options: { wordpress: '7.1', objectCache: 'redis' } },
  { kind: 'a network on 6.8', options: { wordpress: '6.8', multisite: true } },
];

describe.each(kinds)('keys of $kind', ({ options }) => {
  const fleet = useFleet({ sites: 1, ...options });
  let engine: TestEngine;
  let site: FleetSite;
  beforeAll(async () => {
    engine = await engineFor(fleet(), { loginsUnderWayMs: 100 });
    const [first] = fleet().sites;
    if (!first) throw new Error('no site');
    site = first;
    await atHome(site);
  });
  afterAll(() => engine?.dispose());

  const revoke = (tokens: TokenChoice[], dryRun = false) =>
    orderOne(engine, { operation: 'RevokeTokens', tokens }, { dryRun });
  const idOf = (login: string) => site.users.find((user) => user.login === login)?.id ?? 0;
  const listOf = async (login: string) =>
    String(
      (
        await sql(
          site,
          "SELECT meta_value AS v FROM {p}usermeta WHERE user_id = ? AND meta_key = '_application_passwords'",
          [idOf(login)],
        )
      )[0]?.v ?? '',
    );

  it('one application password is refused from then on, and the others still open', async () => {
    const made = await makePasswords(site, { ed1: ['stays', 'goes'], ed2: ['other'] });
    const ask = (login: string, name: string) => askRest(site, login, made[login]?.[name]?.password ?? '');
    expect([await ask('ed1', 'stays'), await ask('ed1', 'goes'), await ask('ed2', 'other')]).toEqual([200, 200, 200]);
    const before = await listOf('ed2');
    const goes = { kind: 'application-password' as const, userId: idOf('ed1'), uuid: made.ed1?.goes?.uuid ?? '' };
    const plan = await revoke([goes], true);
    expect(plan.plan).toEqual([expect.stringContaining('“goes”')]);
    expect(await ask('ed1', 'goes')).toBe(200);
    const shown = await revoke([goes]);
    expect(shown).toMatchObject({
      outcome: 'changed',
      failure: null,
      proof: { verdict: 'refused', before: 200, after: 401 },
    });
    expect(await listOf('ed1')).not.toContain('canary');
    expect(deedsOf(shown)).toEqual([
      expect.stringMatching(/^application-password “goes” .* done$/),
      'proof a throw-away application password is refused: done',
    ]);
    expect([await ask('ed1', 'stays'), await ask('ed1', 'goes'), await ask('ed2', 'other')]).toEqual([200, 401, 200]);
    expect(await listOf('ed2')).toBe(before);
    expect((await revoke([goes])).outcome).toBe('unchanged');

    expect((await revoke([{ kind: 'application-password', login: 'ed1' }])).outcome).toBe('changed');
    expect([await ask('ed1', 'stays'), await ask('ed2', 'other')]).toEqual([401, 200]);
    expect((await revoke([{ kind: 'application-password' }])).outcome).toBe('changed');
    expect(await ask('ed2', 'other')).toBe(401);
  });

  it('old ones go by their last use; a list that can’t be read is refused, and goes as a whole', async () => {
    const text = (value: string) => `s:${value.length}:"${value}";`;
    const now = Math.floor(Date.now() / 1000);
    const item = (name: string, used: number | null) =>
      `a:4:{${text('uuid')}${text(`uuid-${name}`)}${text('name')}${text(name)}${text('created')}i:${now - 900 * 86_400};${text('last_used')}${used === null ? 'N;' : `i:${used};`}}`;
    const list = `a:3:{i:0;${item('new', now - 86_400)}i:5;${item('old', now - 400 * 86_400)}i:7;${item('never', null)}}`;
    const add = (login: string, value: string) =>
      sql(site, "INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES (?, '_application_passwords', ?)", [
        idOf(login),
        value,
      ]);
    await add('member1', list);
    await add('member2', 'a:1:{S:1:"a";i:1;}');
    await emptyCache(site);
    const all = { kind: 'application-password' as const };
    const old = await revoke([{ ...all, unusedForDays: 180 }]);
    expect(old).toMatchObject({ outcome: 'failed', failure: { code: 'VERIFY_FAILED' } });
    const lists = deedsOf(old).filter((deed) => deed.startsWith('application-password'));
    expect(lists.map((deed) => deed.split(': ').at(-1))).toEqual(['done', 'done', 'failed']);
    expect(await listOf('member1')).toBe(`a:1:{i:0;${item('new', now - 86_400)}}`);
    expect((await revoke([{ ...all, login: 'member2' }])).outcome).toBe('changed');
    expect(await listOf('member2')).toBe('');
    expect((await revoke([{ ...all, userId: idOf('member1'), neverUsed: true }])).outcome).toBe('unchanged');
  });

  it('keys of shops and forms, and tokens of plugins', async () => {
    for (const table of ['woocommerce_api_keys', 'gf_rest_api_keys'])
      await sql(
        site,
        `CREATE TABLE {p}${table} (key_id INT PRIMARY KEY AUTO_INCREMENT, user_id INT, description VARCHAR(200), permissions VARCHAR(10), consumer_key CHAR(64), consumer_secret CHAR(43), truncated_key CHAR(7), last_access DATETIME)`,
      );
    await sql(
      site,
      "INSERT INTO {p}woocommerce_api_keys (user_id, description, permissions, truncated_key, last_access) VALUES (1, 'erp', 'read', 'abcdefg', NOW()), (?, 'old', 'read', 'hijklmn', NULL)",
      [idOf('ed2')],
    );
    await sql(
      site,
      "INSERT INTO {p}gf_rest_api_keys (user_id, description, permissions, truncated_key) VALUES (1, 'f', 'read', 'opqrstu')",
    );
    await sql(
      site,
      "INSERT INTO {p}options (option_name, option_value) VALUES ('mainwp_child_pubkey', 'x'), ('mwp_service_key', 'y')",
    );
    await emptyCache(site);
    const left = async () =>
      (
        await sql(
          site,
          "SELECT BINARY description AS d FROM {p}woocommerce_api_keys UNION SELECT BINARY description FROM {p}gf_rest_api_keys UNION SELECT BINARY option_name FROM {p}options WHERE option_name IN ('mainwp_child_pubkey', 'mwp_service_key') ORDER BY d",
        )
      ).map(({ d }) => String(d));
    expect((await revoke([{ kind: 'woocommerce', neverUsed: true }])).outcome).toBe('changed');
    expect(await left()).toEqual(['erp', 'f', 'mainwp_child_pubkey', 'mwp_service_key']);
    const shown = await revoke([{ kind: 'plugin', product: 'MainWP Child' }]);
    expect(shown).toMatchObject({
      outcome: 'changed',
      warnings: [{ text: 'MainWP Child loses this site until it is connected again.' }],
    });
    expect(await left()).toEqual(['erp', 'f', 'mwp_service_key']);
    await revoke([{ kind: 'woocommerce', key: 1, blog: 1 }, { kind: 'gravity-forms' }, { kind: 'plugin' }]);
    expect(await left()).toEqual([]);
  });
});
