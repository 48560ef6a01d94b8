import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../fleet/database.ts';
import { useFleet } from '../fleet/shared.ts';
import { type FleetSite, makeReadOnly } from '../fleet/site.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';

describe('sites that fail', () => {
  const fleet = useFleet({ sites: 4 });
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await engineFor(fleet(), { proofPatienceMs: 5000 });
  });
  afterAll(() => engine?.dispose());
  const site = (index: number): FleetSite => {
    const found = fleet().sites[index];
    if (!found) throw new Error('no such site');
    return found;
  };
  const logOut = async (one: FleetSite, options = {}) =>
    (await engine.finish('FleetLogout', options, { sites: [one.name] })).sites[0];

  it('a configuration that can not be written: the logins end all the same, and it is not called done', async () => {
    const one = site(0);
    const { cookie } = await logIn(one, 'ed1');
    const before = await readFile(one.configPath, 'utf8');
    const writable = await makeReadOnly(one);
    try {
      const dry = await logOut(one, { dryRun: true });
      expect(dry).toMatchObject({ outcome: 'failed', failure: { code: 'NOT_WRITABLE' }, sessions: null });
      expect((await visit(one, cookie)).status).toBe(200);
      const row = await logOut(one);
      expect(row).toMatchObject({
        outcome: 'failed',
        failure: { code: 'NOT_WRITABLE' },
        sessions: { after: 0 },
        salts: null,
      });
      expect(row?.failure?.message).toMatch(/logins were ended all the same/);
      expect((await visit(one, cookie)).status).toBe(302);
      expect(await readFile(one.configPath, 'utf8')).toBe(before);
    } finally {
      await writable();
    }
    expect(await logOut(one)).toMatchObject({ outcome: 'changed' });
  });

  it('a site that breaks under new salts gets its old configuration back, and every login ends', async () => {
    const one = site(1);
    const { cookie } = await logIn(one, 'ed1');
    const before = await readFile(one.configPath, 'utf8');
    const plugins = join(one.docroot, 'wp-content/mu-plugins');
    await mkdir(plugins, { recursive: true });
    const fuse = join(plugins, 'fuse.php');
    const keeper = join(plugins, 'keeper.php');
    await writeFile(
      fuse,
      `<?php if (AUTH_KEY !== base64_decode('${Buffer.from(one.salts.AUTH_KEY).toString('base64')}')) { http_response_code(500); exit; }`,
    );
    try {
      const row = await logOut(one);
      expect(row).toMatchObject({ outcome: 'failed', failure: { code: 'ROLLED_BACK', retry: 'never' } });
      expect(row?.sessions?.after).toBe(0);
      expect(await readFile(one.configPath, 'utf8')).toBe(before);
      expect((await visit(one, '', '/')).status).toBe(200);
      expect((await visit(one, cookie)).status).toBe(302);
      expect(row?.failure?.message).toMatch(/so all \d+ logins were ended/);
      // Under the old salts a login lives wherever it is kept.
      await writeFile(keeper, "<?php add_filter('session_token_manager', fn() => 'WP_User_Meta_Session_Tokens');");
      const kept = (await logOut(one))?.failure;
      expect(kept).toMatchObject({ code: 'ROLLED_BACK' });
      expect(kept?.message).toMatch(/not proven to end the logins.*keeper\.php sets a session manager of its own/);
      expect(kept?.message).not.toMatch(/logins were ended/);
    } finally {
      await rm(fuse);
      await rm(keeper, { force: true });
    }
  });

  it('where the canary does not open the site before, no proof is claimed', async () => {
    const one = site(1);
    const plugins = join(one.docroot, 'wp-content/mu-plugins');
    const wall = join(plugins, 'wall.php');
    await writeFile(wall, '<?php if (is_admin()) { http_response_code(403); exit; }');
    try {
      const row = await logOut(one);
      expect(row).toMatchObject({ outcome: 'changed', proof: { verdict: 'not-possible', before: 403 } });
      expect(row?.proof?.why).toMatch(/403/);
    } finally {
      await rm(wall);
    }
  });

  it('where WordPress works with other salts than the file’s, new ones there are not said to end anything', async () => {
    const one = site(1);
    const plugins = join(one.docroot, 'wp-content/mu-plugins');
    const other = join(plugins, 'own-salts.php');
    const keeper = join(plugins, 'keeper.php');
    await writeFile(other, "<?php function wp_salt( $scheme = 'auth' ) { return 'always the same ' . $scheme; }");
    try {
      const { cookie } = await logIn(one, 'ed1');
      const [rotated] = (await engine.finish('RotateSalts', {}, { sites: [one.name] })).sites;
      expect((await visit(one, cookie)).status).toBe(200);
      expect(rotated).toMatchObject({ outcome: 'failed', failure: { code: 'VERIFY_FAILED', retry: 'check-first' } });
      expect(rotated?.failure?.message).toMatch(/did not believe a cookie that is right by the salts in the file/);
      await writeFile(keeper, "<?php add_filter('session_token_manager', fn() => 'WP_User_Meta_Session_Tokens');");
      const kept = (await logOut(one))?.failure;
      expect(kept?.message).toMatch(/not proven to be refused.*keeper\.php sets a session manager of its own/);
      await rm(keeper);
      const whole = await logOut(one);
      expect((await visit(one, cookie)).status).toBe(302);
      expect(whole).toMatchObject({ outcome: 'changed', sessions: { after: 0 }, proof: { verdict: 'not-possible' } });
      expect(whole?.warnings.map(({ text }) => text).join()).toMatch(/The logins end with their sessions/);
    } finally {
      await rm(other);
      await rm(keeper, { force: true });
    }
  });

  it('a salt from the environment is refused with its place, and the logins end all the same', async () => {
    const one = site(2);
    const before = await readFile(one.configPath, 'utf8');
    await writeFile(
      one.configPath,
      before.replace(/define\(\s*'AUTH_KEY',\s*'[^']*'\s*\);/, "define( 'AUTH_KEY', getenv( 'WP_AUTH_KEY' ) );"),
    );
    try {
      const dry = await logOut(one, { dryRun: true });
      expect(dry).toMatchObject({ outcome: 'failed', failure: { code: 'SALTS_ELSEWHERE' } });
      const row = await logOut(one);
      expect(row).toMatchObject({ outcome: 'failed', failure: { code: 'SALTS_ELSEWHERE' }, sessions: { after: 0 } });
    } finally {
      await writeFile(one.configPath, before);
    }
  });

  it('a configuration that PHP would not read is refused before anything changes', async () => {
    const one = site(2);
    await logIn(one, 'ed1');
    const before = await readFile(one.configPath, 'utf8');
    await writeFile(one.configPath, `${before}\n<?php if (`);
    try {
      const row = await logOut(one);
      expect(row).toMatchObject({
        outcome: 'failed',
        failure: { code: 'CONFIG_AMBIGUOUS' },
        sessions: null,
        salts: null,
      });
      const rows = await sql(one, "SELECT COUNT(*) AS n FROM {p}usermeta WHERE meta_key = 'session_tokens'");
      expect(Number(rows[0]?.n)).toBeGreaterThan(0);
    } finally {
      await writeFile(one.configPath, before);
    }
  });

  it('a run stops when more fail than it tolerates; retry does only what is left and does not rotate twice', async () => {
    const broken = await makeReadOnly(site(0));
    let run = await engine.finish('FleetLogout', { waves: ['1', '3'], maxFailures: '0' });
    expect(run.stoppedWhy).toMatch(/More sites failed/);
    expect(run.totals).toMatchObject({ failed: 1, cancelled: 3 });
    await broken();
    await engine.call.runs.retry({ run: run.id });
    run = await ended(engine, run.id);
    expect(run.totals).toMatchObject({ changed: 4, failed: 0, cancelled: 0 });
    await expect(engine.call.runs.retry({ run: run.id })).rejects.toMatchObject({ cause: { code: 'INPUT_INVALID' } });
  });

  it('a cancelled run finishes the site in work and leaves the rest alone', async () => {
    const { run } = await engine.call.runs.start({
      operation: 'FleetLogout',
      select: { all: true },
      options: { concurrency: 1 },
    });
    for await (const event of await engine.call.runs.watch({ run })) {
      if (event.run.working > 0) await engine.call.runs.cancel({ run });
      if (event.run.state === 'finished') break;
    }
    const { totals, stoppedWhy } = await engine.call.runs.show({ run });
    expect(totals).toMatchObject({ changed: 1, cancelled: 3 });
    expect(stoppedWhy).toMatch(/Cancelled/);
  });
});
