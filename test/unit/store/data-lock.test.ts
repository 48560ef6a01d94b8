import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lockDataFolder } from '../../../src-main/store/data-lock.ts';
import { failsWith, temporaryFolder } from './temporary-store.ts';

describe('The data folder', () => {
  test('is for one at a time, and the refusal names who has it', async () => {
    const dir = await temporaryFolder();
    const lock = await lockDataFolder(dir);
    await expect(lockDataFolder(dir)).rejects.toMatchObject({
      ...failsWith('NOT_ALLOWED_HERE'),
      message: expect.stringContaining(`process ${process.pid}`),
    });
    await lock.release();
    await (await lockDataFolder(dir)).release();
    expect(await readdir(join(dir, 'lock'))).toEqual([]);
  });

  test('is never held by two, however many begin at once', async () => {
    const dir = await temporaryFolder();
    for (let round = 0; round < 10; round += 1) {
      const began = await Promise.allSettled(Array.from({ length: 5 }, () => lockDataFolder(dir)));
      const held = began.filter((one) => one.status === 'fulfilled');
      expect(held.length).toBeLessThanOrEqual(1);
      for (const { value } of held) await value.release();
      expect(await readdir(join(dir, 'lock'))).toEqual([]);
    }
  });

  test('of a dead process, or of an earlier process with an id that lives again, is taken over at once', async () => {
    const dir = await temporaryFolder();
    await (await lockDataFolder(dir)).release();
    await writeFile(join(dir, 'lock', '4194999-123-0123456789ab'), '');
    await writeFile(join(dir, 'lock', `${process.pid}-1-0123456789ab`), '');
    await writeFile(join(dir, 'lock', 'notes.txt'), '');
    const lock = await lockDataFolder(dir);
    expect(await readdir(join(dir, 'lock'))).toHaveLength(2);
    await lock.release();
    expect(await readdir(join(dir, 'lock'))).toEqual(['notes.txt']);
  });
});
