import { execFile } from 'node:child_process';
import { chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunSite } from '../../src-main/contract/runs.ts';
import { isRoot, web } from '../fleet/processes/account.ts';
import { until } from '../fleet/processes/until.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { killHard } from './kill/kill-hard.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';
import { type FakeName, fakes, hasOwnWp, type Programs, programsIn } from './wp-cli/fakes.ts';

const names =
  'AUTH_KEY, SECURE_AUTH_KEY, LOGGED_IN_KEY, NONCE_KEY, AUTH_SALT, SECURE_AUTH_SALT, LOGGED_IN_SALT, NONCE_SALT';

/** What WP-CLI says counts for nothing here: each of these is a program called wp, good or bad, on real sites. */
describe('salts by way of WP-CLI', () => {
  const fleet = useFleet({ sites: 4, asOwner: true, opcache: { revalidateSeconds: 0 } });
  let engine: TestEngine;
  /** As `engine`, but it waits no longer than a second for WP-CLI. */
  let hasty: TestEngine;
  let programs: Programs;
  let before: Buffer;
  let cookie: string;
  let turn = 0;
  beforeAll(async () => {
    programs = await programsIn(join(fleet().dir, 'bin'));
    engine = await engineFor(fleet(), { proofPatienceMs: 10_000, wpCliPatienceMs: 30_000 });
    hasty = await engineFor(fleet(), { proofPatienceMs: 10_000, wpCliPatienceMs: 1000 });
  });
  afterAll(async () => {
    await engine?.dispose();
    await hasty?.dispose();
  });
  const siteAt = (index: number): FleetSite => {
    const site = fleet().sites[index % fleet().sites.length];
    if (!site) throw new Error('no site');
    return site;
  };
  let site: FleetSite;
  beforeEach(async () => {
    site = siteAt(turn++);
    before = await readFile(site.configPath);
    cookie = (await logIn(site, 'ed1')).cookie;
    expect((await visit(site, cookie)).status).toBe(200);
  });
  const via = { via: 'wp-cli' as const };
  const logOut = async (options = {}, by = engine): Promise<RunSite> => {
    const run = await by.finish('FleetLogout', { ...via, ...options }, { sites: [site.name] });
    const [row] = run.sites;
    if (!row) throw new Error('no row');
    return row;
  };
  const now = () => readFile(site.configPath);

  it('a dry run says who will write, and what Resalt does afterwards; nothing is called', async () => {
    await programs.install(fakes.honest);
    const row = await logOut({ dryRun: true });
    expect(row).toMatchObject({ outcome: 'unchanged', failure: null });
    expect(row.plan[0]).toMatch(/^Have WP-CLI rotate 8 salts in .*wp-config.php .*reads every file again/);
    expect(row.warnings.map(({ text }) => text).join()).toMatch(/in place, key by key/);
    expect(await programs.calls()).toEqual([]);
    expect(await now()).toEqual(before);
  });

  it('an honest one: changed, proven, called once as it should be; and what it wrote can be put back', async () => {
    await programs.install(fakes.honest);
    const run = await engine.finish('FleetLogout', via, { sites: [site.name] });
    expect(run.sites[0]).toMatchObject({
      outcome: 'changed',
      salts: { rotated: 8, place: 'wp-config.php' },
      sessions: { after: 0 },
      proof: { verdict: 'refused', before: 200, after: 302 },
    });
    expect((await visit(site, cookie)).status).toBe(302);
    const [call, ...more] = await programs.calls();
    const words = `config shuffle-salts --path=${site.docroot} --skip-plugins --skip-themes --no-color`;
    expect([call, more]).toEqual([`${web.uid} / ${words}`, []]);
    const { run: back } = await engine.call.runs.rollback({ run: run.id, options: {} });
    expect((await ended(engine, back)).sites[0]).toMatchObject({ outcome: 'changed', proof: { verdict: 'refused' } });
    expect(await now()).toEqual(before);
  });

  it('salts alone are rotated the same way', async () => {
    await programs.install(fakes.honest);
    const run = await engine.finish('RotateSalts', via, { sites: [site.name] });
    expect(run.sites[0]).toMatchObject({ outcome: 'changed', proof: { verdict: 'refused' }, sessions: null });
  });

  it('one that does what it should and says that it failed is believed neither: changed', async () => {
    await programs.install(fakes['does what it should and fails']);
    expect(await logOut()).toMatchObject({ outcome: 'changed', proof: { verdict: 'refused' } });
  });

  it.each<[FakeName, string, string]>([
    ['says Success and does nothing', 'VERIFY_FAILED', `no new value for ${names} in`],
    ['rotates seven of eight', 'VERIFY_FAILED', 'no new value for NONCE_SALT in'],
    ['rotates and changes more', 'VERIFY_FAILED', 'It changed more than the eight salts'],
    ['breaks the file', 'VERIFY_FAILED', 'Its old bytes were put back'],
    ['fails for a reason that is known', 'COMMAND_FAILED', 'it found no line “That’s all, stop editing!”'],
    ['hangs', 'TIMED_OUT', 'it took too long'],
    ['prints without end', 'TIMED_OUT', 'printed without end'],
  ])('one that %s: failed, the file as it was, the logins ended', async (name, code, says) => {
    await programs.install(fakes[name]);
    const row = await logOut({}, code === 'TIMED_OUT' ? hasty : engine);
    expect(row).toMatchObject({ outcome: 'failed', failure: { code }, salts: null, sessions: { after: 0 } });
    expect(row.failure?.message).toContain(says);
    expect(row.failure?.message).toMatch(/logins were ended all the same.*the salts are the old ones/);
    expect(row.failure?.message).not.toMatch(/hostile|Success/);
    expect(await now()).toEqual(before);
    expect(await programs.waits()).toBe(false);
    expect((await visit(site, cookie)).status).toBe(302);
    expect((await visit(site, '', '/')).status).toBe(200);
    await programs.install(fakes.honest);
    expect(await logOut()).toMatchObject({ outcome: 'changed' });
  });

  it('one that removes the file leaves the site in doubt, with the bytes in the vault: put back by hand, the run goes on', async () => {
    await programs.install(fakes['removes the file']);
    const run = await engine.finish('FleetLogout', via, { sites: [site.name] });
    expect(run.sites[0]).toMatchObject({
      outcome: 'uncertain',
      failure: { code: 'VERIFY_FAILED', retry: 'check-first' },
    });
    expect(run.sites[0]?.failure?.message).toMatch(/could not be put back. They are in the vault/);
    await writeFile(site.configPath, before);
    await chown(site.configPath, web.uid, web.gid);
    await programs.install(fakes.honest);
    await engine.call.runs.resume({ run: run.id });
    expect((await ended(engine, run.id)).sites[0]).toMatchObject({ outcome: 'changed', failure: null });
  });

  it.skipIf(hasOwnWp)('where there is none: failed with the next step, before and in the run', async () => {
    await programs.install(null);
    const dry = await logOut({ dryRun: true });
    const row = await logOut();
    for (const one of [dry, row]) {
      expect(one).toMatchObject({ outcome: 'failed', failure: { code: 'COMMAND_FAILED', retry: 'never' } });
      expect(one.failure?.message).toMatch(/no WP-CLI .*Install it there, or leave out --via wp-cli/);
    }
    expect(row.sessions).toMatchObject({ after: 0 });
    expect(dry.inspection?.salts).toMatchObject({ rotatable: true, why: null });
    expect(await now()).toEqual(before);
  });

  it('salts where WP-CLI does not reach are refused before it is called', async () => {
    await programs.install(fakes.honest);
    const text = before.toString('latin1');
    const [line = ''] = /^define\( 'AUTH_KEY',.*\n/m.exec(text) ?? [];
    const other = join(site.docroot, 'one-salt.php');
    await writeFile(other, `<?php\n${line}`);
    await chown(other, web.uid, web.gid);
    const places: Record<string, string> = {
      'one-salt.php': "require __DIR__ . '/one-salt.php';\n",
      WP_AUTH: "define( 'AUTH_KEY', getenv( 'WP_AUTH' ) );\n",
    };
    try {
      for (const [place, code] of Object.entries(places)) {
        await writeFile(
          site.configPath,
          text.replace(line, () => code),
          'latin1',
        );
        const row = await logOut({ dryRun: true });
        expect(row).toMatchObject({ outcome: 'failed', failure: { code: 'SALTS_ELSEWHERE' } });
        expect(row.failure?.message).toContain(place);
        expect(await logOut()).toMatchObject({ outcome: 'failed', failure: { code: 'SALTS_ELSEWHERE' } });
      }
    } finally {
      await writeFile(site.configPath, before);
    }
    expect(await programs.calls()).toEqual([]);
  });

  it('other keys can not go that way, and the refusal says so', async () => {
    const asked = engine.finish('FleetLogout', { ...via, also: ['secret-key'] }, { sites: [site.name] });
    await expect(asked).rejects.toThrow(/knows only the eight salts/);
  });

  describe.each<{ wp: FakeName; again: number; what: string }>([
    { wp: 'hangs', again: 1, what: 'the old file' },
    { wp: 'rotates three, then hangs', again: 1, what: 'a half-rotated file' },
    { wp: 'breaks the file, then hangs', again: 1, what: 'a broken file' },
    { wp: 'rotates, then hangs', again: 0, what: 'a rotated file' },
  ])('a connection lost while it works on $what', ({ wp, again }) => {
    it('is uncertain; what still runs is ended when the run goes on, and nothing is done twice', async () => {
      const run = await cutWhile(wp);
      await programs.install(fakes.honest);
      await engine.call.runs.resume({ run });
      const [row] = (await ended(engine, run)).sites;
      expect(row).toMatchObject({ outcome: 'changed', failure: null, proof: { verdict: 'refused', before: 200 } });
      expect(await programs.calls()).toHaveLength(again);
      expect(await now()).not.toEqual(before);
      expect((await visit(site, cookie)).status).toBe(302);
      expect((await visit(site, '', '/')).status).toBe(200);
      const { run: back } = await engine.call.runs.rollback({ run, options: {} });
      expect((await ended(engine, back)).sites[0]).toMatchObject({ outcome: 'changed' });
      expect(await now()).toEqual(before);
    });
  });

  it('what someone else changed after such a loss is left alone: it stays uncertain, and says why', async () => {
    const run = await cutWhile('hangs');
    const edited = Buffer.concat([before, Buffer.from('\n// edited by a person\n')]);
    await writeFile(site.configPath, edited);
    await programs.install(fakes.honest);
    await engine.call.runs.resume({ run });
    const [row] = (await ended(engine, run)).sites;
    expect(row).toMatchObject({ outcome: 'uncertain', failure: { code: 'CONFIG_AMBIGUOUS' } });
    expect(row?.failure?.message).toMatch(/someone else changed/);
    expect(await now()).toEqual(edited);
    expect(await programs.calls()).toEqual([]);
    await writeFile(site.configPath, before);
    expect(await logOut()).toMatchObject({ outcome: 'changed' });
  });

  /** Starts a logout and ends every connection to the server at the moment when that wp waits. */
  async function cutWhile(wp: FakeName): Promise<string> {
    await programs.install(fakes[wp]);
    const patient = await engine.call.runs.start({
      operation: 'FleetLogout',
      select: { sites: [site.name] },
      options: { ...via, proof: true },
    });
    const run = await endsCut(patient.run);
    expect(run.sites[0]).toMatchObject({ outcome: 'uncertain', failure: { retry: 'check-first' } });
    return patient.run;
  }

  async function endsCut(run: string) {
    expect(await until(() => programs.waits(), 20_000), 'wp is at work').toBe(true);
    const sessions = await promisify(execFile)('pgrep', ['-P', String(fleet().ssh.pid)]);
    for (const pid of sessions.stdout.split('\n').filter(Boolean)) killHard(Number(pid));
    return ended(engine, run);
  }
});

describe.runIf(isRoot)('as root', () => {
  const fleet = useFleet({ sites: 1 });

  it('WP-CLI is refused, whether it is there or not, and the sessions end', async () => {
    const engine = await engineFor(fleet(), { proofPatienceMs: 5000 });
    try {
      await mkdir(join(fleet().dir, 'bin'));
      const run = await engine.finish('FleetLogout', { via: 'wp-cli' });
      expect(run.sites[0]).toMatchObject({
        outcome: 'failed',
        failure: { code: 'NOT_ALLOWED_HERE', retry: 'never' },
        sessions: { after: 0 },
      });
      expect(run.sites[0]?.failure?.message).toMatch(/never run as root/);
    } finally {
      await engine.dispose();
    }
  });
});
