import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { openAgreements } from '../../src-main/store/agreements.ts';
import { openKeptAudits } from '../../src-main/store/kept-audits/kept-audits.ts';
import { siteOf } from './kept-audits/plain-audit.ts';
import { boxesOf } from './session-history/plain-look.ts';

const script = join(import.meta.dirname, 'kept-audits/audit-until-killed.ts');

/** Runs it until it has said so many rounds and a little more, then kill -9. The last round that it said was kept. */
async function killAfter(dir: string, key: string, rounds: number, more: number): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', script, dir, key], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let last = 0;
  for await (const line of createInterface(child.stdout)) {
    last = Number(line);
    if (last < rounds) continue;
    // A busy wait: the kill is to hit in the middle of whatever the other is at.
    for (const end = performance.now() + more; performance.now() < end; );
    break;
  }
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  return last;
}

it('a kill -9 in the middle of audits loses at most those in work, and what is left is whole', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'resalt-killed-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  for (const more of [0, 0.7, 2.3, 5.1]) {
    const key = randomBytes(32).toString('hex');
    const said = await killAfter(dir, key, 12, more);
    const audits = await openKeptAudits({ dir, boxes: boxesOf(key), isSite: () => true });
    await audits.ready();
    for (const id of [0, 1, 2].map(siteOf)) {
      const kept = await audits.of(id);
      const last = kept?.administrators[0]?.userId ?? 0;
      expect(last).toBeGreaterThanOrEqual(said);
      const ever = kept?.drift.filter(({ kind }) => kind === 'new-administrator').map(({ userId }) => userId);
      expect(ever?.sort((one, other) => Number(one) - Number(other))).toEqual(
        Array.from({ length: last - 1 }, (_, n) => n + 2),
      );
      expect(audits.head(id)?.drift.newAdministrators).toBe(last - 1);
    }
    const people = openAgreements(dir, boxesOf(key)).get().people;
    expect(Number(people.at(-1)?.name)).toBeGreaterThanOrEqual(said);
    await audits.remove([0, 1, 2].map(siteOf));
    await rm(join(dir, 'agreements.sealed'));
  }
}, 120_000);
