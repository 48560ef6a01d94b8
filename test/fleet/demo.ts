import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Terminal } from '../../src-main/command-line/terminal.ts';
import { builtApp } from '../e2e/built-app.ts';
import { offerDashboard } from './demo/offer-dashboard.ts';
import { printProof } from './demo/proof-table.ts';
import { type Resalt, resaltAt } from './demo/resalt.ts';
import { logInEverywhere } from './demo/visitors.ts';
import { type Fleet, startFleet } from './fleet.ts';

// `npm run demo`: five real WordPress sites, everyone logged out of them, and the proof of each. Leaves nothing behind.
// Ends with 0 only when all five are proven refused.

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => interrupted.abort(new Error('The demo was interrupted')));
}
const terminal: Terminal = {
  input: process.stdin,
  out: process.stdout,
  err: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  onInterrupt: () => () => undefined,
  leave: (code) => process.exit(code),
};
const undo: (() => Promise<void>)[] = [];

try {
  process.exitCode = (await demo()) ? 0 : 1;
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  console.log('\nTaking the five sites down.');
  for (const step of undo.reverse()) await step();
  process.exit();
}

async function demo(): Promise<boolean> {
  console.log('Building Resalt, where it is not built yet.');
  const root = await builtApp();
  console.log('Bringing up five real WordPress sites: own address, database, files, users and logins.');
  const fleet = await startFleet({ sites: 5 });
  undo.push(() => fleet.stop());
  const resalt = await resaltAt(root, interrupted.signal);
  undo.push(() => resalt.remove());

  await bringSites(fleet, resalt);
  const visitors = await logInEverywhere(fleet);
  console.log(
    `\nAn editor has just logged in on each of the ${visitors.length} sites, as people do. Nothing tells Resalt.`,
  );
  await resalt.show('logout', '--all', '--dry-run');
  const result = await resalt.read('logout', '--all', '--yes');
  console.log('');
  const proven = await printProof(terminal, result, visitors);
  console.log(proven ? '\nAll five are proven refused.' : '\nNot all five are proven refused.');
  await offerDashboard(resalt, interrupted.signal);
  return proven;
}

async function bringSites(fleet: Fleet, resalt: Resalt): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'resalt-demo-import-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'sites.csv');
  await fleet.importCsv(file);
  await resalt.show('init');
  await resalt.show('sites', 'import', file);
  // The fleet's own word for its key, as a host would publish it.
  await resalt.show('sites', 'trust', '--all', '--fingerprint', fleet.ssh.fingerprint);
}
