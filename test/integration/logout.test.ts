import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../fleet/database.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';

describe.each([
  { name: 'plain', options: {} },
  { name: 'warm Redis and OPcache', options: { objectCache: 'redis' as const, opcache: true } },
])('a logout of real sites ($name)', ({ options }) => {
  const fleet = useFleet(options);
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await engineFor(fleet());
  });
  afterAll(() => engine?.dispose());

  it('a dry run shows everything and changes nothing', async () => {
    const before = await Promise.all(fleet().sites.map(stateOf));
    const run = await engine.finish('FleetLogout', { dryRun: true });
    expect(run.totals).toMatchObject({ unchanged: 3, failed: 0, unreachable: 0 });
    for (const site of run.sites) {
      expect(site.plan.join(' ')).toMatch(/Rotate 8 salts/);
      expect(site.plan.join(' ')).toMatch(/End \d+ logins of \d+ people/);
      expect(site.inspection?.salts.places).toHaveLength(8);
      expect(site.inspection?.answers.status).toBe(200);
    }
    expect(await Promise.all(fleet().sites.map(stateOf))).toEqual(before);
  });

  it('every cookie that opened a site before is refused afterwards, and each is proven', async () => {
    const sites = fleet().sites;
    const cookies = await Promise.all(sites.map(async (site) => (await logIn(site, 'ed1')).cookie));
    for (const [i, site] of sites.entries()) expect((await visit(site, cookies[i] ?? '')).status).toBe(200);
    const before = await Promise.all(sites.map(stateOf));

    const run = await engine.finish('FleetLogout');

    expect(run.sites.map(({ outcome, failure }) => ({ outcome, failure }))).toEqual(
      sites.map(() => ({ outcome: 'changed', failure: null })),
    );
    for (const [i, site] of sites.entries()) {
      const row = run.sites.find((one) => one.site === site.name);
      expect(row?.proof).toMatchObject({ verdict: 'refused', before: 200, after: 302 });
      expect(row?.sessions?.after).toBe(0);
      expect(row?.sessions?.before).toBeGreaterThan(10);
      expect(row?.salts?.rotated).toBe(8);
      expect(row?.salts?.fingerprintAfter).not.toBe(row?.salts?.fingerprintBefore);
      expect((await visit(site, cookies[i] ?? '')).status).toBe(302);
      expect((await visit(site, '', '/')).status).toBe(200);
      const after = await stateOf(site);
      expect(after.rows).toBe(0);
      expect(after.files).toEqual(before[i]?.files);
      expect(after.config).not.toBe(before[i]?.config);
    }
    // People log in again with their passwords.
    const [first] = sites;
    if (first) expect((await visit(first, (await logIn(first, 'ed1')).cookie)).status).toBe(200);
  });

  it('ends sessions alone, proven, and leaves the salts', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const { cookie } = await logIn(site, 'writer');
    expect((await visit(site, cookie)).status).toBe(200);
    const before = await stateOf(site);
    const run = await engine.finish('EndSessions', {}, { sites: [site.name] });
    expect(run.sites[0]).toMatchObject({ outcome: 'changed', proof: { verdict: 'refused' }, salts: null });
    expect((await visit(site, cookie)).status).toBe(302);
    expect((await stateOf(site)).config).toBe(before.config);
  });

  it('where the salts stay, a login that was under way can not bring ended ones back', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const { cookie } = await logIn(site, 'writer');
    const where = `{p}usermeta WHERE meta_key = 'session_tokens' AND meta_value <> 'a:0:{}'`;
    const [row] = await sql(site, `SELECT user_id, meta_value FROM ${where} LIMIT 1`);
    const { run } = await engine.call.runs.start({
      operation: 'EndSessions',
      select: { sites: [site.name] },
      options: { proof: false },
    });
    const gone = async () => (await sql(site, `SELECT umeta_id FROM ${where}`)).length === 0;
    while (!(await gone())) await new Promise(setImmediate);
    // What WordPress does at the end of a login that had read the row before (FACTS: sessions).
    await sql(site, `INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES (?, 'session_tokens', ?)`, [
      row?.user_id,
      row?.meta_value,
    ]);
    expect((await ended(engine, run)).sites[0]).toMatchObject({ outcome: 'changed', sessions: { after: 0 } });
    expect(await gone()).toBe(true);
    expect((await visit(site, cookie)).status).toBe(302);
  });

  it('rotates salts alone, proven, and takes its canary away', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const { cookie } = await logIn(site, 'writer');
    const run = await engine.finish('RotateSalts', {}, { sites: [site.name] });
    expect(run.sites[0]).toMatchObject({ outcome: 'changed', proof: { verdict: 'refused' }, sessions: null });
    expect((await visit(site, cookie)).status).toBe(302);
    const rows = await sql(site, "SELECT meta_value FROM {p}usermeta WHERE meta_key = 'session_tokens'");
    expect(rows.map((row) => String(row.meta_value)).join()).not.toContain('Resalt canary');
    expect(rows.length).toBe(1);
  });

  it('puts the old configuration back, ends every login with it, and proves it; a file that changed since is left alone', async () => {
    const [site, other] = fleet().sites;
    if (!site || !other) throw new Error('no site');
    const before = await stateOf(site);
    const run = await engine.finish('FleetLogout', {}, { sites: [site.name, other.name] });
    const { cookie } = await logIn(site, 'writer');
    await writeFile(other.configPath, `${await readFile(other.configPath, 'utf8')}\n// edited since\n`);

    const { run: id } = await engine.call.runs.rollback({ run: run.id, options: {} });
    const back = await ended(engine, id);
    const of = (name: string) => back.sites.find((row) => row.site === name);
    expect(of(site.name)).toMatchObject({ outcome: 'changed', proof: { verdict: 'refused' }, sessions: { after: 0 } });
    expect(of(other.name)).toMatchObject({ outcome: 'failed', failure: { code: 'CONFIG_CHANGED_MEANWHILE' } });
    expect((await stateOf(site)).config).toBe(before.config);
    expect((await visit(site, cookie)).status).toBe(302);
  });

  it('saves the files that a run replaced, byte for byte, for the operator alone, and never over another', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const old = await readFile(site.configPath);
    const run = await engine.finish('RotateSalts', { proof: false }, { sites: [site.name] });
    const folder = await mkdtemp(join(tmpdir(), 'resalt-old-files-'));
    try {
      const [saved, ...others] = await engine.call.runs.saveOldFiles({ run: run.id, folder });
      expect(others).toEqual([]);
      expect(saved).toMatchObject({ site: site.name, failure: null });
      expect((await readFile(saved?.savedAs ?? '')).equals(old)).toBe(true);
      expect((await stat(saved?.savedAs ?? '')).mode & 0o777).toBe(0o600);
      const [again] = await engine.call.runs.saveOldFiles({ run: run.id, folder });
      expect(again).toMatchObject({ savedAs: null, failure: { code: 'NOT_WRITABLE' } });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('of old files that are no longer kept it says so, and puts nothing back', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const kept = () => readdir(join(engine.dataDir, 'vault'));
    const before = await kept();
    const run = await engine.finish('RotateSalts', { proof: false }, { sites: [site.name] });
    const now = await readFile(site.configPath, 'utf8');
    const backups = (await kept()).filter((name) => !before.includes(name));
    expect(backups).toHaveLength(1);
    await rm(join(engine.dataDir, 'vault', backups[0] ?? ''));
    const gone = { code: 'INPUT_INVALID', message: expect.stringContaining('no longer kept') };
    const [file] = await engine.call.runs.saveOldFiles({ run: run.id, folder: tmpdir() });
    expect(file).toMatchObject({ savedAs: null, failure: gone });
    const { run: back } = await engine.call.runs.rollback({ run: run.id, options: {} });
    expect((await ended(engine, back)).sites).toMatchObject([{ outcome: 'failed', failure: gone }]);
    expect(await readFile(site.configPath, 'utf8')).toBe(now);
  });
});

async function stateOf(site: FleetSite) {
  const rows = await sql(site, "SELECT COUNT(*) AS n FROM {p}usermeta WHERE meta_key = 'session_tokens'");
  return {
    config: await readFile(site.configPath, 'utf8'),
    rows: Number(rows[0]?.n),
    files: (await readdir(site.docroot)).sort(),
  };
}
