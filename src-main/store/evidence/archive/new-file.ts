import { randomBytes } from 'node:crypto';
import { access, type FileHandle, link, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ResaltError } from '../../../contract/failures.ts';
import { notWritable, syncDirectory, systemCode } from '../../durable-file.ts';

/** Milliseconds after which nobody writes to an unfinished file any more: who writes one does so all the time. */
const abandonedMs = 60_000;

/**
 * A new file, 0600, that has its name once it is whole: until then it stands beside as `<name>.<8 digits>.unfinished`, where a kill -9 or a power cut leaves it
 * and the next writing of that name takes it away. `write` fills it and answers; `check` may still refuse what is written. NOT_WRITABLE where
 * there is such a file, before anything is written, or the disk refuses.
 */
export async function writeNewFile<T>(
  path: string,
  write: (file: FileHandle) => Promise<T>,
  check: (unfinished: string, written: T) => Promise<void>,
): Promise<T> {
  if (await exists(path)) throw isThere(path);
  await removeAbandoned(path);
  const unfinished = `${path}.${randomBytes(4).toString('hex')}.unfinished`;
  try {
    const file = await open(unfinished, 'wx', 0o600);
    const written = await (async () => {
      try {
        const answer = await write(file);
        await file.sync();
        return answer;
      } finally {
        await file.close();
      }
    })();
    await check(unfinished, written);
    await giveName(unfinished, path);
    await syncDirectory(dirname(path));
    return written;
  } catch (error) {
    throw notWritable(path, error);
  } finally {
    await rm(unfinished, { force: true }).catch(() => undefined);
  }
}

/** A link never takes the place of a file that came meanwhile; a disk without links (exFAT) has only the renaming. */
async function giveName(unfinished: string, path: string): Promise<void> {
  try {
    await link(unfinished, path);
  } catch (error) {
    if (systemCode(error) === 'EEXIST' || (await exists(path))) throw isThere(path);
    await rename(unfinished, path);
  }
}

async function removeAbandoned(path: string): Promise<void> {
  const folder = dirname(path);
  const mine = (name: string) =>
    name.startsWith(`${basename(path)}.`) && /^\.[0-9a-f]{8}\.unfinished$/.test(name.slice(basename(path).length));
  for (const name of (await readdir(folder).catch(() => [])).filter(mine)) {
    const written = await stat(join(folder, name)).catch(() => null);
    if (written && Date.now() - written.mtimeMs > abandonedMs) await rm(join(folder, name), { force: true });
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const isThere = (path: string) => new ResaltError('NOT_WRITABLE', `${path} is there already and is not written over.`);
