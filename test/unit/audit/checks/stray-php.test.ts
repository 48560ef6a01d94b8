import { expect, it } from 'vitest';
import { strayPhp } from '../../../../src-main/audit/checks/stray-php.ts';
import { files } from './a-files.ts';

const sha256 = 'a'.repeat(64);

it('names each file of a folder that is nobody’s with the hash by which a person has it quarantined', () => {
  const [found, ...more] = strayPhp(files({ entries: { 'blog/tool.php': { sha256 }, 'blog/unread.php': {} } }));
  expect(more).toEqual([]);
  expect(found).toMatchObject({ where: 'blog', fix: null, byHand: expect.stringContaining('resalt files quarantine') });
  const { paths, hashes } = found?.seen ?? {};
  const pairs = (paths as string[]).map((path, index) => [path, (hashes as string[])[index]]);
  expect(pairs.sort()).toEqual([
    ['blog/tool.php', sha256],
    ['blog/unread.php', 'not read'],
  ]);
});
