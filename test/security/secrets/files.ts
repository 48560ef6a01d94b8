import { type FSWatcher, readFileSync, watch } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Seen } from './forms.ts';

/** Every file below a folder with its content; links are not followed. */
export async function filesBelow(folder: string): Promise<Seen[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.map(async (path) => ({ where: path, text: `${path}\n${await readFile(path, 'latin1').catch(() => '')}` })),
  );
}

export interface FolderWatch {
  /** What was in each file that came and went, and what is in those that stayed. */
  stop(): Promise<Seen[]>;
}

/** Others write to the machine's temporary folder too, some of them much. */
const mostKept = 256 * 1024;

/** Reads each file of a folder as soon as it appears or changes. */
export function watchFolder(folder: string): FolderWatch {
  const seen = new Map<string, string>();
  const read = (name: string | null) => {
    if (name === null) return;
    try {
      const path = join(folder, name);
      const known = seen.get(path) ?? '';
      const now = readFileSync(path, 'latin1').slice(0, mostKept);
      if (known.length < mostKept && !known.endsWith(now)) seen.set(path, `${known}\n${now}`);
    } catch {
      // gone again, or a folder
    }
  };
  const watcher: FSWatcher = watch(folder, (_event, name) => read(name));
  watcher.on('error', () => {});
  return {
    async stop() {
      watcher.close();
      return [...seen].map(([where, text]) => ({ where, text }));
    },
  };
}

/** Names of all that is below a folder, with what kind of thing it is: nothing may be left behind. */
export async function namesBelow(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const told = names.map(async (name) => {
    const stat = await lstat(join(folder, name));
    return stat.isDirectory() ? `${name}/` : name;
  });
  return (await Promise.all(told)).sort();
}
