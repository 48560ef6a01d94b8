import { readdirSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { openEngine } from '../../../src-main/engine.ts';

/**
 * Contains a site of an incident in a process of its own, which dies by kill -9 at the moment that a line of a run's journal with `mark` is on the
 * disk: before anything that comes after it has begun, however busy the machine is. Without such a line it comes to its end.
 */
const [dataDir = '', passphrase = '', incident = '', site = '', mark = ''] = process.argv.slice(2);
const journals = join(dataDir, 'runs');
const marked = () =>
  readdirSync(journals)
    .map((name) => readFileSync(join(journals, name), 'utf8').split(mark).length - 1)
    .reduce((sum, count) => sum + count, 0);

const before = marked();
const file = await open(import.meta.filename);
const handles: { datasync(): Promise<void> } = Object.getPrototypeOf(file);
await file.close();
const { datasync } = handles;
handles.datasync = async function () {
  await datasync.call(this);
  if (marked() > before) process.kill(process.pid, 'SIGKILL');
};

const engine = await openEngine({ dataDir, carrier: 'command-line', loginsUnderWayMs: 100 });
await engine.call.vault.unlock({ passphrase });
const { run } = await engine.call.incidents.contain({ incident, sites: [site], options: {} });
for await (const { run: now } of await engine.call.runs.watch({ run })) if (now.state === 'finished') break;
await engine.close();
