import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closedSentence } from '../../../src-main/wordpress/closed-to-visitors.ts';
import { sql } from '../../fleet/database.ts';
import { type Apache, hasApache, startApache } from '../../fleet/processes/apache.ts';
import { useFleet } from '../../fleet/shared.ts';
import type { FleetSite } from '../../fleet/site.ts';
import { ended, engineFor, type TestEngine } from '../open-engine.ts';
import { orderOne } from './order.ts';

describe.skipIf(!hasApache)('a site behind Apache (skipped where apache2-bin is not installed)', () => {
  const fleet = useFleet({ sites: 1, wordpress: '6.1' });
  let engine: TestEngine;
  let site: FleetSite;
  let apache: Apache;
  beforeAll(async () => {
    const [first] = fleet().sites;
    if (!first) throw new Error('no site');
    site = first;
    const address = new URL(site.url).hostname;
    const [dir, phpSocket] = [join(fleet().dir, 'apache'), fleet().php.socket];
    apache = await startApache(dir, { address, docroot: site.docroot, phpSocket });
    await sql(site, "UPDATE {p}options SET option_value = ? WHERE option_name IN ('siteurl', 'home')", [apache.url]);
    engine = await engineFor(fleet(), { opcacheMs: 100, proofPatienceMs: 4000, loginsUnderWayMs: 100 });
    const csv = join(fleet().dir, 'behind-apache.csv');
    await fleet().importCsv(csv);
    const text = (await readFile(csv, 'utf8')).replaceAll(site.url, apache.url);
    expect((await engine.call.sites.import({ format: 'csv', text })).rejected).toEqual([]);
  }, 120_000);
  afterAll(async () => {
    await engine?.dispose();
    await apache?.stop();
  });

  const uploads = () => join(site.docroot, 'wp-content/uploads');
  const get = async (path: string) => {
    const response = await fetch(apache.url + path, { redirect: 'manual' });
    return { status: response.status, body: await response.text() };
  };
  const harden = async () => {
    const order = { operation: 'HardenSite' as const };
    const { run } = await engine.call.orders.start({ order, select: { all: true }, options: {} });
    const row = (await ended(engine, run)).sites[0];
    return { run, row, uploads: row?.deeds?.filter(({ kind }) => kind === 'uploads') };
  };

  it('PHP in the uploads: .htaccess where Apache goes by it, what to do where it does not, undone exactly', async () => {
    await writeFile(join(uploads(), 'shell.php'), '<?php echo "ran" . "!";');
    await writeFile(join(uploads(), 'text.txt'), 'a text');
    const own = '# the site’s own\nOptions -Indexes\n';
    const mine = join(uploads(), '.htaccess');
    await writeFile(mine, own);
    await chmod(mine, 0o604);
    const before = { names: (await readdir(uploads())).sort(), mode: (await stat(mine)).mode };
    const config = await readFile(site.configPath);

    // AllowOverride None: the file would only look as if it helped.
    const without = await harden();
    expect(without.row).toMatchObject({ outcome: 'failed', failure: { code: 'NOT_ALLOWED_HERE' } });
    expect(without.uploads).toMatchObject([
      { result: 'kept', why: expect.stringContaining('does not go by .htaccess') },
    ]);
    expect(await readFile(mine, 'utf8')).toBe(own);
    expect((await readdir(uploads())).sort()).toEqual(before.names);
    expect((await get('/wp-content/uploads/shell.php')).body).toBe('ran!');

    await apache.allowOverride(true);
    const within = await harden();
    expect(within.row).toMatchObject({ outcome: 'changed', failure: null });
    expect(within.uploads).toMatchObject([{ result: 'done', why: expect.stringContaining('not run') }]);
    expect(await get('/wp-content/uploads/shell.php')).toMatchObject({ status: 403 });
    expect(await get('/wp-content/uploads/text.txt')).toEqual({ status: 200, body: 'a text' });
    expect((await get('/')).status).toBe(200);
    expect((await readFile(mine, 'utf8')).endsWith(own)).toBe(true);
    expect((await readdir(uploads())).sort()).toEqual(before.names);

    for (const { run } of [within, without]) {
      const { run: back } = await engine.call.runs.rollback({ run, options: {} });
      await ended(engine, back);
    }
    expect(await readFile(mine, 'utf8')).toBe(own);
    expect((await stat(mine)).mode).toBe(before.mode);
    expect(await readFile(site.configPath)).toEqual(config);
    expect((await get('/wp-content/uploads/shell.php')).body).toBe('ran!');
    await rm(mine);
  });

  it('closes with 503 and opens again', async () => {
    const names = (await readdir(site.docroot)).sort();
    expect(await orderOne(engine, { operation: 'CloseToVisitors' })).toMatchObject({ outcome: 'changed' });
    for (const path of ['/', '/wp-login.php'])
      expect(await get(path)).toMatchObject({ status: 503, body: expect.stringContaining(closedSentence) });
    expect(await orderOne(engine, { operation: 'OpenToVisitors' })).toMatchObject({ outcome: 'changed' });
    expect((await get('/')).status).toBe(200);
    expect((await readdir(site.docroot)).sort()).toEqual(names);
  });
});
