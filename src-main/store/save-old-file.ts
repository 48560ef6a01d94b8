import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ResaltError } from '../contract/failures.ts';

/** Characters that a name may have on every system; a site's own names may hold any. */
const plain = (name: string): string => name.replaceAll(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_') || '_';

/**
 * Writes bytes of a site into the operator's folder, as `<site>/<number>-<file name>`, readable by the operator alone, and
 * answers the path. NOT_WRITABLE where the disk refuses or such a file is there already: nothing is written over.
 */
export async function saveOldFile(
  folder: string,
  file: { site: string; number: number; path: string; bytes: Uint8Array },
): Promise<string> {
  const place = join(folder, plain(file.site).slice(0, 100));
  const path = join(place, `${file.number}-${plain(basename(file.path)).slice(0, 100)}`);
  try {
    await mkdir(place, { recursive: true, mode: 0o700 });
    await writeFile(path, file.bytes, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const there = (error as { code?: unknown }).code === 'EEXIST';
    const why = there ? 'is there already and is not written over' : 'could not be written';
    throw new ResaltError('NOT_WRITABLE', `${path} ${why}. Give another folder.`);
  }
  return path;
}
