import { execFile } from 'node:child_process';
import { chmod, chown, link, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Host } from '../../src-main/hosts/host.ts';
import { localHost } from '../../src-main/hosts/local.ts';
import { readServer } from '../../src-main/operations/steps/read-server.ts';
import { sha256, swapFile } from '../../src-main/operations/steps/swap-file.ts';
import { type WayToWrite, wayToWrite } from '../../src-main/operations/steps/way-to-write.ts';
import { asNobody, nobody } from './as-nobody.ts';

const isRoot = process.getuid?.() === 0;
let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'resalt-facts-'));
  path = join(dir, 'wp-config.php');
  await writeFile(path, 'old');
  if (isRoot) for (const one of [dir, path]) await chown(one, nobody, nobody);
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** What the reading foretells, which must be what the swap then does. */
async function foretold(host: Host = asNobody, name = 'wp-config.php'): Promise<WayToWrite> {
  const found = (await readServer(host, dir, { files: [name] })).files.get(name);
  if (typeof found !== 'object') throw new Error(`${name} is ${found}`);
  const way = wayToWrite(found.writing);
  const swap = swapFile(host, {
    path: found.realPath,
    shaBefore: sha256(Buffer.from('old')),
    after: Buffer.from('new'),
  });
  if (way.way === 'none') await expect(swap).rejects.toMatchObject({ code: 'NOT_WRITABLE' });
  else expect(await swap).toBe(way.way === 'replace' ? 'replaced' : 'in place');
  expect(await readFile(found.realPath, 'utf8')).toBe(way.way === 'none' ? 'old' : 'new');
  return way;
}

describe('what a reading foretells about the write', () => {
  it('an ordinary file, and one that is read-only itself, are replaced', async () => {
    expect(await foretold()).toEqual({ way: 'replace' });
    await writeFile(path, 'old');
    await chmod(path, 0o444);
    expect(await foretold()).toEqual({ way: 'replace' });
  });

  it('a symbolic link: by the folder that the file really is in', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'resalt-facts-real-'));
    try {
      await writeFile(join(elsewhere, 'real.php'), 'old');
      await chmod(join(elsewhere, 'real.php'), 0o666);
      if (isRoot) await chown(join(elsewhere, 'real.php'), nobody, nobody);
      await chmod(elsewhere, 0o555);
      await symlink(join(elsewhere, 'real.php'), join(dir, 'link.php'));
      expect(await foretold(asNobody, 'link.php')).toMatchObject({
        way: 'in place',
        why: expect.stringMatching(/folder/),
      });
    } finally {
      await rm(elsewhere, { recursive: true });
    }
  });

  it('a folder that can not be written, with a file that can, or not', async () => {
    await chmod(dir, 0o555);
    expect(await foretold()).toMatchObject({ way: 'in place', why: expect.stringMatching(/folder/) });
    await writeFile(path, 'old');
    await chmod(path, 0o444);
    expect(await foretold()).toMatchObject({ way: 'none', why: expect.stringMatching(/folder/) });
  });

  it('several names', async () => {
    await link(path, join(dir, 'other.php'));
    expect(await foretold()).toMatchObject({ way: 'in place', why: expect.stringMatching(/2 names/) });
  });

  it.skipIf(!isRoot)('a file of another account or group', async () => {
    await chown(path, nobody, 33);
    expect(await foretold()).toMatchObject({ way: 'in place', why: expect.stringMatching(/another account/) });
    await writeFile(path, 'old');
    await chown(path, 33, 33);
    expect(await foretold()).toMatchObject({ way: 'none', why: expect.stringMatching(/another account/) });
    expect(await foretold(localHost)).toEqual({ way: 'replace' });
  });

  it.skipIf(!isRoot)('an immutable file', async () => {
    await promisify(execFile)('chattr', ['+i', path]);
    try {
      expect(await foretold()).toMatchObject({ way: 'none', why: expect.stringMatching(/immutable/) });
      expect(await foretold(localHost)).toMatchObject({ way: 'none', why: expect.stringMatching(/immutable/) });
    } finally {
      await promisify(execFile)('chattr', ['-i', path]);
    }
  });
});
