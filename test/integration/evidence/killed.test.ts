import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { openEngine } from '../../../src-main/engine.ts';
import { useFleet } from '../../fleet/shared.ts';
import { ended } from '../open-engine.ts';

const fleet = useFleet({ sites: 1 });
const incident = 'i_AAAAAAAAAAAAAAAA';
const passphrase = 'a passphrase for this test';
const script = join(import.meta.dirname, 'snapshot-until-killed.ts');

/** kill -9 once so many pieces are sealed, of a snapshot that is begun, or of the one that was interrupted. The id of its run. */
async function killAt(
  { dataDir, csv }: { dataDir: string; csv: string },
  pieces: number,
  interrupted?: string,
): Promise<string> {
  const words = JSON.stringify({ csv, dataDir, passphrase, incident, interrupted });
  const child = spawn(process.execPath, ['--import', 'tsx', script, words], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exit = once(child, 'exit');
  let run = '';
  for await (const line of createInterface(child.stdout)) {
    run = line;
    break;
  }
  const folder = join(dataDir, 'evidence', incident);
  const sealed = async () =>
    existsSync(folder) ? (await readdir(folder)).filter((name) => name.endsWith('.sealed')) : [];
  await expect
    .poll(async () => (await sealed()).length, { timeout: 60_000, interval: 10 })
    .toBeGreaterThanOrEqual(pieces);
  child.kill('SIGKILL');
  await exit;
  return run;
}

it('a snapshot that was killed, twice, goes on: what is kept is not read again, nothing is twice, all is whole', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'resalt-killed-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const csv = `${dataDir}.csv`;
  onTestFinished(() => rm(csv, { force: true }));
  await fleet().importCsv(csv);
  const run = await killAt({ dataDir, csv }, 3);
  expect(await killAt({ dataDir, csv }, 14, run)).toBe(run);
  const engine = await openEngine({ dataDir, carrier: 'command-line' });
  try {
    await engine.call.vault.unlock({ passphrase });
    const before = await engine.call.evidence.list({ incident });
    expect(before.length).toBeGreaterThanOrEqual(13);
    expect(await engine.call.runs.show({ run })).toMatchObject({ state: 'interrupted' });
    await engine.call.runs.resume({ run });
    const [row] = (await ended(engine, run)).sites;
    expect(row).toMatchObject({ outcome: 'unchanged', failure: null });
    const after = await engine.call.evidence.list({ incident });
    expect(after.slice(0, before.length)).toEqual(before);
    expect(new Set(after.map(({ name }) => name)).size).toBe(after.length);
    // Twelve tables of WordPress's, and what is stored beside them.
    expect(after.filter(({ kind }) => kind === 'database')).toHaveLength(13);
    expect(row?.deeds?.filter(({ result }) => result === 'done')).toHaveLength(after.length);
    expect(await engine.call.evidence.verify({ incident })).toEqual({ whole: after.length, damaged: [] });
    const files = (await readdir(join(dataDir, 'evidence', incident))).filter((name) => name !== 'catalogue.log');
    // A kill between a piece and its line in the catalogue leaves it set aside, never lost; it is read again.
    const aside = files.filter((name) => name.endsWith('.unlisted'));
    expect(aside.length).toBeLessThanOrEqual(2);
    expect(files.filter((name) => !aside.includes(name)).sort()).toEqual(after.map(({ id }) => `${id}.sealed`).sort());
  } finally {
    await engine.close();
  }
}, 120_000);
