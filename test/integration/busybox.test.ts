import { execFileSync } from 'node:child_process';
import { chmod, chown, link, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Host } from '../../src-main/hosts/host.ts';
import { localHost } from '../../src-main/hosts/local.ts';
import { shellQuote } from '../../src-main/hosts/shell-script.ts';
import { type FileTally, fileLines } from '../../src-main/operations/steps/evidence/file-lines.ts';
import { filesScript } from '../../src-main/operations/steps/evidence/files-script.ts';
import { surveyServer } from '../../src-main/operations/steps/evidence/survey.ts';
import { readByShell } from '../../src-main/operations/steps/read-by-shell.ts';
import { sha256, swapFile } from '../../src-main/operations/steps/swap-file.ts';
import { unpacked } from '../../src-main/store/evidence/measure.ts';
import { placesOf } from '../../src-main/wordpress/files/places.ts';

/** Small hosts and containers have BusyBox for a shell and for every program. */
describe('where all programs are BusyBox', () => {
  const old = Buffer.from('<?php // old\n'.repeat(300));
  const next = Buffer.from('<?php // new\n'.repeat(200));
  let dir: string;
  let path: string;
  let host: Host;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'resalt-busybox-'));
    const bin = join(dir, 'bin');
    await mkdir(bin);
    execFileSync('busybox', ['--install', '-s', bin]);
    const run: Host['run'] = (script, options) =>
      localHost.run(`PATH=${bin}; export PATH; exec ${bin}/sh -c ${shellQuote(script)}`, options);
    const stream: Host['stream'] = (script, read, options) =>
      localHost.stream(`PATH=${bin}; export PATH; exec ${bin}/sh -c ${shellQuote(script)}`, read, options);
    host = { ...localHost, run, stream };
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  async function fresh(mode: number): Promise<void> {
    const site = await mkdtemp(join(dir, 'site-'));
    path = join(site, 'wp-config.php');
    await writeFile(path, old);
    await chmod(path, mode);
  }

  const modes = [0o600, 0o640, 0o644, 0o444, 0o755];
  it.each(modes)('a file of mode %o is replaced, whether its mode is known or not', async (mode) => {
    for (const known of [{ mode }, {}, { mode: 0o666 }]) {
      await fresh(mode);
      expect(await swapFile(host, { path, shaBefore: sha256(old), after: next, ...known })).toBe('replaced');
      expect(await readFile(path)).toEqual(next);
      expect((await stat(path)).mode & 0o7777).toBe(mode);
      expect(await readdir(join(path, '..'))).toEqual(['wp-config.php']);
    }
  });

  it.runIf(process.getuid?.() === 0)('the owner and group of another account are kept', async () => {
    await fresh(0o640);
    await chown(path, 33, 34);
    expect(await swapFile(host, { path, shaBefore: sha256(old), after: next })).toBe('replaced');
    expect(await stat(path)).toMatchObject({ uid: 33, gid: 34 });
  });

  it('a file with a second name is overwritten, so that both names hold the new bytes', async () => {
    await fresh(0o644);
    await link(path, `${path}.other`);
    expect(await swapFile(host, { path, shaBefore: sha256(old), after: next })).toBe('in place');
    expect(await readFile(`${path}.other`)).toEqual(next);
  });

  it('a file that was changed meanwhile is left alone', async () => {
    await fresh(0o644);
    const swap = swapFile(host, { path, shaBefore: sha256(next), after: next });
    await expect(swap).rejects.toMatchObject({ code: 'CONFIG_CHANGED_MEANWHILE' });
    expect(await readFile(path)).toEqual(old);
  });

  it('all files are listed with their hashes, as GNU’s programs list them', async () => {
    await fresh(0o644);
    const root = join(path, '..');
    await mkdir(join(root, 'wp-content/uploads'), { recursive: true });
    await writeFile(join(root, 'wp-content/uploads/a b\n\\ é.php'), 'shell');
    await symlink('wp-config.php', join(root, 'link'));
    const list = async (from: Host) => {
      const survey = await surveyServer(from, { root }, () => new Date());
      if (!survey) throw new Error('no shell');
      const tally: FileTally = { files: 0, unhashed: 0, closed: 0, whole: false };
      const lines: string[] = [];
      await from.stream(
        filesScript(
          root,
          placesOf(root, () => undefined, root),
          survey,
          'mark',
        ),
        async (printed) => {
          const plain = survey.gzip ? unpacked(printed) : printed;
          for await (const part of fileLines(plain, 'mark', tally))
            lines.push(...part.toString().split('\n').filter(Boolean));
        },
      );
      return { gnu: survey.gnu, tally, lines: lines.sort() };
    };
    const byBusybox = await list(host);
    expect(byBusybox.tally).toEqual({ files: 2, unhashed: 0, closed: 0, whole: true });
    expect(byBusybox.gnu).toBe(false);
    expect(byBusybox).toEqual({ ...(await list(localHost)), gnu: false });
  });

  it('files, folders and programs are read', async () => {
    await fresh(0o644);
    const wanted = { files: ['wp-config.php', 'none'], folders: ['.'], programs: ['ls', 'php'] };
    const reading = await readByShell(host, join(path, '..'), wanted);
    expect(reading.files.get('wp-config.php')).toMatchObject({ bytes: old, writing: { links: 1, folder: true } });
    expect(reading.files.get('none')).toBe('absent');
    expect([...reading.programs]).toEqual(['ls']);
    expect(reading.folders.get('.')).toEqual(['wp-config.php']);
  });
});
