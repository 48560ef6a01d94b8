import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readGivenFile } from '../../../src-main/command-line/read-given-file.ts';

let cwd = '';
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'resalt-given-'));
  await writeFile(join(cwd, 'list.txt'), 'é\n'.repeat(100_000));
  await writeFile(join(cwd, 'large.txt'), 'x'.repeat(1_000_001));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));
const read = (file: string) => readGivenFile({ cwd }, file, 1);

it('reads from where the terminal is, to the last letter', async () =>
  expect(await read('list.txt')).toEqual({ path: join(cwd, 'list.txt'), text: 'é\n'.repeat(100_000) }));

it.each([
  ['missing.txt', 'There is no file'],
  ['.', 'There is no file'],
  ['large.txt', 'larger than 1 MB'],
  ['/dev/zero', 'larger than 1 MB'],
])('refuses %s in words', (file, words) =>
  expect(read(file)).rejects.toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining(words) }),
);
