import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saltNames } from '../../src-main/wordpress/salts.ts';
import { builtApp } from '../e2e/built-app.ts';
import { useFleet } from '../fleet/shared.ts';
import { makeReadOnly } from '../fleet/site.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { type Ended, startCli } from './built-cli.ts';

/** The built command line as a process of its own, on real sites: what a script of a user's sees. */
const fleet = useFleet({ sites: 3 });
const dir = mkdtempSync(join(tmpdir(), 'resalt-cli-'));
const csv = join(dir, 'sites.csv');
const passphrase = 'correct horse battery staple';
const everything: string[] = [];
afterAll(() => rmSync(dir, { recursive: true }));

/** Runs `resalt` to its end; `watch` sees its standard error as it comes, and may send a signal. */
async function resalt(
  words: string,
  { key = passphrase, watch = (_err: string, _kill: () => void) => {} } = {},
): Promise<Ended> {
  const { child, said, ended } = startCli(join(dir, 'data'), words.split(' '), { RESALT_PASSPHRASE: key });
  child.stderr?.on('data', () => watch(said.err, () => child.kill('SIGINT')));
  const end = await ended;
  everything.push(end.out, end.err);
  return end;
}

beforeAll(async () => {
  await builtApp();
  await fleet().importCsv(csv);
  appendFileSync(csv, 'wrong,,,,,,99999\n');
});

describe('from nothing to proof', { timeout: 180_000 }, () => {
  it('a vault is needed first (3), is made once (0), and never over another one (2)', async () => {
    expect((await resalt('sites list')).code).toBe(3);
    expect((await resalt('init')).code).toBe(0);
    expect((await resalt('init')).code).toBe(2);
    const wrong = await resalt('sites list --json', { key: 'not the passphrase' });
    expect([wrong.code, JSON.parse(wrong.out)]).toMatchObject([3, { failure: { code: 'WRONG_PASSPHRASE' } }]);
  });

  it('the good rows go in, the bad one is named', async () => {
    const { code, out } = await resalt(`sites import ${csv} --json`);
    expect([code, JSON.parse(out)]).toMatchObject([
      1,
      { added: fleet().sites.map((site) => site.name), updated: [], rejected: [{ row: 5, name: 'wrong' }] },
    ]);
  });

  it('hosts are trusted by the fingerprint that they publish, not by another', async () => {
    expect((await resalt('sites test --all')).code).toBe(1);
    expect((await resalt('sites trust --all --fingerprint SHA256:other')).code).toBe(1);
    const { code, out } = await resalt(`sites trust --all --json --fingerprint ${fleet().ssh.fingerprint}`);
    expect([code, JSON.parse(out).sites.map((site: { outcome: string }) => site.outcome)]).toEqual([
      0,
      ['ok', 'ok', 'ok'],
    ]);
  });

  it('a site that can not be written is named (1), the others are proven, and retry does only the rest (0)', async () => {
    const [first, second] = fleet().sites;
    if (!first || !second) throw new Error('the fleet is too small');
    const { cookie } = await logIn(second, 'ed1');
    const writable = await makeReadOnly(first);
    let run: Ended;
    try {
      run = await resalt('logout --all --yes --json');
    } finally {
      await writable();
    }
    const frame = JSON.parse(run.out);
    expect(run.code).toBe(1);
    expect(frame).toMatchObject({ operation: 'FleetLogout', dryRun: false, totals: { changed: 2, failed: 1 } });
    const rowOf = (name: string) => frame.sites.find((row: { site: string }) => row.site === name);
    expect(rowOf(first.name)).toMatchObject({ outcome: 'failed', failure: { code: 'NOT_WRITABLE' } });
    expect(rowOf(second.name)).toMatchObject({
      outcome: 'changed',
      salts: { place: 'wp-config.php', rotated: 8 },
      sessions: { after: 0 },
      proof: { verdict: 'refused', before: 200, after: 302 },
    });
    expect((await visit(second, cookie)).status).toBe(302);

    const again = await resalt(`runs retry ${frame.run} --yes`);
    expect(again.err).toContain(`${first.name}: changed`);
    expect(again.err).not.toContain(`${second.name}: changed`);
    expect(again.out).toContain('Old cookies refused');
    expect(again.code).toBe(0);
  });

  it('salts explain says for each of the eight where it is written, by the line in the file, and not what it is', async () => {
    const [first] = fleet().sites;
    if (!first) throw new Error('the fleet is too small');
    const { code, out } = await resalt(`salts explain --site ${first.name}`);
    expect(code).toBe(0);
    const lines = (await readFile(first.configPath, 'utf8')).split('\n');
    for (const name of saltNames) {
      const line = 1 + lines.findIndex((text) => text.includes(`'${name}'`));
      const row = out.split('\n').find((text) => text.startsWith(`${name} `));
      expect(row).toContain(first.configPath);
      expect(row).toMatch(new RegExp(` ${line} .*it is written on line ${line} `));
    }
  });

  it('nobody to ask and no --yes: nothing happens (2)', async () => {
    const { code, out, err } = await resalt('logout --all');
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('Say --yes');
  });

  it('Ctrl-C lets the sites in work finish, leaves the others alone, and says so (1)', async () => {
    let asked = false;
    const { code, out } = await resalt('logout --all --yes --json --waves 1 --concurrency 1', {
      watch(err, kill) {
        if (!asked && err.includes('changed,')) {
          asked = true;
          kill();
        }
      },
    });
    const frame = JSON.parse(out);
    expect(code).toBe(1);
    expect(frame.totals.cancelled).toBeGreaterThan(0);
    expect(frame.totals.changed + frame.totals.cancelled).toBe(3);
    expect(frame.stoppedWhy).toContain('Cancelled');
  });

  it('and no secret of the fleet was printed on the way', async () => {
    const printed = everything.join('\n');
    expect(printed.length).toBeGreaterThan(1000);
    for (const secret of [...(await fleet().secrets()), passphrase]) expect(printed.includes(secret)).toBe(false);
  });
});
