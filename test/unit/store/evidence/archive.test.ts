import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkArchive } from '../../../../src-main/store/evidence/archive/check-archive.ts';
import { exportArchive } from '../../../../src-main/store/evidence/archive/export-archive.ts';
import { tarEnd, tarHeader } from '../../../../src-main/store/evidence/archive/tar.ts';
import type { KeptItem } from '../../../../src-main/store/evidence/catalogue.ts';
import { meterOf } from '../../../../src-main/store/evidence/measure.ts';

const dir = mkdtempSync(join(tmpdir(), 'resalt-archive-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
let key: KeyObject;
let good: Buffer;
let files = 0;

const itemOf = (name: string, bytes: Buffer): KeptItem => {
  const meter = meterOf(1e9);
  meter.take(bytes);
  const { bytes: length, sha256 } = meter.measured();
  return {
    ...{
      id: 'e_0123456789abcdef',
      siteId: 's_0123456789',
      site: 'one',
      kind: 'database',
      name,
      from: 'here',
      count: null,
    },
    ...{ begunAt: '2026-01-01T00:00:00.000Z', endedAt: '2026-01-01T00:00:00.000Z', bytes: length, sha256, lacks: null },
    ...{ run: null, by: 'me', clockAhead: null },
  };
};
const exported = async (pieces: [string, Buffer][], read = (bytes: Buffer) => bytes) => {
  const path = join(dir, `${files++}.tar`);
  const items = pieces.map(([name, bytes]) => ({ item: itemOf(name, bytes), bytes }));
  await exportArchive(path, {
    ...{
      incident: 'i_AAAAAAAAAAAAAAAA',
      items: items.map(({ item }) => item),
      missing: [{ site: 'one', what: 'database', why: 'broken off' }],
      key,
      resalt: '1',
      by: 'me',
      at: new Date(),
    },
    read: async function* (item) {
      yield read(items.find((one) => one.item === item)?.bytes ?? Buffer.alloc(0));
    },
  });
  return path;
};
const check = (bytes: Buffer) => {
  const path = join(dir, `${files++}.tar`);
  writeFileSync(path, bytes);
  return checkArchive(path);
};

beforeAll(async () => {
  key = generateKeyPairSync('ed25519').privateKey;
  const long = `one/database/${'x'.repeat(300)}.sql`;
  good = readFileSync(
    await exported([
      ['one/database/a.sql', Buffer.from('a\n'.repeat(700))],
      [long, Buffer.alloc(0)],
      [long, Buffer.from('b')],
    ]),
  );
});

it('an archive as it was written is whole', async () => {
  expect(await check(good)).toMatchObject({ whole: true, problems: [], pieces: 3, bytes: 1401 });
});

it('a byte changed or cut off anywhere is seen', async () => {
  const property = fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
    const changed = Buffer.from(good);
    changed[at] = (changed[at] ?? 0) ^ flip;
    expect((await check(changed)).whole).toBe(false);
    expect((await check(good.subarray(0, at))).whole).toBe(false);
  });
  await fc.assert(property, { numRuns: 150 });
});

it('an archive that somebody else signed has another fingerprint', async () => {
  const mine = (await check(good)).signedBy;
  const other = key;
  key = generateKeyPairSync('ed25519').privateKey;
  const theirs = await check(readFileSync(await exported([['one/database/a.sql', Buffer.from('a')]])));
  key = other;
  expect(theirs.whole).toBe(true);
  expect(theirs.signedBy).not.toBe(mine);
});

it('a piece that is not as the catalogue says makes no archive', async () => {
  await expect(exported([['one/database/a.sql', Buffer.from('a')]], () => Buffer.from('b'))).rejects.toMatchObject({
    code: 'VAULT_DAMAGED',
  });
});

it('an archive has its name once it is whole: a kill -9 half-way leaves none, and what it left is taken away by the next', async () => {
  const path = join(dir, `${files++}.tar`);
  const source = join(import.meta.dirname, '../../../../src-main/store/evidence/archive');
  const item = itemOf('one/database/a.sql', Buffer.alloc(3_000_000, 'a'));
  const code = `const { exportArchive } = await import('${source}/export-archive.ts');
    const { generateKeyPairSync } = await import('node:crypto');
    await exportArchive(${JSON.stringify(path)}, { incident: 'i_AAAAAAAAAAAAAAAA', items: [${JSON.stringify(item)}], missing: [], resalt: '1', by: 'me', at: new Date(),
      key: generateKeyPairSync('ed25519').privateKey,
      read: async function* () { yield Buffer.alloc(2_000_000, 'a'); process.kill(process.pid, 'SIGKILL'); await new Promise(() => {}); } });`;
  const child = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code]);
  expect(child.signal, child.stderr.toString()).toBe('SIGKILL');
  const beside = () => readdirSync(dir).filter((name) => join(dir, name).startsWith(path));
  const [left = ''] = beside();
  expect(beside()).toEqual([expect.stringMatching(/\.tar\.[0-9a-f]{8}\.unfinished$/)]);
  expect(statSync(join(dir, left)).mode & 0o777).toBe(0o600);

  files -= 1; // to the same place
  const read = (bytes: Buffer) => bytes;
  await expect(exported([['one/database/a.sql', Buffer.from('a')]], () => Buffer.from('b'))).rejects.toThrow();
  expect(beside()).toEqual([left]); // it may still be written to
  utimesSync(join(dir, left), new Date(0), new Date(0));
  files -= 1;
  expect(await exported([['one/database/a.sql', Buffer.from('a')]], read)).toBe(path);
  expect(beside()).toEqual([path.slice(dir.length + 1)]);
  files -= 1;
  const before = readFileSync(path);
  await expect(exported([['one/database/a.sql', Buffer.from('c')]], read)).rejects.toThrow(/not written over/);
  expect(readFileSync(path)).toEqual(before);
}, 90_000);

it.each([
  ['nothing', Buffer.alloc(0)],
  ['no tar', Buffer.alloc(5000, 'x')],
  ['an end alone', tarEnd],
  ['an end with something behind it', Buffer.concat([tarEnd, tarHeader('a', 0, new Date())])],
  ['a file that goes on for ever', Buffer.concat([tarHeader('a', 2 ** 50, new Date()), Buffer.alloc(512)])],
  [
    'a manifest larger than memory',
    Buffer.concat([tarHeader('manifest.json', 2 ** 40, new Date()), Buffer.alloc(512)]),
  ],
])('%s is no archive', async (_what, bytes) => {
  expect(await check(bytes)).toMatchObject({ whole: false, manifest: null });
});

it.each(['../etc/passwd', '/etc/passwd', 'a/../b', 'a//b', '.hidden', '-rf', 'a\nb', 'ä', 'x'.repeat(100), ''])(
  'a file is never called %j',
  (name) => {
    expect(() => tarHeader(name, 1, new Date())).toThrow();
  },
);

it('links, folders and names of another form are refused, whatever the sum says', async () => {
  for (const [at, byte] of [
    [156, 0x32],
    [156, 0x35],
    [156, 0x78],
    [156, 0x4c],
    [0, 0x2f],
    [345, 0x61],
  ] as const) {
    const header = tarHeader('abc', 0, new Date());
    header[at] = byte;
    header.fill(0x20, 148, 156);
    const sum = header.reduce((all, one) => all + one, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    expect((await check(Buffer.concat([header, tarEnd]))).problems.join(' ')).toMatch(/no evidence archive/);
  }
});
