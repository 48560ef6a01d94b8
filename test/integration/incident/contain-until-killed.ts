import { openEngine } from '../../../src-main/engine.ts';

/** Contains a site of an incident in a process of its own, until whoever began it kills it. */
const [dataDir = '', passphrase = '', incident = '', site = ''] = process.argv.slice(2);
const engine = await openEngine({ dataDir, carrier: 'command-line' });
await engine.call.vault.unlock({ passphrase });
const { run } = await engine.call.incidents.contain({ incident, sites: [site], options: {} });
for await (const { run: now } of await engine.call.runs.watch({ run })) if (now.state === 'finished') break;
await engine.close();
