import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHosts } from '../../src-main/hosts/pool.ts';
import { findLogs } from '../../src-main/operations/steps/find-logs.ts';
import type { Configuration } from '../../src-main/operations/steps/read-configuration.ts';

let dir = '';
const hosts = openHosts({ hostKeys: { check: () => 'trusted', pinnedTypes: () => [] } as never });

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'resalt-logs-'));
  for (const name of ['htdocs/wp-content', 'logs']) await mkdir(join(dir, name), { recursive: true });
  const files: [string, string | Buffer][] = [
    ...(['logs/access.log', 'logs/error.log', 'logs/access.log.1', 'htdocs/error_log'] as const).map(
      (name): [string, string] => [name, 'x\n'],
    ),
    ['logs/access.log.2.gz', gzipSync('x\n')],
    ['logs/a name\nwith a line break access.log', 'x\n'],
    ['logs/other.test.access.log', 'x\n'],
    ['logs/empty-access.log', ''],
    ['htdocs/wp-content/debug.log', 'x\n'],
    ['htdocs/wp-content/access.php', 'x\n'],
  ];
  for (const [name, content] of files) await writeFile(join(dir, name), content);
  await symlink(join(dir, 'logs'), join(dir, 'htdocs/logs'));
});
afterAll(async () => {
  await hosts.close();
  await rm(dir, { recursive: true, force: true });
});

test('logs beside the site and in it are found once, with what they are', async () => {
  const root = join(dir, 'htdocs');
  const configuration = { root, understood: null } as unknown as Configuration;
  const { logs } = await findLogs(await hosts.reach('local'), configuration, { url: 'https://acme.test' });
  const mine = logs.filter(({ path }) => path.startsWith(dir));
  const told = mine.map((one) => `${one.path.slice(dir.length + 1)} ${one.kind} ${one.compressed} ${one.own}`).sort();
  expect(told).toEqual([
    'htdocs/error_log error null true',
    'htdocs/wp-content/debug.log error null true',
    'logs/access.log access null true',
    'logs/access.log.1 access null true',
    'logs/access.log.2.gz access gz true',
    'logs/error.log error null true',
  ]);
  expect(mine.every(({ readable, bytes, mtime }) => readable && bytes > 0 && mtime > 1e9)).toBe(true);
  // The server has more logs, and none is taken for this site's.
  expect(logs.filter(({ path, kind }) => !path.startsWith(dir) && kind === 'access')).toEqual([]);
});
