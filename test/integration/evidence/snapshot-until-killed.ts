import { readFile } from 'node:fs/promises';
import { takeSnapshot } from '../../../src-main/contract/orders/take-snapshot.ts';
import { openEngine } from '../../../src-main/engine.ts';

// Begins a snapshot and waits to be killed; says the run's id on standard output.
const { csv, dataDir, passphrase, incident } = JSON.parse(process.argv[2] ?? '{}');
const engine = await openEngine({ dataDir, carrier: 'command-line', vault: { cost: { N: 2 ** 12, r: 8, p: 1 } } });
await engine.call.vault.create({ passphrase, keychain: false });
await engine.call.sites.import({ format: 'csv', text: await readFile(csv, 'utf8') });
await engine.call.sites.trust({ select: { all: true } });
const order = takeSnapshot.parse({ operation: 'TakeSnapshot', incident });
const { run } = await engine.call.orders.start({ order, select: { all: true }, options: {} });
console.log(run);
