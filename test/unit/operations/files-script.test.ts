import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FileTally, fileLines } from '../../../src-main/operations/steps/evidence/file-lines.ts';
import { filesScript } from '../../../src-main/operations/steps/evidence/files-script.ts';
import { placesOf } from '../../../src-main/wordpress/files/places.ts';

// Run by a real sh: a search that was killed, as hosts do it, is no whole list.

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'files-script-'));
  mkdirSync(join(dir, 'root/wp-content/uploads'), { recursive: true });
  mkdirSync(join(dir, 'bin'));
  writeFileSync(join(dir, 'root/index.php'), '<?php');
  writeFileSync(join(dir, 'root/wp-content/uploads/a b\n.jpg'), 'x');
  symlinkSync('index.php', join(dir, 'root/link'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function printed(gnu: boolean, more: Record<string, string> = {}, shell = '/bin/sh'): Buffer {
  const root = join(dir, 'root');
  const places = placesOf(root, () => undefined, root);
  const survey = { gzip: false, gnu, sha256: true, dump: null, files: null, clockAhead: 0 };
  const PATH = `${join(dir, 'bin')}${delimiter}${process.env.PATH}`;
  return execFileSync(shell, ['-c', filesScript(root, places, survey, 'm')], { env: { PATH, ...more } });
}

async function listed(gnu: boolean) {
  const tally: FileTally = { files: 0, unhashed: 0, closed: 0, whole: false };
  const lines: string[] = [];
  const bytes = printed(gnu);
  async function* source() {
    yield bytes;
  }
  for await (const part of fileLines(source(), 'm', tally)) lines.push(...part.toString().split('\n').filter(Boolean));
  return { tally, lines: lines.sort() };
}

const standsIn = (name: string, script: string) => {
  writeFileSync(join(dir, 'bin', name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(dir, 'bin', name), 0o755);
};

it('lists files, folders and links, whatever programs the server has, and says that it came to its end', async () => {
  mkdirSync(join(dir, 'elsewhere'));
  writeFileSync(join(dir, 'elsewhere/plugin.php'), '<?php');
  symlinkSync(join(dir, 'elsewhere'), join(dir, 'root/wp-content/plugins'));
  chmodSync(join(dir, 'root/index.php'), 0o4604);
  const byGnu = await listed(true);
  expect(byGnu.tally).toEqual({ files: 3, unhashed: 0, closed: 0, whole: true });
  expect(byGnu.lines.map((line) => JSON.parse(line))).toEqual(
    expect.arrayContaining([
      { path: 'link', linksTo: 'index.php' },
      expect.objectContaining({ path: 'link', kind: 'link' }),
      expect.objectContaining({ path: 'wp-content/uploads', kind: 'folder' }),
      expect.objectContaining({ path: 'index.php', kind: 'file', mode: '4604', size: 5, sha256: sha256('<?php') }),
      expect.objectContaining({ path: 'wp-content/uploads/a b\n.jpg', size: 1, sha256: sha256('x') }),
      expect.objectContaining({ path: 'wp-content/plugins/plugin.php', kind: 'file', sha256: sha256('<?php') }),
    ]),
  );
  expect(await listed(false)).toEqual(byGnu);
});

it.each([
  [true, 'find', 'printf "./index.php\\0"; kill -9 $$'],
  [true, 'sha256sum', 'kill -9 $$'],
  [true, 'sh', 'kill -9 $$'],
  [false, 'find', 'printf "./index.php\\0"; kill -9 $$'],
  [false, 'xargs', 'cat >/dev/null; kill -9 $$'],
  [false, 'sha256sum', 'kill -9 $$'],
])('is not whole where a program was killed (GNU: %s, %s)', async (gnu, name, script) => {
  standsIn(name, script);
  expect((await listed(gnu)).tally.whole).toBe(false);
});

it.each([true, false])(
  'a file that can’t be read has no hash, and the list is whole all the same (GNU: %s)',
  async (gnu) => {
    standsIn('sha256sum', 'exit 1');
    expect((await listed(gnu)).tally).toEqual({ files: 2, unhashed: 2, closed: 0, whole: true });
  },
);

it('asks the server’s own programs, not those that the account has put before them', () => {
  const honest = printed(true).toString('latin1');
  standsIn('sha256sum', 'printf "%064d  ./index.php\\0" 0');
  standsIn('find', 'exit 0');
  expect(printed(true).toString('latin1')).not.toBe(honest);
  expect(printed(true, { HOME: dir }).toString('latin1')).toBe(honest);
  rmSync(join(dir, 'bin'), { recursive: true });
  expect(printed(true, { 'BASH_FUNC_find%%': '() { :; }', SHLVL: '2' }, 'bash').toString('latin1')).toBe(honest);
});
