import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { saveOldFile } from '../../../src-main/store/save-old-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'resalt-save-'));
afterAll(() => rmSync(dir, { recursive: true }));

it('stays within its folder, whatever a site calls itself and its files', async () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom('..', '../..', '/etc', '.ssh/authorized_keys', 'C:\\x', ''),
  );
  let number = 0;
  await fc.assert(
    fc.asyncProperty(name, name, async (site, path) => {
      number += 1;
      const saved = await saveOldFile(dir, { site, number, path, bytes: Buffer.from(String(number)) });
      expect(relative(dir, saved)).toMatch(/^[A-Za-z0-9_-][A-Za-z0-9._-]*\/\d+-[A-Za-z0-9._-]+$/);
      expect(await readFile(saved, 'utf8')).toBe(String(number));
    }),
    { numRuns: 200 },
  );
});

it('writes over nothing', async () => {
  const file = { site: 'acme', number: 1, path: '/srv/wp-config.php', bytes: Buffer.from('old') };
  const path = await saveOldFile(dir, file);
  await expect(saveOldFile(dir, { ...file, bytes: Buffer.from('new') })).rejects.toMatchObject({
    code: 'NOT_WRITABLE',
  });
  expect(await readFile(path, 'utf8')).toBe('old');
});
