import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src-main/store/store.ts';

const writer = join(import.meta.dirname, 'journal-writer.ts');
const rounds = 8;

/** Lets the writer begin at `from`, kills it after `acknowledgements`, and returns what it had acknowledged. */
async function writeAndKill(dir: string, from: number, acknowledgements: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', writer, dir, String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (bytes) => {
    said += bytes;
    if (said.split('\n').length > acknowledgements) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return said.split('\n').slice(0, -1);
}

test(`${rounds} times killed at a random moment: all that was acknowledged is there, in order, and nothing is damaged`, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'resalt-test-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const acknowledged: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    acknowledged.push(...(await writeAndKill(dir, round * 100_000, 1 + Math.floor(Math.random() * 200))));
    const store = await openStore({ dir });
    const journal = await store.journals.read('r_0123456789');
    const audit = await store.auditTrail.read();
    await store.close();
    expect([journal.damaged, audit.damaged]).toEqual([null, null]);
    const numbers = journal.records.map((record) => (record as { number: number }).number);
    expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other));
    const kept = new Set([
      ...numbers.map((number) => `journal ${number}`),
      ...audit.records.map(({ details }) => `audit ${details.number}`),
    ]);
    expect(acknowledged.filter((line) => !kept.has(line))).toEqual([]);
  }
  expect(acknowledged.length).toBeGreaterThan(rounds);
}, 120_000);
