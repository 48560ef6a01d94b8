import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { openSessionHistory } from '../../src-main/store/session-history/session-history.ts';
import { boxesOf, lookOf, siteOf } from './session-history/plain-look.ts';

const script = join(import.meta.dirname, 'session-history/look-until-killed.ts');

/** Runs it until it has said so many lines and a little more, then kill -9. The last look that it said was kept. */
async function killAfter(dir: string, key: string, lines: number, more: number): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', script, dir, key], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let last = 0;
  for await (const line of createInterface(child.stdout)) {
    last = Number(line);
    if (last < lines) continue;
    // A busy wait: the kill is to hit in the middle of whatever the other is at.
    for (const end = performance.now() + more; performance.now() < end; );
    break;
  }
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  return last;
}

it('a kill -9 in the middle of looks loses at most the one in work, and what is left is whole', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'resalt-killed-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  for (const more of [0, 0.7, 2.3, 5.1]) {
    const key = randomBytes(32).toString('hex');
    const said = await killAfter(dir, key, 6, more);
    const history = openSessionHistory({
      isSite: () => true,
      dir,
      boxes: boxesOf(key),
      keepDays: () => 90,
      now: () => new Date(Date.UTC(2026, 0, 1)),
    });
    for (const site of [0, 1, 2]) {
      const kept = await history.of(siteOf(site));
      const number = Number(kept?.notes[0]?.replace('look ', ''));
      expect(number).toBeGreaterThanOrEqual(said);
      const there = kept?.sessions.filter(({ goneAt }) => goneAt === null).map(({ verifier }) => verifier);
      expect(there).toEqual(lookOf(site, number).sessions.map(({ verifier }) => verifier));
      expect(kept?.sessions).toHaveLength(200 * (number + 1));
    }
    await history.remove([0, 1, 2].map(siteOf));
    await history.close();
  }
}, 120_000);
