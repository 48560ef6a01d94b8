import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import { builtApp } from '../../e2e/built-app.ts';
import { connect, sql } from '../../fleet/database.ts';
import { until } from '../../fleet/processes/until.ts';
import { useFleet } from '../../fleet/shared.ts';
import type { FleetSite } from '../../fleet/site.ts';
import { engineFor } from '../open-engine.ts';
import { type ByCommandLine, byCommandLine } from './by-command-line.ts';
import { person } from './person.ts';

const name = 'Killed while it looks';
const dieAtSync = pathToFileURL(join(import.meta.dirname, 'die-at-sync.mjs')).href;

interface Deed {
  step: string;
  what: string;
  words: string[];
  /** At which of its writings to the disk it is killed. The first is the audit trail’s “unlocked”; then come, one after the other, what it keeps, the record and what the trail says of it. */
  at: readonly number[];
  /** A table that it reads, where it reads the site. */
  reads?: string;
  /** How the step stands when it was done once more. */
  ends: string;
}

const signed = ['--by', person, '--note', 'seen to it'];
/** The steps in which Resalt only looks, or writes down what a person says. */
const deeds: Deed[] = [
  {
    ...{ step: 'entry-point', what: 'gathers', at: [1, 2, 3, 4], reads: 'users', ends: 'open' },
    words: ['timeline', name, '--gather', '--marked'],
  },
  {
    ...{ step: 'entry-point', what: 'takes the cause', at: [2, 3], ends: 'ticked' },
    words: ['cause', name, '--by', person, '--text', 'an old plugin'],
  },
  {
    // Nobody has published here what plugins and themes should be: what can't be compared is no yes.
    ...{ step: 'reinstall', what: 'looks', at: [2, 3, 4], reads: 'options', ends: 'open' },
    words: ['verify', name, 'reinstall'],
  },
  {
    ...{ step: 'reinstall', what: 'takes the tick', at: [2, 3], ends: 'ticked' },
    words: ['tick', name, 'reinstall', ...signed],
  },
  {
    ...{ step: 'neighbours', what: 'looks', at: [2, 3], ends: 'verified' },
    words: ['verify', name, 'neighbours'],
  },
];

/** kill -9 in the steps of the checklist that change nothing on a site: at each thing that they make durable, and while they read. */
describe('killed while it looks and writes down', () => {
  const fleet = useFleet({ sites: 1 });
  let dir: string;
  let site: FleetSite;
  let hand: ByCommandLine;
  let files: string[];
  beforeAll(async () => {
    await builtApp();
    dir = await mkdtemp(join(tmpdir(), 'resalt-looking-'));
    await (await engineFor(fleet(), { dataDir: join(dir, 'data') })).close();
    const [first] = fleet().sites;
    if (!first) throw new Error('no site');
    site = first;
    hand = byCommandLine(join(dir, 'data'), name);
    await hand.say(['incident', 'open', name, '--site', site.name, '--owner', person, '--symptoms', 'A casino']);
    files = await filesOf(site);
  }, 180_000);
  afterAll(async () => {
    await hand?.close();
    await rm(dir, { recursive: true, force: true });
  });

  /** The incident is there, with all that it had, and nothing is under way that nobody is at. */
  async function stands(before: Incident): Promise<Incident> {
    const now = await hand.show();
    expect(now.damaged).toBeNull();
    expect(now.record.slice(0, before.record.length)).toEqual(before.record);
    expect(now.steps.filter(({ state }) => state === 'working').map(({ id }) => id)).toEqual([]);
    return now;
  }
  const stateOf = ({ steps }: Incident, id: string) => steps.find((step) => step.id === id)?.state;

  it.each(deeds)(
    '$step $what',
    async ({ step, words, at, reads, ends }) => {
      const all = ['incident', ...words];
      const env = { NODE_OPTIONS: `--import=${dieAtSync}`, RESALT_TEST_DIE_IN: join(dir, 'data') };
      let incident = await hand.show();
      if (reads) {
        await killedReading(site, reads, (when) => hand.killed(all, when));
        incident = await stands(incident);
      }
      for (const n of at) {
        expect([n, await hand.dies(all, { ...env, RESALT_TEST_DIE: `${n}:before` })]).toEqual([n, true]);
        incident = await stands(incident);
      }
      await hand.say(all, [0, 1]);
      expect(stateOf(await stands(incident), step)).toBe(ends);
    },
    240_000,
  );

  it('nothing is left on the site or half written here, and no run was begun', async () => {
    expect(await filesOf(site)).toEqual(files);
    expect((await hand.ask(['runs', 'list'])).runs).toEqual([]);
    const here = await readdir(join(dir, 'data'), { recursive: true });
    expect(here.filter((path) => path.endsWith('.writing'))).toEqual([]);
    expect(here.filter((path) => /timelines.*\.sealed$/.test(path))).toHaveLength(1);
  });
});

const filesOf = async ({ docroot }: FleetSite): Promise<string[]> =>
  (await readdir(docroot, { recursive: true })).sort();

/** Kills it while it waits for a table that somebody else has locked: then it is in the middle of reading. */
async function killedReading(
  site: FleetSite,
  table: string,
  kill: (when: () => Promise<unknown>) => Promise<boolean>,
): Promise<void> {
  const locked = await connect(site);
  onTestFinished(() => locked.destroy());
  await locked.query(`LOCK TABLES ${site.db.prefix}${table} WRITE`);
  const waiting = () =>
    sql(site, "SELECT id FROM information_schema.PROCESSLIST WHERE state LIKE 'Waiting for table%'");
  const hit = await kill(async () => {
    if (!(await until(async () => (await waiting()).length > 0, 60_000))) throw new Error('it never read that table');
  });
  expect(hit, 'killed while it reads').toBe(true);
  await locked.query('UNLOCK TABLES');
  locked.destroy();
  // Nothing of it goes on at the server.
  await expect.poll(waiting, { timeout: 30_000 }).toEqual([]);
}
