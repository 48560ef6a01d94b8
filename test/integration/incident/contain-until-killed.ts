import { openEngine } from '../../../src-main/engine.ts';

/** Contains an incident in a process of its own and says each step of the run as it begins. It is killed by whoever listens. */
const [dataDir = '', passphrase = '', incident = '', site = ''] = process.argv.slice(2);
const engine = await openEngine({ dataDir, carrier: 'command-line', vault: { cost: { N: 2 ** 12, r: 8, p: 1 } } });
await engine.call.vault.unlock({ passphrase });
const { run } = await engine.call.incidents.contain({ incident, sites: [site], options: {} });
let last: string | null = null;
for await (const { sites, run: now } of await engine.call.runs.watch({ run })) {
  const step = sites.find((row) => row.site === site)?.step ?? null;
  if (step !== last) process.stdout.write(`${step ?? '-'}\n`);
  last = step;
  if (now.state === 'finished') break;
}
await engine.close();
