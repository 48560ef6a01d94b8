import { readdir, readFile, stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { engineFor, type TestEngine } from './open-engine.ts';

describe('an account with SFTP and no shell', () => {
  const fleet = useFleet({ sites: 2, sftpOnly: true });
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await engineFor(fleet(), { proofPatienceMs: 5000 });
  });
  afterAll(() => engine?.dispose());
  const first = (): FleetSite => {
    const found = fleet().sites[0];
    if (!found) throw new Error('no site');
    return found;
  };

  it('a dry run reads it all and changes nothing', async () => {
    const before = await stat(first().configPath);
    const run = await engine.finish('FleetLogout', { dryRun: true });
    expect(run.totals).toMatchObject({ unchanged: 2, failed: 0 });
    expect(run.sites[0]?.inspection).toMatchObject({ salts: { rotatable: true }, databaseRoute: 'tunnel' });
    const after = await stat(first().configPath);
    expect([after.mtimeMs, after.ctimeMs, after.ino]).toEqual([before.mtimeMs, before.ctimeMs, before.ino]);
  });

  it('WP-CLI can not be had without a shell: the plan says so', async () => {
    const run = await engine.finish('RotateSalts', { dryRun: true, via: 'wp-cli' });
    expect(run.sites[0]).toMatchObject({ outcome: 'failed', failure: { code: 'NOT_ALLOWED_HERE', retry: 'never' } });
    expect(run.sites[0]?.failure?.message).toMatch(/WP-CLI needs a shell/);
  });

  it('a logout rotates the salts, ends the logins and proves it; file and folder are as before', async () => {
    const one = first();
    const { cookie } = await logIn(one, 'ed1');
    const [old, before, names] = [
      await readFile(one.configPath),
      await stat(one.configPath),
      await readdir(one.docroot),
    ];
    const row = (await engine.finish('FleetLogout', {}, { sites: [one.name] })).sites[0];
    expect(row).toMatchObject({
      outcome: 'changed',
      sessions: { after: 0 },
      proof: { verdict: 'refused', before: 200 },
    });
    expect((await visit(one, cookie)).status).toBe(302);
    const after = await stat(one.configPath);
    expect([after.mode, after.uid, after.gid]).toEqual([before.mode, before.uid, before.gid]);
    expect(after.ino).not.toBe(before.ino);
    expect(await readFile(one.configPath)).not.toEqual(old);
    expect(await readdir(one.docroot)).toEqual(names);
  });
});
