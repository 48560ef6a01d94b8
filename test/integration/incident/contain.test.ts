import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import { openEngine } from '../../../src-main/engine.ts';
import { ask } from '../../fleet/breach/attacker.ts';
import { connect, sql } from '../../fleet/database.ts';
import { useFleet } from '../../fleet/shared.ts';
import type { FleetSite } from '../../fleet/site.ts';
import { logIn, visit } from '../../fleet/visit.ts';
import { ended, engineFor, passphrase, type TestEngine, withEnds } from '../open-engine.ts';
import { office } from './hands.ts';

const fleet = useFleet({ sites: 3 });
let engine: TestEngine;
let id: string;

beforeAll(async () => {
  engine = await engineFor(fleet(), { loginsUnderWayMs: 100 });
  const opened = await engine.call.incidents.open({
    ...{ name: 'Acme in November', owner: 'Ada', select: { all: true } },
    ...{ symptoms: 'Visitors were sent to a casino.', noticedAt: new Date().toISOString() },
  });
  id = opened.id;
  return () => engine.dispose();
}, 120_000);

const options = { proof: true, waves: [], maxFailures: null, concurrency: 2, dryRun: false };
const siteAt = (index: number): FleetSite => {
  const site = fleet().sites[index];
  if (!site) throw new Error(`no site ${index}`);
  return site;
};

/** The incident as soon as this is true of it. */
async function until(seen: (incident: Incident) => boolean): Promise<Incident> {
  for await (const incident of await engine.call.incidents.watch({ incident: id })) if (seen(incident)) return incident;
  throw new Error('the incident is no longer watched');
}

const containment = ({ steps }: Incident) => steps.filter((step) => step.containment);
const isIdle = (incident: Incident) => !incident.steps.some(({ state }) => state === 'working');
const standingOf = (incident: Incident, step: string, { name }: FleetSite) =>
  incident.steps.find((one) => one.id === step)?.standings.find(({ site }) => site === name);
const statesOn = (incident: Incident, site: FleetSite) =>
  containment(incident).map(({ id: step }) => [step, standingOf(incident, step, site)?.state]);
const allVerified = (incident: Incident) => containment(incident).map(({ id: step }) => [step, 'verified']);
const fingerprintOf = async ({ name }: FleetSite) =>
  (await engine.finish('InspectSite', {}, { sites: [name] })).sites[0]?.inspection?.salts.fingerprint;

describe('containing a breach', () => {
  const both = () => [siteAt(0).name, siteAt(1).name];
  let planned = '';

  it('is planned in one run, which changes nothing', async () => {
    const before = await fingerprintOf(siteAt(0));
    const dryRun = { ...options, dryRun: true };
    const wishes = { incident: id, sites: both(), allow: [office] };
    const { run } = await engine.call.incidents.contain({ ...wishes, options: dryRun });
    planned = run;
    const plan = await ended(engine, run);
    expect(plan.sites.map(({ failure, outcome }) => ({ failure, outcome }))).toEqual([
      { failure: null, outcome: 'unchanged' },
      { failure: null, outcome: 'unchanged' },
    ]);
    const words = plan.sites[0]?.plan.join('\n') ?? '';
    const order = ['users', '503', 'database', 'new passwords', 'Rotate 8 salts', 'End '].map((word) =>
      words.indexOf(word),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order[0], words).toBeGreaterThanOrEqual(0);
    expect(await fingerprintOf(siteAt(0))).toBe(before);
    expect((await fetch(siteAt(0).url)).status).toBe(200);
  }, 90_000);

  it('is one run as it was planned, after which every step of it is seen to hold', async () => {
    const stolen = await logIn(siteAt(0), 'ed1');
    const asPlanned = (plan: string) => engine.call.incidents.contain({ incident: id, sites: both(), plan, options });
    await expect(asPlanned('r_nobody')).rejects.toThrow('no plan of the containment of this incident');
    // Whoever begins it names the plan only: what was wished for it, as who may still see the site, is the plan's.
    const { run } = await asPlanned(planned);
    const done = await ended(engine, run);
    expect(done.sites.map(({ outcome, failure }) => ({ outcome, failure }))).toEqual([
      { outcome: 'changed', failure: null },
      { outcome: 'changed', failure: null },
    ]);
    const incident = await until(isIdle);
    for (const site of [siteAt(0), siteAt(1)]) expect(statesOn(incident, site)).toEqual(allVerified(incident));
    expect((await visit(siteAt(0), stolen.cookie)).status).toBe(503);
    expect((await ask(siteAt(0), '/', { from: office })).status).toBe(200);
  }, 90_000);

  it('what holds is not done a second time', async () => {
    const runs = () => engine.call.runs.list({}).then((all) => all.filter(({ dryRun }) => !dryRun).length);
    const before = await runs();
    await engine.call.incidents.contain({ incident: id, sites: both(), options });
    await until(isIdle);
    const { run } = await engine.call.incidents.run({ incident: id, step: 'contain-sessions', sites: both(), options });
    expect(run).toBeNull();
    expect(await runs()).toBe(before);
  }, 90_000);

  it('an old configuration that somebody puts back reopens what it undoes, with an alert; rotating anew closes it', async () => {
    const site = siteAt(0);
    const now = await readFile(site.configPath, 'utf8');
    await writeFile(site.configPath, now.replace(/('AUTH_KEY',\s*')[^']{8}/, '$1attacker'));
    await engine.finish('InspectSite', {}, { sites: [site.name] });
    const fallen = await until(({ alerts }) => alerts > 0);
    expect(standingOf(fallen, 'contain-passwords', site)?.state).toBe('reopened');
    expect(standingOf(fallen, 'contain-passwords', siteAt(1))?.state).toBe('verified');
    expect(fallen.alertList.map(({ step, site: of }) => [step, of])).toEqual([['contain-passwords', site.name]]);

    const { run } = await engine.call.incidents.run({
      incident: id,
      step: 'contain-passwords',
      sites: [site.name],
      options,
    });
    expect(run).not.toBeNull();
    const again = await until((one) => isIdle(one) && standingOf(one, 'contain-passwords', site)?.state !== 'reopened');
    expect(standingOf(again, 'contain-passwords', site)?.told).toContain(`run ${run} made`);
    expect(standingOf(again, 'contain-passwords', site)?.state).toBe('verified');
  }, 90_000);
});

describe('what fails or is broken off', () => {
  it('a step that failed on one of two sites is tried again there only, in its own run', async () => {
    const [well, broken] = [siteAt(0), siteAt(1)];
    const run = async () => {
      await engine.call.incidents.run({
        incident: id,
        step: 'clear-reset-keys',
        sites: [well.name, broken.name],
        options,
      });
      await until(isIdle);
      const all = await engine.call.runs.list({});
      const [own, ...more] = all.filter((one) => one.operation === 'ClearResetKeys' && !one.dryRun);
      if (!own) throw new Error('it has no run');
      const { sites } = await engine.call.runs.show({ run: own.id });
      const rowOf = ({ name }: FleetSite) => sites.find(({ site }) => site === name);
      return { more: more.length, well: rowOf(well), broken: rowOf(broken) };
    };
    const config = await readFile(broken.configPath, 'utf8');
    await writeFile(broken.configPath, config.replace(/('DB_PASSWORD',\s*')[^']*/, '$1wrong'));
    const first = await run().finally(() => writeFile(broken.configPath, config));
    expect(first.well).toMatchObject({ attempt: 1, outcome: 'unchanged' });
    expect(first.broken).toMatchObject({ attempt: 1, outcome: 'failed' });
    const second = await run();
    expect(second).toMatchObject({ more: 0, well: { attempt: 1 }, broken: { attempt: 2, outcome: 'unchanged' } });
    const { steps } = await engine.call.incidents.show({ incident: id });
    const standings = steps.find((step) => step.id === 'clear-reset-keys')?.standings ?? [];
    expect(standings.filter(({ state }) => state === 'verified').map(({ site }) => site)).toEqual([
      well.name,
      broken.name,
    ]);
  }, 90_000);

  it('a cancelled run stops within a piece of evidence; what was kept stays, and it goes on from there', async () => {
    const site = siteAt(1);
    const locked = await connect(site);
    onTestFinished(() => locked.destroy());
    await locked.query(`LOCK TABLES ${site.db.prefix}posts WRITE`);
    const order = { operation: 'TakeSnapshot' as const, incident: id, kinds: ['database' as const] };
    const { run } = await engine.call.orders.start({ order, select: { sites: [site.name] }, options });
    const pieces = async () => (await engine.call.evidence.list({ incident: id })).filter((one) => one.run === run);
    const waiting = "SELECT id FROM information_schema.PROCESSLIST WHERE state LIKE 'Waiting for table%'";
    await expect.poll(() => sql(site, waiting), { timeout: 60_000 }).not.toEqual([]);
    await engine.call.runs.cancel({ run });
    const [row] = (await ended(engine, run)).sites;
    expect(row).toMatchObject({ outcome: 'cancelled', failure: { code: 'CANCELLED' } });
    const kept = await pieces();
    expect(kept.length).toBeGreaterThan(0);
    await locked.query('UNLOCK TABLES');
    await engine.call.runs.retry({ run });
    expect((await ended(engine, run)).sites[0]).toMatchObject({ outcome: 'unchanged', failure: null });
    const all = await pieces();
    expect(all.slice(0, kept.length)).toEqual(kept);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(kept.length);
  }, 90_000);
});

describe('a kill -9 in the middle of it', () => {
  const script = join(import.meta.dirname, 'contain-until-killed.ts');

  /** Contains in a process of its own that dies as soon as this has been made durable once more. How it ended. */
  async function killedAt(site: FleetSite, mark: string): Promise<unknown> {
    const words = ['--import', 'tsx', script, engine.dataDir, passphrase, id, site.name, mark];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    return (await once(child, 'exit'))[1];
  }

  it('three times, at other moments: it goes on, nothing is done twice, nothing is lost', async () => {
    const site = siteAt(2);
    const before = await fingerprintOf(site);
    await engine.close();
    for (const mark of ['"part":"first-evidence"', '"marks":{"passwords"', '"marks":{"salts"'])
      expect([mark, await killedAt(site, mark)]).toEqual([mark, 'SIGKILL']);
    const reopened = await openEngine({ dataDir: engine.dataDir, carrier: 'command-line', loginsUnderWayMs: 100 });
    await reopened.call.vault.unlock({ passphrase });
    engine = withEnds(reopened, engine.dataDir);
    const { record } = await engine.call.incidents.show({ incident: id });

    const { run } = await engine.call.incidents.contain({ incident: id, sites: [site.name], options });
    const done = await ended(engine, run);
    const incident = await until(isIdle);
    expect(statesOn(incident, site)).toEqual(allVerified(incident));
    expect(incident.damaged).toBeNull();
    expect(incident.record.slice(0, record.length)).toEqual(record);

    const all = (await engine.call.runs.list({})).filter((one) => one.operation === 'Contain' && !one.dryRun);
    expect(all.map((one) => [one.id === run, one.count])).toEqual([
      [true, 1],
      [false, 2],
    ]);
    const [row] = done.sites;
    expect(row).toMatchObject({ outcome: 'changed', salts: { fingerprintBefore: before } });
    expect(row?.attempt).toBe(4);
    const pieces = (await engine.call.evidence.list({ incident: id })).filter((one) => one.site === site.name);
    expect(new Set(pieces.map(({ name }) => name)).size).toBe(pieces.length);
    const { kept } = await engine.call.newPasswords.status({ run });
    expect(kept).toBe(row?.deeds?.filter(({ kind }) => kind === 'password').length);
    expect(kept).toBeGreaterThan(0);
  }, 150_000);
});

describe('looking again', () => {
  it('audits every site, looks at each step that was done, and tells what is new as an alert', async () => {
    const once = await engine.call.incidents.recheck({ incident: id });
    const [first, second] = once.rechecks;
    expect(once.rechecks.map(({ after }) => after)).toEqual(['24-hours', '7-days', '30-days']);
    expect(first?.told).not.toContain('No longer holds');
    expect(second?.state).toBe('to-come');
    const { alerts } = once;

    const shell = join(siteAt(1).docroot, 'wp-content/uploads/shell.php');
    await writeFile(shell, '<?php eval($_POST["x"]);');
    const again = await engine.call.incidents.recheck({ incident: id });
    expect(again.alerts).toBeGreaterThan(alerts);
    expect(again.alertList.at(-1)?.text).toContain('shell.php');
    expect(
      again.rechecks
        .filter(({ state }) => state === 'failed')
        .map(({ told }) => told)
        .join(),
    ).toContain(siteAt(1).name);
  }, 90_000);
});
