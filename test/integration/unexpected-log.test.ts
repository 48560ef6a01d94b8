import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openEngine } from '../../src-main/engine.ts';

let dataDir = '';
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'resalt-unexpected-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

it('a call that nobody has words for is answered without any, and noted in the data folder without its own', async () => {
  const broken = () => {
    throw new TypeError('hunter2 is not a function');
  };
  const keychain = { available: broken, read: broken, write: broken, remove: broken };
  const before = process.listenerCount('uncaughtExceptionMonitor');
  const engine = await openEngine({ dataDir, carrier: 'command-line', vault: { keychain: keychain as never } });
  await expect(engine.call.vault.status({})).rejects.toThrow();
  await expect(engine.call.runs.list({})).rejects.toThrow();
  await engine.close();
  const lines = (await readFile(join(dataDir, 'unexpected.log'), 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('hunter2');
  expect(JSON.parse(lines[0] ?? '').errors[0]).toMatchObject({
    kind: 'TypeError',
    frames: expect.arrayContaining([expect.stringContaining('src-main/vault/vault.ts')]),
  });
  expect(process.listenerCount('uncaughtExceptionMonitor')).toBe(before);
});
