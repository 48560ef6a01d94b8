import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  coreKey,
  type OfficialChecksums,
  openOfficialChecksums,
  pluginKey,
} from '../../../src-main/hosts/official-checksums.ts';
import { openChecksums } from '../../../src-main/store/checksums.ts';
import { type OfficialServer, startOfficialServer } from '../../integration/audit/official-server.ts';

const sum = 'a'.repeat(32);
const core = { checksums: { 'wp-load.php': sum } };
const url = '/core/checksums/1.0/?version=6.8.1&locale=nl_NL';
const day = 86_400_000;

let dir: string;
let server: OfficialServer;
let at: number;
const clock = () => new Date(at);
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'resalt-checksums-'));
  server = await startOfficialServer();
  at = 1_795_300_000_000;
});
afterEach(async () => {
  await server.stop();
  await rm(dir, { recursive: true, force: true });
});
/** As a Resalt that was just started. */
const fresh = (base = server.base): OfficialChecksums =>
  openOfficialChecksums({ cache: openChecksums(dir, clock), clock, base });
const ask = (official: OfficialChecksums, offline = false) => official.core('6.8.1', 'nl_NL', { offline });

it('a list is fetched once, kept, and asked for again after a week', async () => {
  server.answers.set(url, core);
  const official = fresh();
  const both = await Promise.all([ask(official), ask(official)]);
  expect(both.map(({ list }) => list?.get('wp-load.php'))).toEqual([sum, sum]);
  expect(server.asked).toEqual([url]);
  expect((await ask(fresh(), true)).list?.size).toBe(1);
  at += 8 * day;
  await server.stop();
  expect((await ask(fresh())).list?.size).toBe(1); // old, and better than none
});

it('what is not published is said, and asked for again the next day', async () => {
  expect(await fresh().plugin('premium', '1.0', { offline: false })).toMatchObject({ list: null, published: false });
  await fresh().plugin('premium', '1.0', { offline: false });
  expect(server.asked.length).toBe(1);
  at += 2 * day;
  await fresh().plugin('premium', '1.0', { offline: false });
  expect(server.asked.length).toBe(2);
  server.answers.set(url, { checksums: false });
  expect(await ask(fresh())).toMatchObject({ list: null, published: false });
});

it.each([
  ['no JSON', 'not json'],
  ['another shape', { checksums: { '../x.php': sum } }],
  ['a page that is too large', `{"checksums":{"a":"${'x'.repeat(9_000_000)}"}}`],
])('%s is no answer, and not kept', async (_name, answer) => {
  server.answers.set(url, answer);
  expect(await ask(fresh())).toMatchObject({
    list: null,
    published: true,
    why: expect.stringContaining('could not be had'),
  });
  server.answers.set(url, core);
  expect((await ask(fresh())).list?.size).toBe(1);
});

it('without internet it is said at once, and not tried for every plugin', async () => {
  await server.stop();
  const official = fresh();
  expect(await ask(official)).toMatchObject({ list: null, published: true });
  expect(await ask(fresh(), true)).toMatchObject({ list: null, published: true });
});

it('one that was given as a file stays, whatever is answered', async () => {
  const checksums = openChecksums(dir, clock);
  await checksums.give(coreKey('6.8.1', 'nl_NL'), core);
  await checksums.put(coreKey('6.8.1', 'nl_NL'), { checksums: { 'wp-load.php': 'b'.repeat(32) } });
  at += 400 * day;
  expect((await ask(fresh())).list?.get('wp-load.php')).toBe(sum);
  expect(server.asked).toEqual([]);
});

it('a damaged file counts as none', async () => {
  server.answers.set(url, core);
  await ask(fresh());
  const [file] = await readdir(join(dir, 'checksums'));
  await writeFile(join(dir, 'checksums', file ?? ''), '{"key":');
  expect((await ask(fresh())).list?.size).toBe(1);
  expect(server.asked.length).toBe(2);
});

it('names of a site that are no names of plugins are asked nobody', async () => {
  for (const slug of ['../core', 'a/b', '', 'x?y=1', '.git'])
    expect((await fresh().plugin(slug, '1.0', { offline: false })).list).toBeNull();
  expect((await fresh().plugin('a', '../../x', { offline: false })).list).toBeNull();
  expect(server.asked).toEqual([]);
  expect(pluginKey('a', '1')).not.toBe(coreKey('a', '1'));
});
