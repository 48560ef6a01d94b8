import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../fleet/database.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';
import { asJudged, askWordpress } from './sessions/judge.ts';
import { verifierOf } from './sessions/verifier-of.ts';

const megabytes = 50;
const nasty = "=cmd|'/C calc'!A0\"<img src=x onerror=alert(1)>\u001b]0;x\u0007\u202egnp.exe\u0000\r\n{{7*7}}";
const key = (n: number) => n.toString(16).padStart(64, '0');
const s = (text: string) => `s:${Buffer.byteLength(text)}:"${text}";`;
const session = (n: number, ua: string, extra = '') =>
  `${s(key(n))}a:${extra ? 5 : 4}:{${s('expiration')}i:2000000000;${s('ip')}${s(ua)}${s('ua')}${s(ua)}${s('login')}i:1700000000;${extra}}`;

/** What an attacker with the database, a broken plugin or an old WordPress leaves behind, by whose row it is. */
const rows: Record<string, string | null> = {
  ed1: `a:2:{${session(1, nasty)}${session(2, 'Honest/1.0')}}`,
  ed2: 'O:8:"WP_Theme":1:{s:1:"x";O:9:"WP_Widget":0:{}}',
  writer: `${'a:1:{i:0;'.repeat(10_000)}i:1;${'}'.repeat(10_000)}`,
  helper: `a:3:{${s(key(5))}i:2000000000;${s('__proto__')}a:1:{${s('expiration')}i:2000000000;}${s(key(6))}a:1:{${s('expiration')}d:1.0E+300;}}`,
  member1: `a:2:{${session(7, 'Evil/1', `${s('x')}O:8:"WP_Theme":0:{}`)}${session(8, 'Honest/2')}}`,
  member2: null,
  member3: `a:9:{${session(9, 'cut off')}`,
};

describe('what a hostile site may hold in its sessions', () => {
  const fleet = useFleet({ sites: 1, wordpress: '6.1' });
  let engine: TestEngine;
  let site: FleetSite;
  const idOf = (login: string) => site.users.find((user) => user.login === login)?.id ?? 0;

  beforeAll(async () => {
    const [first] = fleet().sites;
    if (!first) throw new Error('no site');
    site = first;
    engine = await engineFor(fleet(), { loginsUnderWayMs: 100 });
    for (const [login, value] of Object.entries(rows)) {
      await sql(site, "DELETE FROM {p}usermeta WHERE user_id = ? AND meta_key = 'session_tokens'", [idOf(login)]);
      await sql(site, "INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES (?, 'session_tokens', ?)", [
        idOf(login),
        value,
      ]);
    }
    await sql(site, 'UPDATE {p}users SET display_name = ? WHERE ID = ?', [nasty.slice(0, 50), idOf('ed1')]);
    await giveHugeRow(site, idOf('agency'), fleet().db);
    // A second row of a user, which WordPress does not see, and a session of nobody.
    await sql(site, "INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES (?, 'session_tokens', ?)", [
      idOf('ed1'),
      `a:1:{${session(20, 'Ghost/1')}}`,
    ]);
    await sql(site, "INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES (999999, 'session_tokens', ?)", [
      `a:1:{${session(21, 'Nobody/1')}}`,
    ]);
  });
  afterAll(() => engine?.dispose());

  const finish = async (choice: Parameters<typeof engine.call.sessions.end>[0]['choice']) => {
    const { run } = await engine.call.sessions.end({ select: { all: true }, choice, options: {} });
    const [row] = (await ended(engine, run)).sites;
    return row;
  };
  const rowsOf = async (login: string) =>
    (
      await sql(
        site,
        "SELECT meta_value FROM {p}usermeta WHERE user_id = ? AND meta_key = 'session_tokens' ORDER BY umeta_id",
        [idOf(login)],
      )
    ).map(({ meta_value }) => String(meta_value));

  it('is listed in time, as text; what can’t be read is named, and the rest is right', async () => {
    const { cookie } = await logIn(site, 'owner');
    const started = Date.now();
    const { sites, sessions } = await engine.call.sessions.list({ select: { all: true }, choice: {} });
    // Some two seconds; what would be read without end takes for ever.
    expect(Date.now() - started).toBeLessThan(60_000);
    expect(sites[0]?.outcome).toBe('ok');
    const problems = sites[0]?.problems.join('\n') ?? '';
    expect(problems).toContain(`user ${idOf('ed2')}: session_tokens is not an array but opaque`);
    expect(problems).toContain(`user ${idOf('writer')}: session_tokens is deeper than 64 levels`);
    expect(problems).toMatch(new RegExp(`user ${idOf('agency')}: session_tokens is 5\\d MB, more than Resalt reads`));
    expect(problems).toContain(`user ${idOf('member2')}: session_tokens is empty`);
    expect(problems).toContain(`user ${idOf('helper')}: 1 without anything but an expiry`);
    expect(problems).toContain(`user ${idOf('ed1')} has more than one row`);
    expect(problems).toContain('user 999999: sessions of a user that does not exist');
    const at = (n: number) => sessions.find(({ verifier }) => verifier === key(n));
    expect(at(1)).toMatchObject({ userAgent: nasty, ip: nasty, displayName: nasty.slice(0, 50), user: 'ed1' });
    expect(at(5)).toMatchObject({ loginAt: null, expiresAt: '2033-05-18T03:33:20.000Z' });
    expect(at(6)).toMatchObject({ expiresAt: null, expired: false });
    expect(at(20)).toBeUndefined();
    expect(at(21)).toMatchObject({ user: null, email: null, roles: [] });
    expect(sessions.filter(({ verifier }) => !/^(odd:)?[0-9a-f]{64}$/.test(verifier))).toEqual([]);
    const owner = asJudged(sessions, site)[idOf('owner')];
    expect(owner).toEqual((await askWordpress(site))[idOf('owner')]);
    expect((await visit(site, cookie)).status).toBe(200);
  });

  it('ends exactly what is meant beside it, and leaves every other byte', async () => {
    const verifier = (n: number) => ({ sessions: [{ verifier: key(n) }] });
    expect(await finish(verifier(1))).toMatchObject({ outcome: 'changed', sessions: { before: 1, after: 0 } });
    expect(await rowsOf('ed1')).toEqual([`a:1:{${session(2, 'Honest/1.0')}}`, `a:1:{${session(20, 'Ghost/1')}}`]);
    expect(await finish(verifier(8))).toMatchObject({ outcome: 'changed' });
    expect(await rowsOf('member1')).toEqual([`a:1:{${session(7, 'Evil/1', `${s('x')}O:8:"WP_Theme":0:{}`)}}`]);
  });

  it('does not bring a hidden row to life when the one before it empties', async () => {
    expect(await finish({ sessions: [{ verifier: key(2) }] })).toMatchObject({ outcome: 'changed' });
    expect(await rowsOf('ed1')).toEqual(['a:0:{}', `a:1:{${session(20, 'Ghost/1')}}`]);
    expect((await askWordpress(site))[idOf('ed1')]).toBeUndefined();
  });

  it('says at once where a session can’t be taken out alone, and takes none of its neighbours', async () => {
    const tangled = `a:2:{${session(30, 'A/1')}${s(key(31))}a:1:{${s('expiration')}R:3;}}`;
    await sql(site, "UPDATE {p}usermeta SET meta_value = ? WHERE user_id = ? AND meta_key = 'session_tokens'", [
      tangled,
      idOf('member1'),
    ]);
    const row = await finish({ sessions: [{ verifier: key(30) }] });
    expect(row).toMatchObject({ outcome: 'failed', failure: { code: 'VERIFY_FAILED' } });
    expect(await rowsOf('member1')).toEqual([tangled]);
    expect(await finish({ user: ['member1'] })).toMatchObject({ outcome: 'changed' });
    expect(await rowsOf('member1')).toEqual([]);
  });

  it('never says done where logins may be alive in a row that it can’t read; everything of that user ends it', async () => {
    const row = await finish({ expired: false, notRole: ['administrator'] });
    expect(row).toMatchObject({ outcome: 'failed', failure: { code: 'VERIFY_FAILED' } });
    for (const login of ['writer', 'member3']) expect(row?.failure?.message).toContain(String(idOf(login)));
    for (const login of ['writer', 'member3', 'agency']) {
      expect(await finish({ user: [login] })).toMatchObject({ outcome: 'changed', failure: null });
      expect(await rowsOf(login)).toEqual([]);
    }
    const { cookie, cookies } = await logIn(site, 'writer');
    const found = await engine.call.sessions.list({ select: { all: true }, choice: { user: ['writer'] } });
    expect(found.sessions.map(({ verifier }) => verifier)).toEqual([verifierOf(cookies)]);
    expect((await visit(site, cookie)).status).toBe(200);
  });
});

/** More than a server takes in one packet by default, so its administrator raises that first. */
async function giveHugeRow(site: FleetSite, userId: number, db: ReturnType<ReturnType<typeof useFleet>>['db']) {
  const admin = { host: db.host, port: db.port, ...db.admin };
  const first = await createConnection(admin);
  await first.query('SET GLOBAL max_allowed_packet = 134217728');
  await first.end();
  const second = await createConnection({ ...admin, database: site.db.name });
  await second.query(
    `UPDATE \`${site.db.prefix}usermeta\` SET meta_value = CONCAT('a:1:{s:1:"x";s:', ${megabytes} * 1048576, ':"', REPEAT('x', ${megabytes} * 1048576), '";}') WHERE user_id = ? AND meta_key = 'session_tokens'`,
    [userId],
  );
  await second.query('SET GLOBAL max_allowed_packet = 16777216');
  await second.end();
}
