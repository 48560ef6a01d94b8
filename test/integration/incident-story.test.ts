import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import type { Incident } from '../../src-main/contract/incidents.ts';
import { recordReport } from '../../src-main/contract/reports.ts';
import { builtApp } from '../e2e/built-app.ts';
import { ask, logInAs } from '../fleet/breach/attacker.ts';
import { type Breach, breach } from '../fleet/breach/breach.ts';
import { accountOf } from '../fleet/breach/database.ts';
import { type Door, openOnes } from '../fleet/breach/door.ts';
import { shellPath } from '../fleet/breach/files.ts';
import { survive } from '../fleet/breach/survivor.ts';
import { useFleet } from '../fleet/shared.ts';
import { type FleetSite, userOf } from '../fleet/site.ts';
import { startCli } from './built-cli.ts';
import { type ByCommandLine, byCommandLine } from './incident/by-command-line.ts';
import { cause, findTheCause } from './incident/find-the-cause.ts';
import { handsOn, office } from './incident/hands.ts';
import { fewestKills, type Kills, killsInWords, killsOf } from './incident/killed-in-each-step.ts';
import { isGone, killedOnce, saltsIn } from './incident/killed-once.ts';
import { newPassword } from './incident/new-passwords.ts';
import { checksumFile } from './incident/official-checksums.ts';
import { actsOf, person } from './incident/person.ts';
import { type Through, through } from './incident/through.ts';
import { engineFor } from './open-engine.ts';

const name = 'The shop was breached';

/**
 * A breached site is taken through the whole checklist by the command line alone, by a person who does the one next action that it
 * names. WordPress, the web server and MySQL judge; the attacker tries every door that was left. One story, in this order.
 */
describe(`an incident from the alarm to the reports, ${killsInWords}`, () => {
  const fleet = useFleet({ sites: 2 });
  let dir: string;
  let site: FleetSite;
  let attack: Breach;
  let hand: ByCommandLine;
  let way: Through;
  let kills: Kills;
  /** What malware got hold of after the containment. */
  let survivors: Door[] = [];
  let incident: Pick<Incident, 'steps' | 'next'>;
  let brokeOff = false;

  beforeAll(async () => {
    await builtApp();
    dir = await mkdtemp(join(tmpdir(), 'resalt-incident-'));
    await (await engineFor(fleet(), { dataDir: join(dir, 'data') })).close();
    const [first] = fleet().sites;
    if (!first) throw new Error('no site');
    site = first;
    attack = await breach(site, fleet().db);
    hand = byCommandLine(join(dir, 'data'), name);
    const acts = actsOf(hand, handsOn(site, fleet()), site.name);
    const salts = () => saltsIn(site);
    const before = { salts: '' };
    const rotated = async () => (await salts()).join() !== before.salts;
    kills = killsOf(hand, name);
    way = through({
      ...{ hand, name, acts, kills },
      notes: { 'database-accounts': `Dropped ${accountOf(site)}, which nobody could explain.` },
      instead: {
        'foreign-php': killedOnce(hand, name, isGone(site, shellPath), salts),
        async 'final-rotation'(step) {
          before.salts = (await salts()).join();
          await killedOnce(hand, name, rotated, salts)(step);
        },
        'entry-point': () => findTheCause(hand, name),
        'reopen-site': killedOnce(hand, name, isGone(site, '.maintenance'), salts),
      },
    });
  }, 180_000);
  afterAll(async () => {
    await hand?.close();
    await rm(dir, { recursive: true, force: true });
  });

  const tell = (title: string, part: (context: TestContext) => Promise<void>, ms = 300_000): void =>
    test(
      title,
      async (context) => {
        context.skip(brokeOff, 'the story broke off before');
        brokeOff = true;
        await part(context);
        brokeOff = false;
      },
      ms,
    );
  const stranger = async () => (await ask(site, '/')).status;
  const fromOffice = async () => (await ask(site, '/', { from: office })).status;
  const names = (doors: readonly Door[]) => doors.map((door) => door.name);

  tell('the attacker is in, by every door', async () => {
    expect(await openOnes(attack.doors)).toEqual(names(attack.doors));
  });

  tell('the incident is opened, and its next action is to contain', async () => {
    await hand.say(['audit', 'checksums', 'add', await checksumFile('6.1', dir)]);
    for (const login of ['owner', 'agency']) await hand.say(['administrators', 'approve', login, '--site', site.name]);
    await hand.say([
      ...['incident', 'open', name, '--site', site.name, '--owner', person, '--noticed', new Date().toISOString()],
      ...['--symptoms', 'The host’s scanner reports a web shell; visitors see a login page that is not ours.'],
    ]);
    incident = await hand.show();
    expect(incident.next?.title).toBe('Contain 1 site');
    expect(incident.steps.length).toBeGreaterThanOrEqual(34);
  });

  tell('contained: closed to strangers, open to the office; nobody is in any more', async () => {
    const words = ['incident', 'contain', name, '--allow', office, '--yes'];
    await kills.before('contain', words, 30);
    await hand.say(words);
    expect([await stranger(), await fromOffice()]).toEqual([503, 200]);
    incident = await hand.show();
    const set = incident.steps.filter(({ containment }) => containment);
    expect(set.map(({ id, state }) => [id, state])).toEqual(set.map(({ id }) => [id, 'verified']));
  });

  tell('malware that nobody found yet reads the new secrets, and is in', async () => {
    survivors = await survive(site, attack.shell, office);
    expect(await openOnes(survivors)).toEqual(names(survivors));
  });

  tell('doors are shut by its next actions; the malware reads what is new, and is in again', async () => {
    await way.follow(({ id }) => id === 'core-files');
    expect(await openOnes(survivors)).toEqual([]);
    survivors = await survive(site, attack.shell, office);
    expect(await openOnes(survivors)).toEqual(names(survivors));
  });

  tell('cleaned: the malware is gone, but what it read still opens', async () => {
    incident = await way.follow(({ id }) => id === 'final-rotation');
    expect(incident.next?.step).toBe('final-rotation');
    expect((await ask(site, `/${shellPath}`)).status).toBe(404);
    expect(await openOnes(survivors)).toEqual(names(survivors));
  });

  tell('after the final rotation it is worthless', async () => {
    await way.follow(({ id }) => id !== 'final-rotation');
    expect(await openOnes(survivors)).toEqual([]);
  });

  tell('hardened, opened, told: nothing is left to do but to look again', async () => {
    incident = await way.follow(({ id }) => id === 'look-again');
    expect(await stranger()).toBe(200);
  });

  tell('killed again and again, Resalt did nothing twice and left nothing behind', async ({ annotate }) => {
    await annotate(`${killsInWords}: ${kills.died.join(', ')}`);
    expect(kills.died.length, 'kills that came').toBeGreaterThanOrEqual(fewestKills);
    await kills.prove(site);
  });

  tell('no door opens any more, and the site works for who belongs there', async () => {
    expect(await openOnes([...attack.doors, ...survivors])).toEqual([]);
    expect(await logInAs(site, 'ed1', userOf(site, 'ed1').password, office)).toBeNull();
    const cookie = await logInAs(site, 'ed1', await newPassword(hand, dir, 'ed1'), office);
    expect((await ask(site, '/wp-admin/edit.php', { cookie: cookie ?? '', from: office })).status).toBe(200);
  });

  tell('the evidence is whole, goes out signed, and is checked without a vault', async () => {
    const archive = join(dir, 'evidence.tar');
    await hand.say(['incident', 'evidence', 'verify', name]);
    await hand.say(['incident', 'evidence', 'export', name, archive]);
    const { code, err } = await startCli(join(dir, 'nobody'), ['incident', 'evidence', 'check', archive], {
      RESALT_PASSPHRASE: '',
    }).ended;
    expect(code, err).toBe(0);
  });

  tell('three reports tell the truth, and nothing secret', async () => {
    const made = async (audience: string, format: string) => {
      const out = join(dir, `${audience}.${format}`);
      await hand.say(['incident', 'report', name, '--for', audience, '--as', format, '--out', out]);
      return readFile(out, 'utf8');
    };
    const engineer = await made('engineer', 'html');
    const client = await made('client', 'html');
    const record = await made('record', 'json');
    const { steps, notDone } = recordReport.parse(JSON.parse(record));
    const isDone = (state: string) => state === 'verified' || state === 'ticked';
    expect(steps.map(({ id, done }) => [id, done])).toEqual(incident.steps.map(({ id, state }) => [id, isDone(state)]));
    expect(notDone.map(({ id }) => id)).toEqual(['look-again']);
    expect(names(attack.doors.filter(({ trace }) => !trace.test(engineer)))).toEqual([]);
    for (const { title } of incident.steps) expect(engineer).toContain(title.replaceAll('’', '’'));
    for (const text of [engineer, record]) expect(text).toContain(cause);
    const secrets = [...(await fleet().secrets()), ...attack.secrets];
    for (const text of [engineer, client, record, ...hand.printed])
      for (const secret of secrets) expect(text.includes(secret)).toBe(false);
  });

  tell('looked at again, and closed', async () => {
    for (const _ of ['24-hours', '7-days', '30-days']) await hand.say(['incident', 'recheck', name]);
    const again = await hand.show();
    expect(again.rechecks.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    // They were made before their time: what comes in 30 days nobody has seen, so a person says it.
    expect([again.next?.step, again.alerts, again.damaged]).toEqual(['look-again', 0, null]);
    await hand.say(['incident', 'tick', name, 'look-again', '--by', person, '--note', 'Looked at early, by hand.']);
    expect((await hand.show()).next).toBeNull();
    await hand.say(['incident', 'close', name, '--by', person, '--note', 'Clean; the hole is closed.']);
    expect((await hand.show()).closedAt).not.toBeNull();
  });
});
