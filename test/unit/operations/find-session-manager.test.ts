import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ResaltError } from '../../../src-main/contract/failures.ts';
import { findSessionManager } from '../../../src-main/operations/steps/find-session-manager.ts';

type Open = Parameters<typeof findSessionManager>[0];

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'resalt-managers-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const manager = "<?php add_filter('session_token_manager', fn() => 'Mine');";
const put = (path: string, text = manager) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const open = (run: (script: string) => Promise<unknown>) =>
  ({ host: { run }, configuration: { root, plugins: [] } }) as unknown as Open;
/** As a server's sh does it; none may wait for anything. */
const found = () =>
  findSessionManager(
    open(async (script) => {
      const { stdout, error } = spawnSync('sh', ['-c', script], { timeout: 5000 });
      if (error) throw error;
      return { stdout };
    }),
  );

it.each([
  ['wp-content/mu-plugins/own.php', 'wp-content/mu-plugins/own.php'],
  ['wp-content/mu-plugins/own sessions (1).php', 'wp-content/mu-plugins/own?sessions??1?.php'],
  ['wp-content/mu-plugins/zażółć.php', 'wp-content/mu-plugins/za'],
  ['wp-content/mu-plugins/own\n.php', 'wp-content/mu-plugins/own'],
  ['wp-content/mu-plugins/own/src/keeper.php', 'wp-content/mu-plugins/own/src/keeper.php'],
  ['wp-content/object-cache.php', 'wp-content/object-cache.php'],
  ['app/mu-plugins/own/own.php', 'app/mu-plugins/own/own.php'],
])('a session manager in %j is found, whatever the file is called', async (path, said) => {
  put(path);
  const words = await found();
  expect(words).toContain(said);
  expect(words).toMatch(/^[\x20-\x7e’]+$/);
});

it('what PHP does not load, or does not say it, is none', async () => {
  put('wp-content/mu-plugins/own.php.txt');
  put('wp-content/plugins/ordinary/ordinary.php');
  put('wp-content/mu-plugins/other.php', '<?php // sessions');
  expect(await found()).toBeNull();
});

it('neither a pipe nor links in a circle hide one', async () => {
  put('wp-content/mu-plugins/own.php');
  put('elsewhere/linked.php');
  execFileSync('mkfifo', [join(root, 'wp-content/mu-plugins/a.php'), join(root, 'wp-content/a.php')]);
  symlinkSync('.', join(root, 'wp-content/mu-plugins/circle'));
  expect(await found()).toContain('own.php');
  rmSync(join(root, 'wp-content/mu-plugins/own.php'));
  symlinkSync('../../elsewhere', join(root, 'wp-content/mu-plugins/linked'));
  expect(await found()).toContain('linked/linked.php');
});

it('where the server lacks the programs to look there may be one', async () => {
  put('wp-content/mu-plugins/own.php');
  const bare = (script: string) => spawnSync('/bin/sh', ['-c', script], { env: { PATH: root }, timeout: 5000 });
  const words = await findSessionManager(open(async (script) => ({ stdout: bare(script).stdout })));
  expect(words).toContain('could not be found out');
});

it('where its folder is gone there may be one', async () => {
  rmSync(root, { recursive: true });
  expect(await found()).toContain('could not be found out');
});

it('where there was no time to look there may be one; without a shell it is not known', async () => {
  const failing = (code: 'TIMED_OUT' | 'HOST_UNREACHABLE' | 'NOT_ALLOWED_HERE') =>
    findSessionManager(open(() => Promise.reject(new ResaltError(code, 'no'))));
  expect(await failing('TIMED_OUT')).toContain('could not be found out');
  expect(await failing('HOST_UNREACHABLE')).toContain('could not be found out');
  expect(await failing('NOT_ALLOWED_HERE')).toBeNull();
});
