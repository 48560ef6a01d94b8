import { writeSync } from 'node:fs';
import { openEngine } from '../../src-main/engine.ts';

// Resalt's engine, logged in to by nothing but code: the time is that of the run, from its start to its end on disk.
interface Input {
  dataDir: string;
  passphrase: string;
  proof: boolean;
  /** The sites are planned first, as in the window, and the time is what a person waits after saying yes. */
  planned: boolean;
  concurrency: number;
}

const { dataDir, passphrase, proof, planned, concurrency }: Input = JSON.parse(process.argv[2] ?? '');
const engine = await openEngine({ dataDir, carrier: 'command-line' });
engine.getReady();
await engine.call.vault.unlock({ passphrase });
if (planned) await logOut({ proof, concurrency, dryRun: true });
const began = performance.now();
const run = await logOut({ proof, concurrency });
writeSync(3, `ms=${performance.now() - began};`);
const { sites } = await engine.call.runs.show({ run });
for (const { site, outcome, failure } of sites) {
  if (outcome !== 'changed') process.stdout.write(`${site}: ${outcome} ${failure?.message ?? ''}\n`);
}
await engine.close();
process.exit();

async function logOut(options: { proof: boolean; concurrency: number; dryRun?: boolean }): Promise<string> {
  const { run } = await engine.call.runs.start({ operation: 'FleetLogout', select: { all: true }, options });
  for await (const event of await engine.call.runs.watch({ run })) if (event.run.state === 'finished') break;
  return run;
}
