import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { filesScript } from '../../../src-main/operations/steps/evidence/files-script.ts';
import { placesOf } from '../../../src-main/wordpress/files/places.ts';

// Run by a real sh: a search that was killed, as hosts do it, is no whole list.

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

function printed(env: Record<string, string> = {}, shell = 'sh'): string {
  const root = join(dir, 'root');
  const places = placesOf(root, () => undefined, root);
  const survey = { gzip: false, gnu: true, sha256: true, dump: null, files: null, clockAhead: 0 };
  const PATH = `${join(dir, 'bin')}${delimiter}${process.env.PATH}`;
  return execFileSync(shell, ['-c', filesScript(root, places, survey, 'm')], { env: { PATH, ...env } }).toString(
    'latin1',
  );
}

const standsIn = (name: string, script: string) => {
  writeFileSync(join(dir, 'bin', name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(dir, 'bin', name), 0o755);
};

it('lists files, folders and links, and says that it came to its end', () => {
  const fields = printed().split('\0');
  expect(fields.at(-2)).toBe('Zm');
  expect(
    fields.filter((field) => /^[0-9a-f]{64} [ *]\.\/(?:index\.php|wp-content\/uploads\/a b\n\.jpg)$/.test(field)),
  ).toHaveLength(2);
  expect(fields[fields.indexOf('L./link') + 1]).toBe('index.php');
});

it.each([
  ['find', 'printf "./index.php\\0"; kill -9 $$'],
  ['xargs', 'cat >/dev/null; kill -9 $$'],
])('says nothing of an end where %s was killed', (name, script) => {
  standsIn(name, script);
  expect(printed()).not.toContain('Zm');
});

it('asks the server’s own programs, not those that the account has put before them', () => {
  const honest = printed();
  standsIn('sha256sum', 'printf "%064d  ./index.php\\0" 0');
  standsIn('find', 'exit 0');
  expect(printed()).not.toBe(honest);
  expect(printed({ HOME: dir })).toBe(honest);
  rmSync(join(dir, 'bin'), { recursive: true });
  expect(printed({ 'BASH_FUNC_find%%': '() { :; }', SHLVL: '2' }, 'bash')).toBe(honest);
});
