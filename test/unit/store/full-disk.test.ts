import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openStore } from '../../../src-main/store/store.ts';
import { aSite, temporaryFolder } from './temporary-store.ts';

/**
 * A limit on the size of files makes a write end early, as a full disk does: the system call writes what still fits and
 * reports that number. Conf and write-file-atomic don't look at it, and put the truncated file in the good one's place.
 */
async function withLimitedFiles(kilobytes: number, script: string): Promise<string> {
  const source = join(import.meta.dirname, '../../../src-main');
  const code = `process.on('SIGXFSZ', () => {}); const source = ${JSON.stringify(source)}; ${script}`;
  const limited = `ulimit -f ${kilobytes} && exec "$0" --import tsx --input-type=module --eval "$1"`;
  const { stdout } = await promisify(execFile)('bash', ['-c', limited, process.execPath, code]);
  return stdout.trim();
}

test('sites that do not fit on the disk are refused, and the old ones are still there', async () => {
  const dir = await temporaryFolder();
  const store = await openStore({ dir });
  store.sites.upsertMany([aSite(1)]);
  await store.close();
  const before = await readFile(join(dir, 'sites.json'), 'utf8');
  const said = await withLimitedFiles(
    64,
    `const { openStore } = await import(source + '/store/store.ts');
     const store = await openStore({ dir: ${JSON.stringify(dir)} });
     const sites = Array.from({ length: 2000 }, (_, n) => ({ ...store.sites.list()[0], id: 's_' + String(n + 10).padStart(10, '0'), name: 'n' + n }));
     try { store.sites.upsertMany(sites); console.log('written'); } catch (error) { console.log(error.code, store.sites.list().length); }
     await store.close();`,
  );
  expect(said).toBe('NOT_WRITABLE 1');
  expect(await readFile(join(dir, 'sites.json'), 'utf8')).toBe(before);
}, 90_000);

test('a file that does not fit is refused, and the old one is as it was', async () => {
  const dir = await temporaryFolder();
  const said = await withLimitedFiles(
    64,
    `const { writeDurably } = await import(source + '/store/durable-file.ts');
     const path = ${JSON.stringify(join(dir, 'file'))};
     await writeDurably(path, 'old');
     try { await writeDurably(path, 'x'.repeat(300_000)); console.log('written'); } catch (error) { console.log(error.code); }`,
  );
  expect(said).toBe('NOT_WRITABLE');
  expect(await readFile(join(dir, 'file'), 'utf8')).toBe('old');
  expect(await readdir(dir)).toEqual(['file']);
}, 90_000);

test('a journal record that does not fit is refused whole, and the journal goes on', async () => {
  const dir = await temporaryFolder();
  const said = await withLimitedFiles(
    64,
    `const { openJournals } = await import(source + '/store/journals.ts');
     const journals = await openJournals(${JSON.stringify(dir)});
     const run = 'r_0123456789';
     await journals.append(run, 'kept');
     try { await journals.append(run, 'x'.repeat(300_000)); console.log('written'); } catch (error) { console.log(error.code); }
     await journals.append(run, 'after');
     console.log(JSON.stringify(await journals.read(run)));
     await journals.close();`,
  );
  expect(said).toBe('NOT_WRITABLE\n{"records":["kept","after"],"torn":false,"damaged":null}');
}, 90_000);
