import { writeSync } from 'node:fs';
import { openEngine } from '../../src-main/engine.ts';

// Every session of every site, read from the sites. The time is that of the call alone, after the vault was opened.
interface Input {
  dataDir: string;
  passphrase: string;
  concurrency: number;
  /** How many there must be: a list that is too short is no measure. */
  expected: number;
}

const { dataDir, passphrase, concurrency, expected }: Input = JSON.parse(process.argv[2] ?? '');
const engine = await openEngine({ dataDir, carrier: 'command-line' });
engine.getReady();
await engine.call.vault.unlock({ passphrase });
await engine.call.settings.set({ concurrency });
const began = performance.now();
const { sites, sessions } = await engine.call.sessions.list({ select: { all: true } });
writeSync(3, `ms=${performance.now() - began};`);
for (const { site, outcome, failure } of sites)
  if (outcome !== 'ok') process.stdout.write(`${site}: ${outcome} ${failure?.message ?? ''}\n`);
if (sessions.length !== expected) process.stdout.write(`${sessions.length} sessions read, ${expected} are there\n`);
await engine.close();
process.exit();
