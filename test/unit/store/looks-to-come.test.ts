import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openConf } from '../../../src-main/store/document.ts';
import { openLooksToCome } from '../../../src-main/store/looks-to-come.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'resalt-looks-'));
});
afterEach(() => rm(dir, { recursive: true }));
const looks = [{ incident: 'i_0123456789abcdef', after: '7-days' as const, dueAt: '2026-11-29T02:00:00.000Z' }];

it('knows after a restart what is to come, and holds nothing but that', async () => {
  openLooksToCome(dir, openConf).set(looks);
  expect(openLooksToCome(dir, openConf).list()).toEqual(looks);
  const path = join(dir, 'looks.json');
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ version: 1, looks });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

it('writes nothing where nothing changed', async () => {
  const opened = openLooksToCome(dir, openConf);
  opened.set([]);
  await expect(stat(join(dir, 'looks.json'))).rejects.toThrow('ENOENT');
  opened.set(looks);
  await rm(join(dir, 'looks.json'));
  opened.set(structuredClone(looks));
  await expect(stat(join(dir, 'looks.json'))).rejects.toThrow('ENOENT');
});

it.each(['', '{', '[]', '{"version":2}', '{"version":1,"looks":[{"incident":"../x"}]}'])(
  'a damaged one (%s) is begun anew and keeps nobody out',
  async (text) => {
    await writeFile(join(dir, 'looks.json'), text);
    const opened = openLooksToCome(dir, openConf);
    expect(opened.list()).toEqual([]);
    opened.set(looks);
    expect(openLooksToCome(dir, openConf).list()).toEqual(looks);
  },
);
