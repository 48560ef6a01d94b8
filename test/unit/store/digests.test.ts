import { mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDigests } from '../../../src-main/store/digests.ts';

it('a digest counts for the journal of its length, is for its owner alone, and damaged it is none', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'resalt-digests-'));
  try {
    const digests = await openDigests(dir);
    expect(await digests.read('r_0123456789', 10)).toBeNull();
    await digests.write('r_0123456789', 10, { told: [1, 2] });
    expect(await digests.read('r_0123456789', 10)).toEqual({ told: [1, 2] });
    expect(await digests.read('r_0123456789', 11)).toBeNull();
    const [name = ''] = await readdir(join(dir, 'digests'));
    expect((await stat(join(dir, 'digests', name))).mode & 0o777).toBe(0o600);
    await truncate(join(dir, 'digests', name), 12);
    expect(await digests.read('r_0123456789', 10)).toBeNull();
    await rm(join(dir, 'digests'), { recursive: true });
    await digests.write('r_0123456789', 10, {});
  } finally {
    await rm(dir, { recursive: true });
  }
});
