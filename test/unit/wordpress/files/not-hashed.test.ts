import { expect, it } from 'vitest';
import type { FileEntry, FileReading } from '../../../../src-main/wordpress/file-reading.ts';
import { placesOf } from '../../../../src-main/wordpress/files/places.ts';
import { isChanged, unjudgedOf } from '../../../../src-main/wordpress/files/suspects.ts';

const file = (more: Partial<FileEntry>): FileEntry => ({
  ...{ kind: 'file', size: 100, mtime: 0, ctime: 0, mode: 0o600, uid: 33, gid: 33 },
  ...more,
});
const right = 'a'.repeat(32);
const reading = (entries: Record<string, FileEntry>) =>
  ({
    places: placesOf('/srv/site', () => undefined),
    entries: new Map(Object.entries(entries)),
    core: { version: '6.8', locale: 'en_US', checksums: new Map([['wp-login.php', right]]) },
    plugins: new Map([
      ['shop', { name: 'Shop', version: '1', checksums: new Map([['shop.php', [right]]]) }],
      ['bought', { name: 'Bought', version: '1', checksums: null }],
    ]),
  }) satisfies Pick<FileReading, 'places' | 'entries' | 'core' | 'plugins'>;

it('a core file that was blown up, so that it is not hashed, is a changed one', () => {
  const blown = reading({ 'wp-login.php': file({ size: 30_000_000 }) });
  expect(isChanged('wp-login.php', blown)).toBe(true);
  expect(unjudgedOf(blown)).toEqual({ core: [], plugins: [] });
});

it('official files that the account may not read are told, and what is right, missing or nobody’s is not', () => {
  const plugin = 'wp-content/plugins/shop/shop.php';
  expect(unjudgedOf(reading({ 'wp-login.php': file({}), [plugin]: file({}) }))).toEqual({
    core: ['wp-login.php'],
    plugins: [plugin],
  });
  expect(unjudgedOf(reading({ 'wp-login.php': file({ md5: right }) }))).toEqual({ core: [], plugins: [] });
});
