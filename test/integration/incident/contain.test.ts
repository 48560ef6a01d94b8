import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import { useFleet } from '../../fleet/shared.ts';
import { logIn, visit } from '../../fleet/visit.ts';
import { ended, engineFor, type TestEngine } from '../open-engine.ts';

const fleet = useFleet({ sites: 2 });
let engine: TestEngine;
let id: string;

beforeAll(async () => {
  engine = await engineFor(fleet());
  const { sites } = fleet();
  const opened = await engine.call.incidents.open({
    ...{ name: 'Acme in November', owner: 'Ada', select: { sites: sites.map(({ name }) => name) } },
    ...{ symptoms: 'Visitors were sent to a casino.', noticedAt: new Date().toISOString() },
  });
  id = opened.id;
  return () => engine.dispose();
}, 120_000);

const options = { proof: true, waves: [], maxFailures: null, concurrency: 2, dryRun: false };
const show = () => engine.call.incidents.show({ incident: id });

/** The incident as soon as this is true of it. */
async function until(seen: (incident: Incident) => boolean): Promise<Incident> {
  for await (const incident of await engine.call.incidents.watch({ incident: id })) if (seen(incident)) return incident;
  throw new Error('the incident is no longer watched');
}

const containment = ({ steps }: Incident) => steps.filter((step) => step.containment);
const working = (incident: Incident) => incident.steps.some(({ state }) => state === 'working');
const standingsOf = (incident: Incident, step: string) =>
  incident.steps.find((one) => one.id === step)?.standings.map(({ site, state, told }) => ({ site, state, told })) ??
  [];

describe('a breach on two sites', () => {
  it('is planned in one run, which changes nothing', async () => {
    const { run } = await engine.call.incidents.contain({ incident: id, options: { ...options, dryRun: true } });
    const plan = await ended(engine, run);
    expect(plan.sites.map(({ failure, site }) => ({ site, failure }))).toEqual(
      fleet().sites.map(({ name }) => ({ site: name, failure: null })),
    );
    console.log(plan.sites[0]?.plan, plan.sites[0]?.warnings);
    expect(containment(await show()).map(({ state }) => state)).not.toContain('verified');
  });

  it('is contained in one run, and every step of it is seen to hold', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const stolen = await logIn(site, 'ed1');
    const { run } = await engine.call.incidents.contain({ incident: id, options });
    const done = await ended(engine, run);
    console.log(
      JSON.stringify(
        done.sites.map(({ outcome, failure, steps, deeds }) => ({ outcome, failure, steps, deeds })),
        null,
        1,
      ).slice(0, 6000),
    );
    const incident = await until((one) => !working(one));
    console.log(
      JSON.stringify(
        containment(incident).map((step) => [step.id, standingsOf(incident, step.id)]),
        null,
        1,
      ),
    );
    expect(containment(incident).map(({ id: step, state }) => [step, state])).toEqual(
      containment(incident).map(({ id: step }) => [step, 'verified']),
    );
    expect((await visit(site, stolen.cookie)).status).not.toBe(200);
  }, 180_000);

  it('an old configuration that somebody puts back reopens what it undoes, with an alert', async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const file = join(site.path, 'wp-config.php');
    const now = await readFile(file, 'utf8');
    await writeFile(file, now.replace(/(define\(\s*'AUTH_KEY',\s*')[^']{8}/, '$1attacker'));
    await engine.finish('InspectSite', {}, { sites: [site.name] });
    const incident = await until(({ alerts }) => alerts > 0);
    console.log(incident.alertList);
    expect(standingsOf(incident, 'contain-passwords').map(({ state }) => state)).toEqual(['reopened', 'verified']);
  }, 60_000);
});
