import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Run, RunOptions, StartRun } from '../../src-main/contract/runs.ts';
import { type Engine, type EngineOptions, openEngine } from '../../src-main/engine.ts';
import type { Fleet } from '../fleet/fleet.ts';

/** Each test file's own: one that searches for its secrets must not find another's. */
export const passphrase = `correct horse battery ${randomBytes(8).toString('hex')}`;
/** Tests open hundreds of vaults; production's cost is tested where it belongs. */
const cheap = { N: 2 ** 12, r: 8, p: 1 };

export interface TestEngine extends Engine {
  readonly dataDir: string;
  /** Starts a run and comes back with it when it has ended. */
  finish(operation: StartRun['operation'], options?: Partial<RunOptions>, select?: StartRun['select']): Promise<Run>;
  dispose(): Promise<void>;
}

/** An engine on a data folder of its own that knows and trusts every site of the fleet. */
export async function engineFor(fleet: Fleet, options: Partial<EngineOptions> = {}): Promise<TestEngine> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'resalt-data-')));
  const engine = await openEngine({ dataDir, carrier: 'command-line', vault: { cost: cheap }, ...options });
  await engine.call.vault.create({ passphrase, keychain: false });
  await importFleet(engine, fleet, dataDir);
  return withEnds(engine, dataDir);
}

async function importFleet(engine: Engine, fleet: Fleet, dataDir: string): Promise<void> {
  const csv = join(dataDir, '..', `import-${randomUUID()}.csv`);
  try {
    await fleet.importCsv(csv);
    const report = await engine.call.sites.import({ format: 'csv', text: await readFile(csv, 'utf8') });
    if (report.rejected.length > 0) throw new Error(JSON.stringify(report.rejected));
  } finally {
    await rm(csv, { force: true });
  }
  const tests = await engine.call.sites.trust({ select: { all: true } });
  const bad = tests.filter(({ outcome }) => outcome !== 'ok');
  if (bad.length > 0) throw new Error(JSON.stringify(bad.slice(0, 3)));
}

export function withEnds(engine: Engine, dataDir: string): TestEngine {
  return {
    ...engine,
    dataDir,
    async finish(operation, options = {}, select = { all: true }) {
      const { run } = await engine.call.runs.start({ operation, select, options });
      return ended(engine, run);
    },
    async dispose() {
      await engine.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The run when it is over, by its own events. */
export async function ended(engine: Pick<Engine, 'call'>, run: string): Promise<Run> {
  for await (const event of await engine.call.runs.watch({ run })) if (event.run.state === 'finished') break;
  return engine.call.runs.show({ run });
}
