import { execFile } from 'node:child_process';
import { chmod, chown, link, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Host } from '../../src-main/hosts/host.ts';
import { localHost } from '../../src-main/hosts/local.ts';
import { readServer } from '../../src-main/operations/steps/read-server.ts';
import type { ServerReading } from '../../src-main/operations/steps/server-reading.ts';
import { sha256, swapFile } from '../../src-main/operations/steps/swap-file.ts';
import { wayToWrite } from '../../src-main/operations/steps/way-to-write.ts';
import { type SshBed, startSshBed } from './hosts/ssh-bed.ts';

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;
const old = Buffer.from(`<?php // ${'a'.repeat(4000)}\n`);
const next = Buffer.from(`<?php // ${'b'.repeat(4100)}\n`);
let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'resalt-sftp-'));
  path = join(dir, 'wp-config.php');
  await writeFile(path, old);
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const swap = (host: Host, after = next) => swapFile(host, { path, shaBefore: sha256(old), after });

async function refused(attempt: Promise<unknown>, words: RegExp): Promise<void> {
  await expect(attempt).rejects.toMatchObject({ code: 'NOT_WRITABLE', message: expect.stringMatching(words) });
  expect(await readFile(path)).toEqual(old);
  expect(await readdir(dir)).toEqual(['wp-config.php']);
}

describe('SFTP and no shell', () => {
  let bed: SshBed;
  let host: Host;
  beforeAll(async () => {
    bed = await startSshBed({ config: ['ForceCommand internal-sftp'] });
    host = await bed.hosts.reach(bed.target());
  });
  afterAll(() => bed?.stop());

  it('reads what the shell reads', async () => {
    await mkdir(join(dir, 'plugins/akismet'), { recursive: true });
    await writeFile(join(dir, 'plugins/index.php'), '');
    await writeFile(join(dir, 'plugins/.hidden'), '');
    await mkdir(join(dir, 'site/conf'), { recursive: true });
    await writeFile(join(dir, 'site/big.php'), Buffer.alloc((1 << 20) + 1));
    await symlink(path, join(dir, 'site/wp-config.php'));
    await symlink('/nowhere', join(dir, 'site/dangling.php'));
    await link(path, join(dir, 'site/second-name.php'));
    const wanted = {
      files: ['wp-config.php', '../wp-config.php', 'second-name.php', 'none.php', 'conf', 'big.php', 'conf/none.php'],
      folders: ['../plugins', 'none'],
      programs: ['sh'],
    };
    await symlink(join(dir, 'site'), join(dir, 'current'));
    const asTheSame = ({ root, files, folders }: ServerReading) => ({
      root,
      folders: [...folders].map(([name, names]) => [name, [...names].sort()]),
      files: [...files].map(([name, file]) =>
        typeof file === 'string' ? [name, file] : [name, file.bytes, file.realPath, file.writing.links],
      ),
    });
    const overSftp = await readServer(host, join(dir, 'current'), wanted);
    const byShell = await readServer(localHost, join(dir, 'current'), wanted);
    expect(asTheSame(overSftp)).toEqual(asTheSame(byShell));
    expect([overSftp.now, overSftp.programs.size]).toEqual([null, 0]);
  });

  it('says where there is no such folder', async () => {
    await expect(readServer(host, join(dir, 'none'), { files: ['x'] })).rejects.toMatchObject({
      code: 'CONFIG_NOT_FOUND',
    });
  });

  it('replaces a file in one step, with its mode and owner', async () => {
    await chmod(path, 0o640);
    if (isRoot) await chown(path, 33, 33);
    const before = await stat(path);
    expect(await swap(host)).toBe('replaced');
    expect(await readFile(path)).toEqual(next);
    const after = await stat(path);
    expect([after.mode, after.uid, after.gid]).toEqual([before.mode, before.uid, before.gid]);
    expect(after.ino).not.toBe(before.ino);
    expect(await readdir(dir)).toEqual(['wp-config.php']);
  });

  it('leaves a file alone that is not what was read, or a link', async () => {
    const other = { path, shaBefore: sha256(next), after: next };
    await expect(swapFile(host, other)).rejects.toMatchObject({ code: 'CONFIG_CHANGED_MEANWHILE', retry: 'safe' });
    await symlink(path, join(dir, 'link.php'));
    const linked = { path: join(dir, 'link.php'), shaBefore: sha256(old), after: next };
    await expect(swapFile(host, linked)).rejects.toMatchObject({ code: 'CONFIG_CHANGED_MEANWHILE', retry: 'safe' });
    expect(await readFile(path)).toEqual(old);
    expect((await readdir(dir)).sort()).toEqual(['link.php', 'wp-config.php']);
  });

  it('overwrites a file with several names, foretold by the reading', async () => {
    await link(path, join(dir, 'other.php'));
    const file = (await readServer(host, dir, { files: ['wp-config.php'] })).files.get('wp-config.php');
    expect(typeof file === 'object' && wayToWrite(file.writing)).toMatchObject({ way: 'in place' });
    expect(await swap(host, next.subarray(0, 50))).toBe('in place');
    expect(await readFile(join(dir, 'other.php'))).toEqual(next.subarray(0, 50));
  });

  it.skipIf(!isRoot)('overwrites a file in a folder that can not be written', async () => {
    await run('chattr', ['+i', dir]);
    try {
      expect(await swap(host)).toBe('in place');
      expect(await readFile(path)).toEqual(next);
    } finally {
      await run('chattr', ['-i', dir]);
    }
  });

  it.skipIf(!isRoot)('refuses an immutable file', async () => {
    await run('chattr', ['+i', path]);
    try {
      await refused(swap(host), /can’t be replaced .* nor written/);
    } finally {
      await run('chattr', ['-i', path]);
    }
  });

  it.skipIf(!isRoot)('says so when the disk is full, and leaves nothing behind', async () => {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=0755', 'none', dir]);
    try {
      await writeFile(path, old);
      await refused(swap(host, Buffer.alloc(70_000, 'b')), /full, or a quota/);
      await link(path, join(dir, 'other.php'));
      await expect(swap(host, Buffer.alloc(70_000, 'b'))).rejects.toMatchObject({
        code: 'NOT_WRITABLE',
        message: expect.stringMatching(/its old bytes are back/),
      });
      expect(await readFile(path)).toEqual(old);
    } finally {
      await run('umount', [dir]);
    }
  });

  it('removes what an earlier swap left, never what a link of that name leads to', async () => {
    await writeFile(join(dir, '.resalt-0.php'), 'half');
    await writeFile(join(dir, 'precious'), 'precious');
    await symlink(join(dir, 'precious'), join(dir, '.resalt-1.php'));
    await mkdir(join(dir, '.resalt-2.php'));
    expect(await swap(host)).toBe('replaced');
    expect((await readdir(dir)).sort()).toEqual(['.resalt-2.php', 'precious', 'wp-config.php']);
  });

  it('gives up in time, and not before', async () => {
    const never = host.sftp(() => new Promise(() => {}), { timeoutMs: 300 });
    await expect(never).rejects.toMatchObject({ code: 'TIMED_OUT', retry: 'check-first' });
    expect(await host.sftp((sftp) => sftp.realPath('/'))).toBe('/');
  });
});

describe('an SFTP server that can not replace a file', () => {
  let bed: SshBed;
  beforeAll(async () => {
    bed = await startSshBed({ config: ['ForceCommand internal-sftp -P posix-rename'] });
  });
  afterAll(() => bed?.stop());

  it('the file is overwritten, and the reading says so beforehand', async () => {
    const host = await bed.hosts.reach(bed.target());
    const file = (await readServer(host, dir, { files: ['wp-config.php'] })).files.get('wp-config.php');
    expect(typeof file === 'object' && wayToWrite(file.writing)).toMatchObject({
      way: 'in place',
      why: expect.stringMatching(/SFTP/),
    });
    expect(await swap(host)).toBe('in place');
    expect(await readFile(path)).toEqual(next);
  });
});

describe('neither a shell nor SFTP', () => {
  it('is told as no shell', async () => {
    const bed = await startSshBed({ config: ['ForceCommand /bin/false'] });
    try {
      const host = await bed.hosts.reach(bed.target());
      await expect(readServer(host, dir, { files: ['x'] })).rejects.toMatchObject({ code: 'NOT_ALLOWED_HERE' });
      await expect(swap(host)).rejects.toMatchObject({ code: 'NOT_ALLOWED_HERE', retry: 'never' });
      expect(await readFile(path)).toEqual(old);
    } finally {
      await bed.stop();
    }
  });
});
