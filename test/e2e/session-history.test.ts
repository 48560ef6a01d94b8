import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openSessionHistory } from '../../src-main/store/session-history/session-history.ts';
import { boxesOf, siteOf } from '../integration/session-history/plain-look.ts';
import { electronDist, root } from './electron-runtime.ts';

/** Bytes given to a statement ended the whole process in Electron, and worked in Node. */
it('the history is written and read in Electron as in Node', async () => {
  const dist = electronDist();
  if (!dist) throw new Error('There is no Electron here: set ELECTRON_OVERRIDE_DIST_PATH to the folder of one.');
  const dir = await mkdtemp(join(tmpdir(), 'resalt-electron-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const key = randomBytes(32).toString('hex');
  const script = join(root, 'test/integration/session-history/look-until-killed.ts');
  const child = spawn(join(dist, 'electron'), ['--import', 'tsx', script, dir, key], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  const gone = once(child, 'exit');
  let said = '';
  for await (const some of child.stdout) {
    said += String(some);
    if (said.includes('3\n')) break;
  }
  child.kill('SIGKILL');
  await gone;
  expect(said).toMatch(/^1\n2\n3\n/);
  const history = openSessionHistory({
    dir,
    boxes: boxesOf(key),
    isSite: () => true,
    keepDays: () => 90,
    now: () => new Date(0),
  });
  expect((await history.of(siteOf(0)))?.sessions.length).toBeGreaterThanOrEqual(800);
  await history.close();
});
