import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { takeSnapshot } from '../../src-main/contract/orders/take-snapshot.ts';
import { openEngine } from '../../src-main/engine.ts';

// In its own process, whose peak of memory is told by evidence.ts: one snapshot of the list of files, one of the database.
const { csv, dataDir } = JSON.parse(process.argv[2] ?? '{}');
const incident = 'i_AAAAAAAAAAAAAAAA';
const engine = await openEngine({ dataDir, carrier: 'command-line', vault: { cost: { N: 2 ** 12, r: 8, p: 1 } } });
await engine.call.vault.create({ passphrase: 'a passphrase for the bench', keychain: false });
await engine.call.sites.import({ format: 'csv', text: await readFile(csv, 'utf8') });
await engine.call.sites.trust({ select: { all: true } });
const base = process.resourceUsage().maxRSS * 1024;

async function timed(kind: 'files' | 'database'): Promise<number> {
  const began = performance.now();
  const order = takeSnapshot.parse({ operation: 'TakeSnapshot', incident, kinds: [kind] });
  const { run } = await engine.call.orders.start({ order, select: { all: true }, options: {} });
  for await (const event of await engine.call.runs.watch({ run })) if (event.run.state === 'finished') break;
  const [site] = (await engine.call.runs.show({ run })).sites;
  if (site?.outcome !== 'unchanged') throw new Error(JSON.stringify(site?.failure));
  return performance.now() - began;
}

const cost = { files: await timed('files'), database: await timed('database') };
const folder = join(dataDir, 'evidence', incident);
let bytes = 0;
for (const name of await readdir(folder)) bytes += (await stat(join(folder, name))).size;
console.log(JSON.stringify({ ...cost, bytes, base }));
await engine.close();
process.exit();
