import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { builtApp } from '../e2e/built-app.ts';
import { backdoor } from '../fleet/breach/accounts.ts';
import { ask } from '../fleet/breach/attacker.ts';
import { type Breach, breach } from '../fleet/breach/breach.ts';
import { type Door, openOnes } from '../fleet/breach/door.ts';
import { survive } from '../fleet/breach/survivor.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { type ByCommandLine, byCommandLine } from './incident/by-command-line.ts';
import { handsOn, office } from './incident/hands.ts';
import { checksumFile } from './incident/official-checksums.ts';
import { engineFor } from './open-engine.ts';

const incidentName = 'The shop was breached';
const owner = 'Mo Night';

/**
 * A breached site is taken through the whole checklist by the command line alone, as a person who follows the one next action that it
 * names. WordPress, the web server and MySQL judge; the attacker has a list of doors, and tries each. One story, in this order.
 */
describe('an incident from the alarm to the reports', () => {
  const fleet = useFleet({ sites: 2 });
  let dataDir: string;
  let site: FleetSite;
  let attack: Breach;
  let hand: ByCommandLine;
  /** What malware got hold of after the containment. */
  let survivors: Door[] = [];
  let brokeOff = false;

  beforeAll(async () => {
    await builtApp();
    dataDir = await mkdtemp(join(tmpdir(), 'resalt-incident-'));
    await (await engineFor(fleet(), { dataDir: join(dataDir, 'data') })).close();
    const [first] = fleet().sites;
    if (!first) throw new Error('no site');
    site = first;
    attack = await breach(site, fleet().db);
    hand = byCommandLine(join(dataDir, 'data'), incidentName);
  }, 180_000);
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  const tell = (title: string, part: () => Promise<void>, ms = 60_000): void =>
    test(
      title,
      async ({ skip }) => {
        skip(brokeOff, 'the story broke off before');
        brokeOff = true;
        await part();
        brokeOff = false;
      },
      ms,
    );
  const stranger = async () => (await ask(site, '/')).status;
  const fromOffice = async () => (await ask(site, '/', { from: office })).status;

  tell('the attacker is in, by every door', async () => {
    expect(await openOnes(attack.doors)).toEqual(attack.doors.map(({ name }) => name));
  });

  tell('the incident is opened, and its next action is to contain', async () => {
    await hand.say(['audit', 'checksums', 'add', await checksumFile('6.1', dataDir)]);
    const noticed = new Date().toISOString();
    await hand.say([
      ...['incident', 'open', incidentName, '--site', site.name, '--owner', owner, '--noticed', noticed],
      ...['--symptoms', 'The host’s scanner reports a web shell; visitors see a login page that is not ours.'],
    ]);
  });

  tell('contained: closed to strangers, open to the office; nobody is in any more', async () => {
    await hand.say(['incident', 'contain', incidentName, '--allow', office, '--yes']);
    expect([await stranger(), await fromOffice()]).toEqual([503, 200]);
  });

  tell('malware that nobody found reads the new salts and is in again', async () => {
    survivors = await survive(site, attack.shell, office);
    expect(await openOnes(survivors)).toEqual(survivors.map(({ name }) => name));
  });
});
