import { readFile } from 'node:fs/promises';
import { takeSnapshot } from '../../../src-main/contract/orders/take-snapshot.ts';
import { openEngine } from '../../../src-main/engine.ts';

// Begins a snapshot, or goes on with the one that is named, and waits to be killed; says the run's id on standard output.
const { csv, dataDir, passphrase, incident, interrupted } = JSON.parse(process.argv[2] ?? '{}');
const engine = await openEngine({ dataDir, carrier: 'command-line', vault: { cost: { N: 2 ** 12, r: 8, p: 1 } } });
console.log(interrupted ? await goOn() : await begin());

async function begin(): Promise<string> {
  await engine.call.vault.create({ passphrase, keychain: false });
  await engine.call.sites.import({ format: 'csv', text: await readFile(csv, 'utf8') });
  await engine.call.sites.trust({ select: { all: true } });
  const order = takeSnapshot.parse({ operation: 'TakeSnapshot', incident });
  return (await engine.call.orders.start({ order, select: { all: true }, options: {} })).run;
}

async function goOn(): Promise<string> {
  await engine.call.vault.unlock({ passphrase });
  await engine.call.runs.resume({ run: interrupted });
  return interrupted;
}
