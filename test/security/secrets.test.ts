import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src-main/contract/fleet.ts';
import { exportedPasswords } from '../../src-main/contract/new-passwords.ts';
import { openEngine } from '../../src-main/engine.ts';
import { openByPassphrase } from '../../src-main/vault/passphrase-file.ts';
import { builtApp } from '../e2e/built-app.ts';
import { sql } from '../fleet/database.ts';
import { useFleet } from '../fleet/shared.ts';
import { makeReadOnly, userOf } from '../fleet/site.ts';
import { logIn } from '../fleet/visit.ts';
import { startCli } from '../integration/built-cli.ts';
import { momentCome } from '../integration/kill/moments.ts';
import { passphrase } from '../integration/open-engine.ts';
import { type Dashboard, enterDashboard } from './secrets/dashboard.ts';
import { filesBelow, namesBelow, watchFolder } from './secrets/files.ts';
import { formsOf, leaksIn, type Seen } from './secrets/forms.ts';
import { type ProcessSampler, sampleProcesses } from './secrets/processes.ts';
import { recordCookies, secretsNow } from './secrets/visitors.ts';

/**
 * Everything that leaves the engine in whole runs, by the command line and by the dashboard, is searched for every secret of
 * the fleet: passwords, keys, salts old and new, tokens and cookies, the canaries' among them. Through a tunnel, and where
 * the server forbids tunnels, so that the database's password goes to programs there.
 */
describe.each([
  { name: 'by tunnel', options: { objectCache: 'redis' as const, opcache: { revalidateSeconds: 0 } } },
  { name: 'where tunnels are forbidden', options: { tcpForwarding: false, opcache: { revalidateSeconds: 0 } } },
])('no secret leaves the engine ($name)', ({ options }) => {
  const fleet = useFleet({ sites: 2, ...options });
  const secrets = new Set<string>([passphrase]);
  const seen: Seen[] = [];
  let dir: string;
  let dataDir: string;
  let processes: ProcessSampler;
  let cookies: () => Promise<string[]>;
  let docroots: string[][];
  let stopWatching: () => Promise<void>;

  beforeAll(async () => {
    await builtApp();
    dir = await mkdtemp(join(tmpdir(), 'resalt-secrets-'));
    dataDir = join(dir, 'data');
    await mkdir(join(dir, 'tmp'));
    const engine = await openEngine({ dataDir, carrier: 'command-line', vault: { cost: { N: 2 ** 12, r: 8, p: 1 } } });
    await engine.call.vault.create({ passphrase, keychain: false });
    await engine.close();
    cookies = await recordCookies(fleet());
    for (const secret of await fleet().secrets()) secrets.add(secret);
    for (const site of fleet().sites)
      for (const value of (await logIn(site, 'ed1')).cookies.values()) secrets.add(decodeURIComponent(value));
    await learn();
    docroots = await Promise.all(fleet().sites.map(({ docroot }) => namesBelow(docroot)));
    const watches = [join(dir, 'tmp'), tmpdir()].map(watchFolder);
    stopWatching = async () => {
      for (const watch of watches) seen.push(...(await watch.stop()));
    };
    processes = await sampleProcesses();
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  const learn = async () => {
    for (const secret of [...(await secretsNow(fleet())), ...(await cookies())]) secrets.add(secret);
  };
  const start = (...words: string[]) => startCli(dataDir, words, { TMPDIR: join(dir, 'tmp') });
  const resalt = async (...words: string[]) => {
    const ended = await start(...words).ended;
    seen.push({ where: `resalt ${words.join(' ')}: standard output`, text: ended.out });
    seen.push({ where: `resalt ${words.join(' ')}: standard error`, text: ended.err });
    await learn();
    return ended;
  };

  it('the command line: import, trust, dry run, a failing site, a kill, retry and resume, in words and in JSON', async () => {
    const csv = join(dir, 'sites.csv');
    await fleet().importCsv(csv);
    expect((await resalt('sites', 'import', csv)).code).toBe(0);
    await rm(csv);
    expect((await resalt('sites', 'trust', '--all', '--yes')).code).toBe(0);
    expect((await resalt('sites', 'list', '--json')).code).toBe(0);
    expect((await resalt('inspect', '--all', '--json')).code).toBe(0);
    expect((await resalt('logout', '--all', '--dry-run')).code).toBe(0);
    await auditAll();
    await failAndGoOn();
    await resalt('sites', 'list', '--passphrase-file', '/etc/hostname');
  }, 600_000);

  async function failAndGoOn(): Promise<void> {
    const [first] = fleet().sites;
    const writable = first && (await makeReadOnly(first));
    const failing = await resalt('logout', '--all', '--yes', '--json');
    await writable?.();
    expect(JSON.parse(failing.out).totals).toMatchObject({ changed: 1, failed: 1 });
    expect((await resalt('runs', 'retry', JSON.parse(failing.out).run, '--yes')).code).toBe(0);
    await killInTheMiddle();
    const { runs } = JSON.parse((await resalt('runs', 'list', '--json')).out);
    expect(runs[0]).toMatchObject({ state: 'interrupted' });
    expect((await resalt('runs', 'show', runs[0].id)).code).toBe(1);
    const resumed = await resalt('runs', 'resume', runs[0].id, '--yes', '--json');
    expect(JSON.parse(resumed.out).totals).toMatchObject({ changed: 2 });
    for (const words of [
      ['salts', 'rotate'],
      ['sessions', 'end'],
    ])
      await resalt(...words, '--all', '--yes');
    await resalt('logout', '--all', '--yes', '--no-proof');
  }

  /** All that audits keep and show, with something accepted and somebody approved. */
  async function auditAll(): Promise<void> {
    for (const site of fleet().sites) {
      const hash = `$P$B${randomBytes(15).toString('hex')}`;
      secrets.add(hash);
      const value = `a:1:{i:0;a:2:{s:4:"name";s:4:"door";s:8:"password";s:34:"${hash}";}}`;
      await sql(
        site,
        "INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES (1, '_application_passwords', ?)",
        [value],
      );
    }
    const kept = [
      'application-password',
      'weak-hash',
      'shared-hash',
      'plugin-token',
      'password-reset',
      'administrator-never-seen',
    ];
    const checks = kept.flatMap((check) => ['--check', check]);
    const audited = JSON.parse((await resalt('audit', '--all', ...checks, '--json')).out);
    const [finding] = audited.findings;
    const [administrator] = audited.administrators;
    if (!finding || !administrator) throw new Error('the audit found nothing');
    const accepting = ['--check', finding.check, '--finding', finding.contentHash, '--reason', 'It is ours.'];
    expect((await resalt('--yes', 'audit', 'accept', '--all', ...accepting)).code).toBe(0);
    expect((await resalt('administrators', 'approve', administrator.email, '--all')).code).toBe(0);
    for (const words of [['audit', 'accepted'], ['administrators'], ['people'], ['audit', 'known', '--all', '--csv']])
      expect((await resalt(...words)).code).toBe(0);
    expect((await resalt('audit', 'known', '--all')).out).toContain('It is ours.');
  }

  it('new passwords: reset with a proof, a plan, an export and what it opens to, forgetting, a person who leaves', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const words = ['passwords', 'reset', '--all', '--role', 'author', '--no-salts'];
    expect((await resalt(...words, '--dry-run')).code).toBe(0);
    const reset = await resalt(...words, '--prove', '--yes', '--json');
    expect(reset.code, reset.out + reset.err).toBe(0);
    const { run } = JSON.parse(reset.out);
    const phrase = join(dir, 'export-passphrase');
    const out = join(dir, 'exported.json');
    const exporting = `for the export ${randomBytes(8).toString('hex')}`;
    secrets.add(exporting);
    await writeFile(phrase, exporting);
    expect((await resalt('passwords', 'export', run, '--out', out, '--export-passphrase-file', phrase)).code).toBe(0);
    seen.push({ where: 'the exported file', text: await readFile(out, 'utf8') });
    const plain = await openByPassphrase('new-passwords', await readFile(out, 'utf8'), exporting);
    const { passwords } = exportedPasswords.parse(JSON.parse(plain.toString('utf8')));
    expect(passwords).toHaveLength(fleet().sites.length);
    for (const { password } of passwords) secrets.add(password);
    expect((await resalt('passwords', 'forget', run)).code).toBe(0);
    const leaving = userOf(site, 'helper').email;
    expect((await resalt('offboard', leaving, '--all', '--yes', '--json')).code).toBe(0);
  }, 240_000);

  // Dump programs get the password the same way in both.
  if ('tcpForwarding' in options)
    it('the evidence of an incident: kept, listed, and whole', async () => {
      const [site] = fleet().sites;
      const about = ['--site', site?.name ?? '', '--owner', 'Ada', '--symptoms', 'strange users'];
      expect((await resalt('incident', 'open', 'a breach', ...about)).code).toBe(0);
      const kept = await resalt('incident', 'run', 'a breach', 'snapshot', '--yes');
      expect(kept.code, kept.out + kept.err).toBe(0);
      const { evidence } = JSON.parse((await resalt('incident', 'evidence', 'list', 'a breach', '--json')).out);
      const kinds: string[] = evidence.map(({ kind }: { kind: string }) => kind);
      expect(kinds).toEqual(expect.arrayContaining(['users', 'wp-config', 'files', 'database']));
      expect(evidence.length).toBeGreaterThan(15);
    }, 120_000);

  async function killInTheMiddle(): Promise<void> {
    const cli = start('logout', '--all', '--yes');
    await momentCome({ after: 'swap', ms: 0 }, fleet().sites, cli.ended);
    cli.child.kill('SIGKILL');
    await cli.ended;
    seen.push({ where: 'a killed logout', text: cli.said.out + cli.said.err });
    await learn();
  }

  it('the dashboard: unlock, watch the fleet, plan, run and its events, and what it answers to mistakes', async () => {
    const serving = start('serve', '--json');
    await once(serving.child.stdout ?? serving.child, 'data');
    const dashboard = await enterDashboard(JSON.parse(serving.said.out).link);
    try {
      await useAll(dashboard);
      expect(dashboard.frames.length).toBeGreaterThan(10);
      seen.push(...dashboard.frames);
    } finally {
      dashboard.close();
      serving.child.kill('SIGINT');
      await serving.ended;
    }
    seen.push({ where: 'resalt serve', text: serving.said.err });
    await learn();
  }, 120_000);

  async function useAll(dashboard: Dashboard): Promise<void> {
    const select = { all: true };
    await dashboard.call('mutation', 'vault.unlock', { passphrase: `${passphrase}?` }).catch(() => undefined);
    await dashboard.call('mutation', 'vault.unlock', { passphrase });
    await dashboard.follow('fleet.watch', {}, () => true);
    for (const [path, input] of Object.entries({
      'sites.list': { select },
      'audit.known': { select },
      'audit.drift': { select },
      'audit.acceptances': {},
      'administrators.approved': {},
      'people.list': { select },
      'settings.get': {},
      'app.info': {},
      'vault.status': {},
    }))
      await dashboard.call('query', path, input);
    await dashboard.call('mutation', 'sites.test', { select });
    for (const dryRun of [true, false]) {
      const started = await dashboard.call('mutation', 'runs.start', {
        operation: 'FleetLogout',
        select,
        options: { dryRun },
      });
      const { run } = started as { run: string };
      await dashboard.follow('runs.watch', { run }, (event) => (event as RunEvent).run.state === 'finished');
      await dashboard.call('query', 'runs.show', { run });
    }
    await dashboard.call('query', 'runs.list', {});
    await dashboard.call('mutation', 'vault.unlock', { passphrase: 42 }).catch(() => undefined);
    await dashboard.call('mutation', 'sites.import', { format: 'json', text: '[{' }).catch(() => undefined);
    await dashboard.call('mutation', 'vault.lock', {});
  }

  it('and none is found: in output, frames, files, process lists, temporary folders, nor left on the servers', async () => {
    seen.push(...(await processes.stop()));
    await stopWatching();
    seen.push(...(await filesBelow(dataDir)), ...(await filesBelow(join(dir, 'tmp'))));
    await learn();
    const places = [
      'standard output',
      'frame',
      'command line of',
      'environment of',
      'audit.jsonl',
      'audits/s_',
      'agreements.sealed',
      'runs/r_',
      ...('tcpForwarding' in options ? ['evidence/i_'] : []),
      'vault/',
    ];
    for (const place of places)
      expect(seen.filter(({ where }) => where.includes(place)).length, place).toBeGreaterThan(0);
    expect(secrets.size).toBeGreaterThan(100);
    expect(leaksIn([...secrets], seen)).toEqual([]);
    expect(await Promise.all(fleet().sites.map(({ docroot }) => namesBelow(docroot)))).toEqual(docroots);
  }, 120_000);
});

describe('the search finds what is there', () => {
  const secret = `fleet'"\\ ${'K3y+/=&%~ü'.repeat(5)}`;

  it('in every form, wherever it stands, also cut short', () => {
    const text = (form: string) => `before ${form} after`;
    for (const form of formsOf(secret))
      expect(leaksIn([secret], [{ where: 'here', text: text(form) }])).toHaveLength(1);
    for (const before of ['', 'a', 'ab', 'abc']) {
      const around = Buffer.from(`${before}${secret}end`);
      for (const encoding of ['base64', 'base64url', 'hex', 'utf8'] as const)
        expect(leaksIn([secret], [{ where: encoding, text: text(around.toString(encoding)) }])).toHaveLength(1);
    }
    for (const form of [
      JSON.stringify({ secret }),
      JSON.stringify(JSON.stringify({ secret })),
      new URLSearchParams({ secret }).toString(),
    ])
      expect(leaksIn([secret], [{ where: 'here', text: form }])).toHaveLength(1);
    expect(leaksIn([secret], [{ where: 'here', text: 'nothing of the kind' }])).toEqual([]);
  });

  it('in the command line and in the environment of a short-lived process, and in a file that came and went', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'resalt-secrets-'));
    const sampler = await sampleProcesses();
    const folder = watchFolder(dir);
    try {
      const script = `require('fs').writeFileSync('${dir}/gone', process.env.PLANTED); console.log('written'); process.stdin.resume()`;
      const child = spawn(process.execPath, ['-e', script, 'PlantedArgument0123456789'], {
        env: { ...process.env, PLANTED: 'PlantedVariable0123456789' },
      });
      await once(child.stdout, 'data');
      await sampler.looked();
      child.stdin.end();
      child.stdout.resume();
      await once(child, 'close');
      await rm(join(dir, 'gone'));
      await writeFile(join(dir, 'last'), '');
      const seen = [...(await sampler.stop()), ...(await folder.stop())];
      expect(leaksIn(['PlantedArgument0123456789'], seen).join()).toContain('command line');
      const variable = leaksIn(['PlantedVariable0123456789'], seen).join();
      expect(variable).toContain('environment');
      expect(variable).toContain('gone');
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});
