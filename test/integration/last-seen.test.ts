import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../fleet/database.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { logIn } from '../fleet/visit.ts';
import { engineFor, type TestEngine } from './open-engine.ts';
import { everythingKnown } from './session-history/known.ts';
import { verifierOf } from './sessions/verifier-of.ts';

/** The columns as each plugin's own source makes them; of Guard Dog's only the name of the table is published. */
const tables = {
  wsal: `CREATE TABLE {p}wsal_occurrences (id bigint NOT NULL AUTO_INCREMENT, site_id bigint NOT NULL, alert_id bigint NOT NULL, created_on double NOT NULL,
    client_ip varchar(255) NOT NULL, severity varchar(255) NOT NULL, object varchar(255) NOT NULL, event_type varchar(255) NOT NULL, user_agent varchar(255) NOT NULL,
    user_roles varchar(255) NOT NULL, username varchar(60) DEFAULT NULL, user_id bigint DEFAULT NULL, session_id varchar(255) NOT NULL, post_status varchar(255) NOT NULL,
    post_type varchar(255) NOT NULL, post_id bigint NOT NULL, PRIMARY KEY (id))`,
  simple: `CREATE TABLE {p}simple_history (id bigint(20) NOT NULL AUTO_INCREMENT, date datetime NOT NULL, logger varchar(30) DEFAULT NULL, level varchar(20) DEFAULT NULL,
    message varchar(255) DEFAULT NULL, occasionsID varchar(32) DEFAULT NULL, initiator varchar(16) DEFAULT NULL, PRIMARY KEY (id))`,
  contexts: `CREATE TABLE {p}simple_history_contexts (context_id bigint(20) unsigned NOT NULL AUTO_INCREMENT, history_id bigint(20) unsigned NOT NULL,
    \`key\` varchar(255) DEFAULT NULL, value longtext, PRIMARY KEY (context_id))`,
  wordfence: `CREATE TABLE {p}wflogins (id int unsigned NOT NULL AUTO_INCREMENT, hitID int DEFAULT NULL, ctime double(17,6) unsigned NOT NULL, fail tinyint unsigned NOT NULL,
    action varchar(40) NOT NULL, username varchar(255) NOT NULL, userID int unsigned NOT NULL, IP binary(16) DEFAULT NULL, UA text DEFAULT NULL, PRIMARY KEY (id))`,
  guardDog: `CREATE TABLE {p}guard_dog_sessions (id bigint unsigned NOT NULL AUTO_INCREMENT, user_id bigint unsigned NOT NULL, token_hash varchar(64), ip_address varchar(45),
    last_activity timestamp NULL, PRIMARY KEY (id))`,
};

describe('when a session was last seen', () => {
  const fleet = useFleet({ sites: 1 });
  let engine: TestEngine;
  let site: FleetSite;
  let names: Record<'one' | 'other', string>;
  const user = (login: string) => site.users.find((one) => one.login === login)?.id ?? 0;
  const later = Math.floor(Date.now() / 1000) + 60;
  const time = (seconds: number) => new Date(seconds * 1000).toISOString();

  beforeAll(async () => {
    const [first] = fleet().sites;
    if (!first) throw new Error('no site');
    site = first;
    engine = await engineFor(fleet());
    const [one, other] = [
      await logIn(site, 'member3', { ip: '198.51.100.1' }),
      await logIn(site, 'member3', { ip: '198.51.100.2' }),
    ];
    names = { one: verifierOf(one.cookies), other: verifierOf(other.cookies) };
  });
  afterAll(() => engine?.dispose());
  afterEach(async () => {
    const names = ['wsal_occurrences', 'simple_history', 'simple_history_contexts', 'wflogins', 'guard_dog_sessions'];
    for (const name of names) await sql(site, `DROP TABLE IF EXISTS {p}${name}`);
  });

  /** Which plugins told it, when it was last looked at. */
  let tellers: string[] = [];
  const seen = async (login = 'member3') => {
    const { sessions, sites } = await engine.call.sessions.list({ select: { all: true }, choice: { user: [login] } });
    expect(sites[0]).toMatchObject({ outcome: 'ok' });
    for (const { lastSeenAt, lastSeenBy } of sessions) expect(lastSeenBy === null).toBe(lastSeenAt === null);
    tellers = sessions.flatMap(({ lastSeenBy }) => lastSeenBy ?? []);
    return Object.fromEntries(sessions.map(({ verifier, lastSeenAt }) => [verifier, lastSeenAt]));
  };
  const notes = async () => (await everythingKnown(engine)).sites[0]?.notes.join('\n') ?? '';

  it('is not known without a plugin’s table', async () => {
    expect(await seen()).toEqual({ [names.one]: null, [names.other]: null });
  });

  it('WP Activity Log: by the session’s own name, by address where it has none', async () => {
    await sql(site, tables.wsal);
    const put = (at: number, ip: string, session: string) =>
      sql(
        site,
        "INSERT INTO {p}wsal_occurrences (site_id, alert_id, created_on, client_ip, severity, object, event_type, user_agent, user_roles, user_id, session_id, post_status, post_type, post_id) VALUES (1, 1000, ?, ?, '', 'user', 'login', '', '', ?, ?, '', '', 0)",
        [at + 0.5, ip, user('member3'), session],
      );
    await put(later - 40, '198.51.100.2', '');
    await put(later - 30, '203.0.113.9', names.one);
    await put(later - 20, '203.0.113.9', 'f'.repeat(64));
    await put(later - 10, '203.0.113.77', '');
    await put(later + 100_000, '', names.one);
    expect(await seen()).toEqual({ [names.one]: time(later - 30), [names.other]: time(later - 40) });
    expect(tellers).toEqual(['WP Activity Log', 'WP Activity Log']);
  });

  it('Simple History: UTC, addresses with their last part kept back', async () => {
    await sql(site, tables.simple);
    await sql(site, tables.contexts);
    await sql(site, 'INSERT INTO {p}simple_history (id, date) VALUES (1, ?), (2, ?)', [
      time(later - 15)
        .slice(0, 19)
        .replace('T', ' '),
      time(later - 5)
        .slice(0, 19)
        .replace('T', ' '),
    ]);
    const context = (id: number, key: string, value: string) =>
      sql(site, 'INSERT INTO {p}simple_history_contexts (history_id, `key`, value) VALUES (?, ?, ?)', [id, key, value]);
    await context(1, '_user_id', String(user('member3')));
    await context(1, '_server_remote_addr', '198.51.100.2');
    // Could be either of the two: not told of any.
    await context(2, '_user_id', String(user('member3')));
    await context(2, '_server_remote_addr', '198.51.100.x');
    expect(await seen()).toEqual({ [names.one]: null, [names.other]: time(later - 15) });
    expect(tellers).toEqual(['Simple History']);
  });

  it('Wordfence: successful logins, addresses as 16 bytes', async () => {
    await sql(site, tables.wordfence);
    const put = (at: number, fail: number, action: string, ip: string) =>
      sql(
        site,
        'INSERT INTO {p}wflogins (ctime, fail, action, username, userID, IP) VALUES (?, ?, ?, ?, ?, UNHEX(?))',
        [...[at, fail, action, 'member3', user('member3'), ip]],
      );
    await put(later - 25, 0, 'loginOK', '00000000000000000000FFFFC6336401');
    await put(later - 8, 1, 'loginFailValidUsername', '00000000000000000000FFFFC6336401');
    await put(later - 7, 0, 'logout', '00000000000000000000FFFFC6336402');
    expect(await seen()).toEqual({ [names.one]: time(later - 25), [names.other]: null });
    expect(tellers).toEqual(['Wordfence']);
    // Of the two times that are known the later one holds, with who told it.
    const known = (await everythingKnown(engine)).sessions.map(({ verifier, lastSeenBy }) => [verifier, lastSeenBy]);
    expect(Object.fromEntries(known)).toMatchObject({ [names.one]: 'Wordfence', [names.other]: 'Simple History' });
  });

  it('Guard Dog: where its columns mean one thing', async () => {
    await sql(site, tables.guardDog);
    await sql(
      site,
      'INSERT INTO {p}guard_dog_sessions (user_id, token_hash, last_activity) VALUES (?, ?, FROM_UNIXTIME(?))',
      [...[user('member3'), names.other, later - 12]],
    );
    expect(await seen()).toEqual({ [names.one]: null, [names.other]: time(later - 12) });
    expect(tellers).toEqual(['Guard Dog']);
    expect(await notes()).toMatch(/^Guard Dog keeps sessions in a table of its own \(guard_dog_sessions\)/);
    const plan = await engine.call.sessions.plan({ select: { all: true }, choice: { user: ['member3'] } });
    expect(plan.rows[0]?.warnings.join()).toMatch(/Guard Dog may go on listing them/);
  });

  it('tables of another shape, and values of a hostile one, harm nothing and are said', async () => {
    await sql(site, 'CREATE TABLE {p}wsal_occurrences (id int, `user_id` text, created_on text)');
    await sql(site, 'CREATE TABLE {p}wflogins (`id; DROP TABLE x` int)');
    await sql(site, 'CREATE TABLE {p}guard_dog_sessions (id int, user_id int, last_activity datetime)');
    await sql(site, "INSERT INTO {p}wsal_occurrences VALUES (1, 'x'';--', 'NaN'), (2, '-1', '1e999'), (3, ?, ?)", [
      ...[String(user('member3')), '9'.repeat(400)],
    ]);
    expect(await seen()).toEqual({ [names.one]: null, [names.other]: null });
    expect(await notes()).toMatch(/Wordfence is or was in use here/);
    expect(await notes()).toMatch(/Guard Dog is or was in use here/);
  });

  it('a session manager of the site’s own is named, and an ending says that logins may live elsewhere', async () => {
    await mkdir(join(site.docroot, 'wp-content/mu-plugins'), { recursive: true });
    const code =
      "<?php add_filter('session_token_manager', fn() => 'My_Tokens'); // class My_Tokens extends WP_Session_Tokens";
    await writeFile(join(site.docroot, 'wp-content/mu-plugins/own-sessions.php.txt'), code);
    await engine.finish('InspectSite');
    expect(await notes()).toBe('');
    await mkdir(join(site.docroot, 'wp-content/mu-plugins/own'), { recursive: true });
    await writeFile(join(site.docroot, 'wp-content/mu-plugins/own/own-sessions.php'), code);
    await engine.finish('InspectSite');
    const named = /mu-plugins\/own\/own-sessions\.php sets a session manager of its own/;
    expect(await notes()).toMatch(named);
    // A list of the sessions says it too, and does not put what is known of the site in the place of less.
    const { sites } = await engine.call.sessions.list({ select: { all: true }, choice: {} });
    expect(sites[0]?.notes.join()).toMatch(named);
    expect(await notes()).toMatch(named);
    const ending = { select: { all: true as const }, choice: { user: ['member3'] } };
    expect((await engine.call.sessions.plan(ending)).rows[0]?.warnings.join()).toMatch(named);
    expect((await engine.finish('EndSessions', { dryRun: true, proof: false })).sites[0]?.warnings).toMatchObject([
      { text: expect.stringMatching(named) },
    ]);

    await mkdir(join(site.docroot, 'wp-content/plugins/wp-redis-user-session-storage'), { recursive: true });
    const plan = await engine.call.sessions.plan({ select: { all: true }, choice: { user: ['member3'] } });
    expect(plan.rows[0]?.warnings.join()).toMatch(/Redis User Session Storage .* does not end them/);
    const dry = await engine.finish('EndSessions', { dryRun: true, proof: false });
    expect(dry.sites[0]?.warnings.map(({ text }) => text).join()).toMatch(/Redis User Session Storage/);
  });
});
