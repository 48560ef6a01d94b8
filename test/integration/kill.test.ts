import { readdirSync, readFileSync, watch } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../src-main/contract/runs.ts';
import { builtApp } from '../e2e/built-app.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { visit } from '../fleet/visit.ts';
import { type CliRun, startCli } from './built-cli.ts';
import { type ConcurrentReader, startReader } from './kill/concurrent-reader.ts';
import { killHard } from './kill/kill-hard.ts';
import { type Moment, momentAt, momentCome, randomFrom } from './kill/moments.ts';
import {
  type Before,
  beforeOf,
  expectAudited,
  expectHonest,
  expectSettled,
  journalOf,
  settle,
  shaOf,
  startAgain,
} from './kill/settle.ts';
import { ended, engineFor } from './open-engine.ts';

/**
 * Resalt, the SSH connection and the database server, each killed at random moments of a logout of real sites, while
 * somebody reads the configurations all the time. The seed is printed: RESALT_KILL_SEED repeats it, RESALT_KILL_MOMENTS
 * says how many.
 */
const seed = Number(process.env.RESALT_KILL_SEED ?? Date.now() % 1_000_000_000);
const count = Number(process.env.RESALT_KILL_MOMENTS ?? 100);
const shares = { resalt: Math.ceil(count * 0.1), ssh: Math.ceil(count * 0.7), database: Math.ceil(count * 0.2) };

describe(`killed at ${count} random moments (RESALT_KILL_SEED=${seed})`, () => {
  // OPcache makes PHP fast enough for a hundred runs; looking at each request whether a file has changed keeps it true.
  const fleet = useFleet({ sites: 2, opcache: { revalidateSeconds: 0 } });
  const random = randomFrom(seed);
  let dataDir: string;
  let reader: ConcurrentReader;
  let dispose = async () => {};
  beforeAll(async () => {
    await builtApp();
    const engine = await engineFor(fleet());
    dataDir = engine.dataDir;
    await engine.finish('FleetLogout'); // PHP has read its files once
    await engine.close();
    dispose = engine.dispose;
    reader = await startReader(fleet().sites.map(({ configPath }) => configPath));
  });
  afterAll(async () => {
    await reader?.stop();
    await dispose();
  });
  const allBefore = () => Promise.all(fleet().sites.map(beforeOf));

  /**
   * Does `once` for each moment of a share; what fails says at which. A run is as long as the machine is busy, so its length is
   * taken anew now and then; and a moment that fell behind its run (`once` says false) comes again, earlier.
   */
  async function atEach(
    share: number,
    /** A run that nobody disturbs, and how long it took, in milliseconds. */
    calmRun: () => Promise<number>,
    once: (moment: Moment, before: Before[], runMs: number) => Promise<boolean>,
  ) {
    let runMs = 0;
    for (let index = 0; index < share; index += 1) {
      if (index % 10 === 0) runMs = await calmRun();
      const moment = momentAt(index, share, runMs, random);
      for (let hit = false, tries = 1; !hit; tries += 1) {
        try {
          hit = await once(moment, await allBefore(), runMs);
        } catch (error) {
          const when = `${moment.ms.toFixed(1)} ms after the ${moment.after}`;
          throw new Error(`Moment ${index} of seed ${seed}, ${when} (a run takes ${Math.round(runMs)} ms)`, {
            cause: error,
          });
        }
        expect(tries, 'tries to meet a run with one moment').toBeLessThan(8);
        moment.ms *= random();
      }
    }
  }

  it(`Resalt itself, ${shares.resalt} times`, async () => {
    const calmRun = async () => {
      const cli = await runBegun(dataDir, ['logout', '--all']);
      const { out } = await cli.ended;
      return JSON.parse(out).ms;
    };
    await atEach(shares.resalt, calmRun, async (moment, before, runMs) => {
      const cli = await runBegun(dataDir, ['logout', '--all']);
      await killAt(cli, moment, fleet().sites);
      if (random() < 0.2) {
        // The one that goes on is killed as well.
        const next = await resumed(dataDir, cli.run);
        await killAt(next, { after: 'start', ms: random() * runMs }, fleet().sites);
      }
      const engine = await startAgain(dataDir);
      try {
        const known = (await engine.call.runs.list({})).find(({ id }) => id === cli.run);
        if (!known) return await expectUntouched(before); // killed before the run was on disk
        const shown = await engine.call.runs.show({ run: cli.run });
        expect(known).toMatchObject({ state: shown.state, totals: shown.totals });
        tell(shown);
        expectHonest(shown);
        expectKept(cli, shown);
        await expectSettled(await settle(engine, cli.run), before, dataDir);
      } finally {
        await engine.close();
      }
      await expectAudited(dataDir, cli.run);
      return (await journalOf(dataDir, cli.run)).some(({ kind }) => kind === 'run.resumed');
    });
  }, 600_000);

  it.each([
    {
      what: 'the SSH connections',
      share: shares.ssh,
      kill: async () => killChildrenOf(fleet().ssh.pid, random),
      mend: async () => {},
    },
    {
      what: 'the database server',
      share: shares.database,
      kill: () => fleet().db.crash(),
      mend: () => fleet().restartDatabase(),
    },
  ])(
    '$what, $share times',
    async ({ share, kill, mend }) => {
      const engine = await startAgain(dataDir);
      try {
        const begin = async () =>
          (await engine.call.runs.start({ operation: 'FleetLogout', select: { all: true }, options: {} })).run;
        let first = true;
        await atEach(
          share,
          async () => (await ended(engine, await begin())).ms,
          async (moment, before) => {
            const run = await begin();
            const over = ended(engine, run);
            await momentCome(moment, fleet().sites, over);
            await kill();
            // The first time it stays dead until the run is over: that must end all the same.
            await (first ? over : Promise.race([over, wait(1000)]));
            first = false;
            await mend();
            const shown = await over;
            tell(shown);
            expectHonest(shown);
            await expectSettled(await settle(engine, run), before, dataDir);
            await expectAudited(dataDir, run);
            return shown.totals.changed < shown.sites.length;
          },
        );
      } finally {
        await engine.close();
      }
    },
    600_000,
  );

  it('all the while nobody read anything but the whole old or the whole new file', async () => {
    const seen = await reader.stop();
    for (const { configPath } of fleet().sites) {
      expect(seen[configPath]?.problems).toEqual([]);
      expect(seen[configPath]?.reads).toBeGreaterThan(1000);
      expect(seen[configPath]?.generations).toBeGreaterThan(count);
    }
  });
});

/** Where each site stood, for whoever wants to see how the moments lie. */
function tell({ id, state, ms, sites }: Run): void {
  if (!process.env.RESALT_KILL_TELL) return;
  const rows = sites.map(
    (row) => `${row.outcome ?? row.state} after ${row.steps.at(-1)?.name ?? 'nothing'} ${row.failure?.code ?? ''}`,
  );
  console.log(`${id} ${state} ${ms} ms: ${rows.join(' | ')}`);
}

/** `kill -9` of all, or of one, of the processes that serve a connection. */
function killChildrenOf(parent: number, random: () => number): void {
  const children = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && parentOf(pid) === parent);
  const chosen = random() < 0.5 ? children : children.slice(0, 1);
  for (const pid of chosen) killHard(Number(pid));
}

function parentOf(pid: string): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}

/** Kills it at the moment; it may have ended before. */
async function killAt(cli: CliRun, moment: Moment, sites: readonly FleetSite[]): Promise<void> {
  await momentCome(moment, sites, cli.ended);
  cli.child.kill('SIGKILL');
  await cli.ended;
}

/** What the command line had told as done is known as done after the kill. */
function expectKept(cli: CliRun, shown: Run): void {
  for (const [, name] of cli.said.err.matchAll(/^.*?([\w-]+): changed/gm))
    expect(shown.sites.find(({ site }) => site === name)?.outcome, `${name} was told to be changed`).toBe('changed');
}

async function expectUntouched(before: readonly Before[]): Promise<boolean> {
  for (const { site, cookie, sha } of before) {
    expect((await visit(site, cookie)).status).toBe(200);
    expect(await shaOf(site)).toBe(sha);
  }
  return true;
}

/** Starts the command line and comes back when its run has begun: its journal is there. */
async function runBegun(dataDir: string, words: string[]): Promise<CliRun & { run: string }> {
  const folder = join(dataDir, 'runs');
  await mkdir(folder, { recursive: true });
  const known = new Set(readdirSync(folder));
  const watcher = watch(folder);
  const cli = startCli(dataDir, ['--json', '--yes', ...words]);
  try {
    const isNew = (name: string) => name.endsWith('.jsonl') && !known.has(name);
    const begun = new Promise<void>((resolve) =>
      watcher.on('change', (_event, name) => void (isNew(String(name)) && resolve())),
    );
    await Promise.race([begun, cli.ended]);
    const run = (await readdir(folder)).find(isNew)?.replace('.jsonl', '');
    if (!run) throw new Error(`The run did not begin: ${cli.said.err}`);
    return { ...cli, run };
  } finally {
    watcher.close();
  }
}

/** The same for a run that goes on: its journal grows. */
async function resumed(dataDir: string, run: string): Promise<CliRun & { run: string }> {
  const watcher = watch(join(dataDir, 'runs', `${run}.jsonl`));
  const cli = startCli(dataDir, ['--json', '--yes', 'runs', 'resume', run]);
  await Promise.race([new Promise<void>((resolve) => watcher.on('change', () => resolve())), cli.ended]);
  watcher.close();
  return { ...cli, run };
}
