import { execFile, execFileSync } from 'node:child_process';
import { chmod, chown, link, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { localHost } from '../../src-main/hosts/local.ts';
import { sha256, swapFile } from '../../src-main/operations/steps/swap-file.ts';
import { asNobody, nobody } from './as-nobody.ts';

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;
const bytes = (letter: string, size = 4000) => Buffer.from(`<?php // ${letter.repeat(size)}\n`);
const old = bytes('a');
let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'resalt-ways-'));
  path = join(dir, 'wp-config.php');
  await writeFile(path, old);
  if (isRoot) for (const one of [dir, path]) await chown(one, nobody, nobody);
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function swapAs(host = asNobody, after = bytes('b'), at = path) {
  const found = await stat(at).catch(() => null);
  return swapFile(host, { path: at, shaBefore: sha256(old), after, ...(found && { mode: found.mode & 0o7777 }) });
}

/** What a swap may have forgotten: beside the file, or where old bytes wait during an overwriting. */
async function leftovers(): Promise<string[]> {
  const key = sha256(Buffer.from(path)).slice(0, 12);
  const places = await Promise.all(['/dev/shm', '/tmp', dir].map((place) => readdir(place)));
  return places.flat().filter((name) => name.startsWith(`.resalt-${key}`) || /^\.resalt-.*\.php$/.test(name));
}

async function refused(swap: Promise<unknown>, words: RegExp): Promise<void> {
  await expect(swap).rejects.toMatchObject({ code: 'NOT_WRITABLE', message: expect.stringMatching(words) });
  expect(await readFile(path)).toEqual(old);
  expect(await leftovers()).toEqual([]);
}

describe('a file that can be replaced', () => {
  it('though it is read-only itself, in a folder that can be written', async () => {
    await chmod(path, 0o444);
    expect(await swapAs()).toBe('replaced');
    expect(await readFile(path)).toEqual(bytes('b'));
    expect((await stat(path)).mode & 0o7777).toBe(0o444);
  });

  it('through a folder that is a symbolic link', async () => {
    await symlink(dir, `${dir}-current`);
    try {
      expect(await swapAs(asNobody, bytes('b'), join(`${dir}-current`, 'wp-config.php'))).toBe('replaced');
      expect(await readFile(path)).toEqual(bytes('b'));
    } finally {
      await rm(`${dir}-current`);
    }
  });

  it.each([0o600, 0o640, 0o666, 0o755, 0o4750])(
    'keeps the mode %o, also where the one that was read is wrong',
    async (mode) => {
      for (const believed of [mode, 0o644, undefined]) {
        await writeFile(path, old);
        await chmod(path, mode);
        const swap = {
          path,
          shaBefore: sha256(old),
          after: bytes('b'),
          ...(believed === undefined ? {} : { mode: believed }),
        };
        expect(await swapFile(asNobody, swap)).toBe('replaced');
        expect((await stat(path)).mode & 0o7777).toBe(mode);
      }
    },
  );

  it('keeps an ACL', async () => {
    await run('setfacl', ['-m', 'u:33:r--,u:65533:rw-', path]);
    const acl = () => execFileSync('getfacl', ['-cpn', path]).toString();
    const before = acl();
    expect(before).toMatch(/user:33:r--/);
    expect(await swapAs()).toBe('replaced');
    expect(acl()).toBe(before);
  });

  it('has no new byte in it before its rights are those of the old one', async () => {
    const tools = await mkdtemp(join(tmpdir(), 'resalt-tools-'));
    const seen = join(tools, 'seen');
    await chmod(tools, 0o777);
    const watching = `#!/bin/sh\nfor last do :; done\nstat -c %s -- "$last" >> ${seen}\nPATH=/usr/bin:/bin exec cp "$@"\n`;
    await writeFile(join(tools, 'cp'), watching, { mode: 0o755 });
    vi.stubEnv('PATH', `${tools}:${process.env.PATH}`);
    try {
      await chmod(path, 0o600);
      expect(await swapFile(asNobody, { path, shaBefore: sha256(old), after: bytes('b'), mode: 0o644 })).toBe(
        'replaced',
      );
      expect((await stat(path)).mode & 0o7777).toBe(0o600);
      expect(await readFile(seen, 'utf8')).toBe('0\n');
    } finally {
      vi.unstubAllEnvs();
      await rm(tools, { recursive: true });
    }
  });

  it('takes no ACL from its folder that the old file has not', async () => {
    await run('setfacl', ['-d', '-m', 'u:33:rwx', dir]);
    await run('setfacl', ['-b', path]);
    expect(await swapAs()).toBe('replaced');
    expect(execFileSync('getfacl', ['-cpn', path]).toString()).not.toMatch(/user:33/);
  });
});

describe('a file that can only be overwritten', () => {
  it('in a folder that can not be written', async () => {
    await chmod(dir, 0o555);
    const before = await stat(path);
    expect(await swapAs()).toBe('in place');
    const after = await stat(path);
    expect(await readFile(path)).toEqual(bytes('b'));
    expect([after.ino, after.mode, after.uid, after.gid]).toEqual([before.ino, before.mode, before.uid, before.gid]);
    expect(after.mtimeMs).toBeGreaterThan(before.mtimeMs);
    expect(await leftovers()).toEqual([]);
  });

  it.each([10, 4000, 70_000])('whether the new bytes are fewer, as many or more: %i', async (size) => {
    await chmod(dir, 0o555);
    expect(await swapAs(asNobody, bytes('c', size))).toBe('in place');
    expect(await readFile(path)).toEqual(bytes('c', size));
    expect(await leftovers()).toEqual([]);
  });

  it.skipIf(!isRoot)('that belongs to another account', async () => {
    await chown(path, 33, 33);
    await chmod(path, 0o646);
    expect(await swapAs()).toBe('in place');
    expect(await readFile(path)).toEqual(bytes('b'));
    expect(await stat(path)).toMatchObject({ uid: 33, gid: 33 });
    expect(await leftovers()).toEqual([]);
  });

  it('with several names: all of them stay one file', async () => {
    await link(path, join(dir, 'other-name.php'));
    expect(await swapAs()).toBe('in place');
    expect(await readFile(join(dir, 'other-name.php'))).toEqual(bytes('b'));
    expect(await leftovers()).toEqual([]);
  });

  it('unless it is not what was read', async () => {
    await chmod(dir, 0o555);
    const swap = { path, shaBefore: sha256(bytes('x')), after: bytes('b') };
    await expect(swapFile(asNobody, swap)).rejects.toMatchObject({ code: 'CONFIG_CHANGED_MEANWHILE', retry: 'safe' });
    expect(await readFile(path)).toEqual(old);
    expect(await leftovers()).toEqual([]);
  });

  it('unless less than all arrived', async () => {
    await chmod(dir, 0o555);
    const cut: typeof asNobody = {
      ...asNobody,
      run: (script, options) => asNobody.run(script, { ...options, stdin: bytes('b').subarray(0, 99) }),
    };
    await refused(swapAs(cut), /did not arrive whole/);
  });

  it.skipIf(!isRoot)('and is put back when the disk is full in the middle of it', async () => {
    await onSmallDisk(async (small) => {
      await chown(small, 0, 0);
      await refused(swapAs(asNobody, bytes('b', 70_000)), /its old bytes are back/);
    });
  });

  it.skipIf(!isRoot)('where a mount lies on it, as in a container', async () => {
    const source = `${dir}-mounted.php`;
    await writeFile(source, old);
    await run('mount', ['--bind', source, path]);
    try {
      expect(await swapAs(localHost)).toBe('in place');
      expect(await readFile(source)).toEqual(bytes('b'));
    } finally {
      await run('umount', [path]);
      await rm(source);
    }
    expect(await leftovers()).toEqual([]);
  });

  it('sweeps up what a power cut left in the private place', async () => {
    const room = `/dev/shm/.resalt-${sha256(Buffer.from(path)).slice(0, 12)}-1`;
    await mkdir(room, { mode: 0o700 });
    await writeFile(join(room, 'old'), 'secret');
    if (isRoot) await chown(room, nobody, nobody);
    expect(await swapAs()).toBe('replaced');
    expect(await leftovers()).toEqual([]);
  });
});

describe('a file that can not be written is left alone, with the reason', () => {
  it('neither it nor its folder', async () => {
    await chmod(path, 0o444);
    await chmod(dir, 0o555);
    await refused(swapAs(), /may write neither .* nor in its folder/);
  });

  it.skipIf(!isRoot)('of another account', async () => {
    await chown(path, 33, 33);
    await chmod(path, 0o644);
    await refused(swapAs(), /belongs to another account/);
  });

  it.skipIf(!isRoot)('immutable', async () => {
    await run('chattr', ['+i', path]);
    try {
      await refused(swapAs(), /immutable/);
      await refused(swapAs(localHost), /immutable/);
    } finally {
      await run('chattr', ['-i', path]);
    }
  });

  it.skipIf(!isRoot)('a full disk', async () => {
    await onSmallDisk(async () => {
      await refused(swapAs(asNobody, bytes('b', 70_000)), /full, or a quota/);
      expect(await readdir(dir)).toEqual(['wp-config.php']);
    });
  });
});

describe('attacks', () => {
  it('leftovers that are links or folders are never followed', async () => {
    const target = join(dir, 'precious');
    await writeFile(target, 'precious');
    await symlink(target, join(dir, '.resalt-1-x.php'));
    await symlink('/nowhere', join(dir, '.resalt-2-x.php'));
    await mkdir(join(dir, '.resalt-3-x.php'));
    await writeFile(join(dir, '.resalt-3-x.php', 'inside'), 'precious');
    expect(await swapAs()).toBe('replaced');
    expect(await readFile(target, 'utf8')).toBe('precious');
    expect(await readFile(join(dir, '.resalt-3-x.php', 'inside'), 'utf8')).toBe('precious');
    expect((await readdir(dir)).sort()).toEqual(['.resalt-3-x.php', 'precious', 'wp-config.php']);
  });

  it('a link in the private place, or a folder of someone else, is never followed', async () => {
    const key = sha256(Buffer.from(path)).slice(0, 12);
    const bait = await mkdtemp(join(tmpdir(), 'bait-'));
    await writeFile(join(bait, 'old'), 'precious');
    await symlink(bait, `/dev/shm/.resalt-${key}-1`);
    try {
      await chmod(dir, 0o555);
      expect(await swapAs()).toBe('in place');
      expect(await readFile(join(bait, 'old'), 'utf8')).toBe('precious');
    } finally {
      await rm(`/dev/shm/.resalt-${key}-1`);
      await rm(bait, { recursive: true });
    }
  });

  it('no name of a folder or file is anything but a name', async () => {
    const name = fc
      .string({ minLength: 1, maxLength: 30, unit: fc.constantFrom(...'\'"$(){}`\\;&|<>*?[]!~# -\tabé\u{1f511}') })
      .filter((text) => text !== '.' && text !== '..');
    await fc.assert(
      fc.asyncProperty(name, name, async (folder, file) => {
        const home = await mkdtemp(join(dir, 'n-'));
        await mkdir(`${home}/${folder}`);
        const at = `${home}/${folder}/${file}`;
        await writeFile(at, old);
        expect(await swapAs(localHost, bytes('b'), at)).toBe('replaced');
        expect(await readFile(at)).toEqual(bytes('b'));
        expect(await readdir(home)).toEqual([folder]);
        expect(await readdir(`${home}/${folder}`)).toEqual([file]);
      }),
      {
        numRuns: 30,
        examples: [
          ['-rf', '-n'],
          ['$(touch x)', "it's"],
          ['~', '*'],
        ],
      },
    );
  });

  it('a name with a line break is refused', async () => {
    await expect(swapAs(localHost, bytes('b'), `${dir}/a\nb.php`)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});

/** The site on a disk of 64 KiB. */
async function onSmallDisk(test: (folder: string) => Promise<void>): Promise<void> {
  await run('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=0755', 'none', dir]);
  try {
    await chown(dir, nobody, nobody);
    await writeFile(path, old);
    await chown(path, nobody, nobody);
    await test(dir);
  } finally {
    await run('umount', [dir]);
  }
}
