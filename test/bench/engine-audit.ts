import { writeSync } from 'node:fs';
import { openEngine } from '../../src-main/engine.ts';

// Every site audited. The time is that of the call alone, after the vault was opened.
interface Input {
  dataDir: string;
  passphrase: string;
  concurrency: number;
  files: boolean;
}

const { dataDir, passphrase, concurrency, files }: Input = JSON.parse(process.argv[2] ?? '');
const engine = await openEngine({ dataDir, carrier: 'command-line' });
engine.getReady();
await engine.call.vault.unlock({ passphrase });
await engine.call.settings.set({ concurrency });
const began = performance.now();
const { sites } = await engine.call.audit.look({ select: { all: true }, files, offline: true });
writeSync(3, `ms=${performance.now() - began};`);
for (const { site, outcome, failure, checks } of sites) {
  if (outcome !== 'ok') process.stdout.write(`${site}: ${outcome} ${failure?.message ?? ''}\n`);
  // A list that was not read is no measure.
  const core = checks.find(({ check }) => check === 'core-file-changed');
  if (files && core?.looked !== 'whole') process.stdout.write(`${site}: the core was not compared: ${core?.why}\n`);
}
await engine.close();
process.exit();
