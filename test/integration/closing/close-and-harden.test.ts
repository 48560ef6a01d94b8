import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Order } from '../../../src-main/contract/orders.ts';
import { closedSentence } from '../../../src-main/wordpress/closed-to-visitors.ts';
import { sql } from '../../fleet/database.ts';
import type { FleetOptions } from '../../fleet/fleet.ts';
import { useFleet } from '../../fleet/shared.ts';
import type { FleetSite } from '../../fleet/site.ts';
import { ended, engineFor, type TestEngine } from '../open-engine.ts';
import { deedsOf, orderOne } from './order.ts';

type Close = Omit<Extract<Order, { operation: 'CloseToVisitors' }>, 'operation'>;
const kinds: { kind: string; options: Partial<FleetOptions> }[] = [
  {
    kind: 'WordPress 6.1 over a shell, OPcache that never looks again',
    options: { opcache: { revalidateSeconds: 'never' } },
  },
  { kind: 'WordPress 7.1 over SFTP alone', options: { wordpress: '7.1', sftpOnly: true } },
];

describe.each(kinds)('closing to visitors: $kind', ({ options }) => {
  const fleet = useFleet({ sites: 1, wordpress: '6.1', ...options });
  let engine: TestEngine;
  let site: FleetSite;
  let file = '';
  beforeAll(async () => {
    engine = await engineFor(fleet(), {
      // Here PHP looks at changed files at once, or never.
      ...{ opcacheMs: 100, proofPatienceMs: options.opcache ? 500 : 4000 },
      loginsUnderWayMs: 100,
    });
    const [first] = fleet().sites;
    if (!first) throw new Error('no site');
    site = first;
    file = join(site.docroot, '.maintenance');
  });
  afterAll(() => engine?.dispose());

  const close = (more: Partial<Close> = {}) =>
    orderOne(engine, { operation: 'CloseToVisitors', ...more } as Extract<Order, { operation: 'CloseToVisitors' }>);
  const open = (changedToo = false) => orderOne(engine, { operation: 'OpenToVisitors', changedToo });
  const get = async (path: string, from?: string) => {
    const headers = from ? { 'x-fleet-address': from } : {};
    const response = await fetch(site.url + path, { redirect: 'manual', headers });
    return { status: response.status, body: await response.text() };
  };
  const isThere = () =>
    lstat(file).then(
      () => true,
      () => false,
    );

  it('strangers get 503 wherever WordPress answers, who is let in sees the site, and nothing is left behind', async () => {
    const ran = join(site.docroot, 'wp-content/uploads/ran');
    const plugins = join(site.docroot, 'wp-content/mu-plugins');
    await writeFile(
      join(plugins, 'tells.php'),
      `<?php file_put_contents('${ran}', $_SERVER['REQUEST_URI'] . "\\n", FILE_APPEND);`,
    );
    await writeFile(join(site.docroot, 'wp-content/maintenance.php'), '<?php echo "the attacker’s page";');
    await writeFile(join(site.docroot, 'direct.php'), '<?php echo "direct";');
    const before = (await readdir(site.docroot)).sort();
    const plan = await orderOne(engine, { operation: 'CloseToVisitors', allow: ['203.0.113.9'] }, { dryRun: true });
    expect(plan.plan).toEqual(
      expect.arrayContaining([expect.stringContaining('get 503'), expect.stringContaining('quarantine')]),
    );
    expect(await isThere()).toBe(false);

    const row = await close({ allow: ['203.0.113.9', '2001:db8::1'] });
    expect(row).toMatchObject({ outcome: 'changed', failure: null });
    await rm(ran, { force: true });
    for (const path of [
      '/',
      '/?p=1',
      '/wp-login.php',
      '/wp-admin/',
      '/xmlrpc.php',
      '/wp-json/',
      '/?rest_route=/',
      '/wp-admin/admin-ajax.php',
    ])
      expect([path, (await get(path)).status, (await get(path)).body.includes(closedSentence)]).toEqual([
        path,
        503,
        true,
      ]);
    // WordPress takes a .maintenance for over after ten minutes; this one is closed however old it is.
    await utimes(file, 1e9, 1e9);
    expect((await get('/')).status).toBe(503);
    const now = Math.floor(Date.now() / 1000);
    const key = createHash('md5').update(String(now)).digest('hex');
    expect((await get(`/?wp_scrape_key=${key}&wp_scrape_nonce=${now}`)).status).toBe(503);
    // It answers before it loads WordPress; then nothing runs.
    await get('/wp-cron.php');
    expect(await readFile(ran, 'utf8').catch(() => 'none')).toBe('none');
    expect((await get('/direct.php')).body).toBe('direct');
    expect(deedsOf(row).join('\n')).toMatch(/a PHP file that does not load WordPress answers 200: kept/);
    for (const from of ['203.0.113.9', '2001:db8:0::1']) expect((await get('/', from)).status).toBe(200);
    expect((await get('/', '203.0.113.8')).status).toBe(503);
    const { mode } = await stat(file);
    expect(mode & 0o777).toBe(0o644);
    const text = await readFile(file, 'utf8');

    // Closed again with others let in: PHP that never looks at changed files goes by it at once.
    expect(await close({ allow: ['198.51.100.1'] })).toMatchObject({ outcome: 'changed' });
    expect((await get('/', '198.51.100.1')).status).toBe(200);
    expect((await get('/', '203.0.113.9')).status).toBe(503);
    expect(await close({ allow: ['198.51.100.1'] })).toMatchObject({ outcome: 'unchanged' });
    expect(await readFile(file, 'utf8')).not.toBe(text);

    // What asks the site goes on working: a logout with its canary. PHP that never looks again keeps the old salts, once it has kept this file:
    // one younger than 2 s it does not keep, nor one without a time (0), so it gets an old one and PHP is asked.
    if (options.opcache) {
      await utimes(site.configPath, 1e9, 1e9);
      await writeFile(
        join(site.docroot, 'direct.php'),
        `<?php var_dump(opcache_is_script_cached('${site.configPath}'));`,
      );
      fleet().php.reload();
      await expect
        .poll(async () => {
          await get('/', '198.51.100.1').catch(() => undefined);
          return (await get('/direct.php').catch(() => undefined))?.body.trim();
        })
        .toBe('bool(true)');
    }
    const logout = await engine.finish('FleetLogout');
    const verdict = options.opcache ? 'still-accepted' : 'refused';
    expect(logout.sites[0]?.proof).toMatchObject({ verdict, before: 200 });
    if (options.opcache) fleet().php.reload();

    // What a page cache has kept is not emptied: which one the site has is named.
    const dropIn = join(site.docroot, 'wp-content/advanced-cache.php');
    await writeFile(dropIn, '<?php // Cache Enabler');
    const opened = await open();
    await rm(dropIn);
    expect(opened).toMatchObject({ outcome: 'changed', failure: null });
    expect(JSON.stringify(opened.warnings)).toContain('seems to keep whole pages: Cache Enabler.');
    expect((await get('/')).status).toBe(200);
    expect((await readdir(site.docroot)).sort()).toEqual(before);
    const openedTwice = await open();
    expect(openedTwice).toMatchObject({ outcome: 'unchanged' });
    expect(JSON.stringify(openedTwice.warnings)).toContain('No page cache is known of this site');
    await rm(join(plugins, 'tells.php'));
    await rm(join(site.docroot, 'wp-content/maintenance.php'));
  });

  it('what stood there before comes back with its bytes and rights; what somebody changed stays', async () => {
    const old = '<?php $upgrading = 1600000000; ?>';
    await writeFile(file, old, { mode: 0o644 });
    await chown(file, 33, 33).catch(() => undefined);
    const before = await stat(file);
    expect(await close()).toMatchObject({ outcome: 'changed' });
    const ours = await readFile(file, 'utf8');
    await writeFile(file, `${ours}\n# changed`);
    expect(await open()).toMatchObject({ outcome: 'failed', deeds: [{ result: 'kept' }] });
    expect((await get('/')).status).toBe(503);
    await writeFile(file, ours);
    expect(await open()).toMatchObject({ outcome: 'changed', failure: null });
    expect(await readFile(file, 'utf8')).toBe(old);
    const after = await stat(file);
    expect([after.mode, after.uid, after.gid]).toEqual([before.mode, before.uid, before.gid]);
    expect((await get('/')).status).toBe(200);

    // Of somebody else's it is nothing to take away, unless that is said; then it can be put back.
    expect(await open()).toMatchObject({ outcome: 'failed', deeds: [{ result: 'kept' }] });
    const { run } = await engine.call.orders.start({
      order: { operation: 'OpenToVisitors', changedToo: true },
      select: { all: true },
      options: {},
    });
    expect((await ended(engine, run)).sites[0]).toMatchObject({ outcome: 'changed' });
    expect(await isThere()).toBe(false);
    const { run: back } = await engine.call.runs.rollback({ run, options: {} });
    await ended(engine, back);
    expect(await readFile(file, 'utf8')).toBe(old);
    await rm(file);
  });

  it('links for new passwords and keys of the recovery mode go, of all users', async () => {
    const keys = () =>
      sql(
        site,
        "SELECT ID FROM {p}users WHERE user_activation_key <> '' UNION SELECT option_id FROM {p}options WHERE option_name LIKE 'recovery%key%'",
      );
    await sql(site, "UPDATE {p}users SET user_activation_key = '1700000000:$P$Babc' WHERE ID < 4");
    await sql(
      site,
      "INSERT INTO {p}options (option_name, option_value) VALUES ('recovery_keys', 'a:0:{}'), ('recovery_mode_auth_key', 'x')",
    );
    const row = await orderOne(engine, { operation: 'ClearResetKeys' });
    expect(row).toMatchObject({ outcome: 'changed', failure: null });
    expect(deedsOf(row)).toEqual([
      'reset-link links of 3 users to set a new password: done',
      'recovery-key 2 keys of the recovery mode: done',
    ]);
    expect(await keys()).toEqual([]);
    expect(await orderOne(engine, { operation: 'ClearResetKeys' })).toMatchObject({ outcome: 'unchanged' });
  });

  it('hardening takes rights away, switches the editor off, tells what nginx needs, and goes back exactly', async () => {
    const uploads = join(site.docroot, 'wp-content/uploads');
    const shared = join(uploads, 'shared');
    await mkdir(shared);
    await writeFile(join(shared, 'of-php.jpg'), 'x');
    await chown(join(shared, 'of-php.jpg'), 33, 33).catch(() => undefined);
    await chown(shared, 0, 0).catch(() => undefined);
    const odd = join(uploads, "it's $(id) é.jpg");
    await writeFile(odd, 'x');
    await chown(odd, 33, 33).catch(() => undefined);
    for (const [path, mode] of [
      [site.configPath, 0o646],
      [uploads, 0o777],
      [shared, 0o777],
      [odd, 0o666],
    ] as const)
      await chmod(path, mode);
    const modes = () =>
      Promise.all(
        [site.configPath, uploads, shared, odd].map(async (path) => ((await stat(path)).mode & 0o777).toString(8)),
      );
    const [config, names] = [await readFile(site.configPath), (await readdir(uploads)).sort()];
    const plan = await orderOne(engine, { operation: 'HardenSite' }, { dryRun: true });
    expect(plan.plan.join('\n')).toMatch(
      /DISALLOW_FILE_EDIT[\s\S]*wp-config\.php: 646 becomes 640[\s\S]*uploads: 777 becomes 775/,
    );
    expect(await modes()).toEqual(['646', '777', '777', '666']);

    const { run } = await engine.call.orders.start({
      order: { operation: 'HardenSite' },
      select: { all: true },
      options: {},
    });
    const [row] = (await ended(engine, run)).sites;
    // Two things stay, and are said: a folder that PHP needs, and what only nginx can forbid.
    expect(row).toMatchObject({ outcome: 'failed', failure: { code: 'NOT_ALLOWED_HERE' } });
    expect(row?.deeds?.filter(({ result }) => result === 'kept')).toMatchObject([
      { what: 'wp-content/uploads/shared', why: expect.stringContaining('another account') },
      { kind: 'uploads', why: expect.stringContaining('location ^~ /wp-content/uploads/') },
    ]);
    expect(row?.deeds?.filter(({ result }) => result === 'failed')).toEqual([]);
    expect(await modes()).toEqual(['640', '775', '777', '664']);
    expect((await readdir(uploads)).sort()).toEqual(names);
    const text = await readFile(site.configPath, 'utf8');
    expect(text).toBe(
      config.toString().replace('require_once ABSPATH', "define( 'DISALLOW_FILE_EDIT', true );\nrequire_once ABSPATH"),
    );
    expect((await get('/wp-login.php')).status).toBe(200);

    // What it says of nginx is true of nginx.
    const snippet =
      /(location \^~ .*\})$/.exec(row?.deeds?.find(({ kind }) => kind === 'uploads')?.why ?? '')?.[1] ?? '';
    const nginx = join(fleet().dir, 'web/nginx.conf');
    const before = await readFile(nginx, 'utf8');
    await writeFile(nginx, before.replace('    location / {', `    ${snippet}\n    location / {`));
    process.kill(fleet().web.pid, 'SIGHUP');
    await rm(shared, { recursive: true });
    await expect.poll(async () => (await get('/wp-content/uploads/none.php')).status).toBe(403);
    expect(await orderOne(engine, { operation: 'HardenSite' })).toMatchObject({ outcome: 'unchanged', failure: null });

    const { run: back } = await engine.call.runs.rollback({ run, options: {} });
    await ended(engine, back);
    await mkdir(shared);
    expect(await readFile(site.configPath)).toEqual(config);
    expect((await modes()).filter((_, index) => index !== 2)).toEqual(['646', '777', '666']);
    await writeFile(nginx, before);
    process.kill(fleet().web.pid, 'SIGHUP');
  });

  it('a configuration that PHP reads by the rights of others keeps them', async () => {
    if (process.getuid?.() !== 0) return;
    const uploads = join(site.docroot, 'wp-content/uploads');
    const harden = () => orderOne(engine, { operation: 'HardenSite', what: ['configuration'] });
    await chown(site.configPath, 12345, 12345);
    await chmod(site.configPath, 0o644);
    expect(await harden()).toMatchObject({
      outcome: 'failed',
      deeds: [{ result: 'kept', why: expect.stringContaining('33') }],
    });
    await chown(uploads, 0, 0);
    await chown(site.configPath, 0, 0);
    expect((await harden()).deeds).toMatchObject([{ result: 'kept', why: expect.stringContaining('root') }]);
    expect((await stat(site.configPath)).mode & 0o777).toBe(0o644);
    await chown(site.configPath, 33, 33);
    // The owners look right and PHP is another account. OPcache goes on with the pages: only PHP itself can tell.
    await chown(uploads, 12345, 12345);
    await chown(site.configPath, 12345, 12345);
    const names = (await readdir(site.docroot)).sort();
    expect(await harden()).toMatchObject({
      outcome: 'failed',
      failure: { code: 'ROLLED_BACK', message: expect.stringContaining('PHP could not open') },
    });
    expect((await stat(site.configPath)).mode & 0o777).toBe(0o644);
    expect((await readdir(site.docroot)).sort()).toEqual(names);
    await chown(site.configPath, 33, 33);
    await chown(uploads, 33, 33);
    expect((await get('/wp-login.php')).status).toBe(200);
  });

  it('a configuration above the site’s folder is hardened there, one that is protected stays as it is, and all goes back', async () => {
    if (process.getuid?.() !== 0 || options.sftpOnly) return;
    const above = join(site.docroot, '../wp-config.php');
    await rename(site.configPath, above);
    await chmod(above, 0o644);
    const config = await readFile(above);
    const uploads = join(site.docroot, 'wp-content/uploads');
    await chmod(uploads, 0o777);
    const what = ['configuration' as const, 'world-writable' as const, 'file-editor' as const];
    const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
    const done = async () => {
      const order = { operation: 'HardenSite' as const, what };
      const { run } = await engine.call.orders.start({ order, select: { all: true }, options: {} });
      return { run, row: (await ended(engine, run)).sites[0] };
    };
    const chattr = (how: '+i' | '-i') => promisify(execFile)('chattr', [how, above]);
    const { run, row } = await done();
    expect(row).toMatchObject({ outcome: 'changed', failure: null });
    expect([await mode(above), await mode(uploads)]).toEqual(['640', '775']);
    expect(await readFile(above, 'utf8')).toContain("define( 'DISALLOW_FILE_EDIT', true );");
    expect((await get('/wp-login.php')).status).toBe(200);
    const { run: back } = await engine.call.runs.rollback({ run, options: {} });
    await ended(engine, back);
    expect([await mode(above), await mode(uploads), await readFile(above)]).toEqual(['644', '777', config]);

    // chattr +i, as some hosts and plugins set it: nothing is called done that was not, and the rest is.
    const canProtect = await chattr('+i').then(
      () => true,
      () => false,
    );
    if (canProtect) {
      const shut = await done().finally(() => chattr('-i'));
      expect(shut.row?.outcome).toBe('failed');
      expect(shut.row?.deeds).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            what: 'DISALLOW_FILE_EDIT',
            result: 'kept',
            why: expect.stringContaining('immutable'),
          }),
          expect.objectContaining({ what: above, result: 'failed', why: expect.stringContaining('protected') }),
          expect.objectContaining({ what: 'wp-content/uploads', result: 'done' }),
        ]),
      );
      expect([await mode(above), await readFile(above)]).toEqual(['644', config]);
    }
    await rename(above, site.configPath);
  });
});
