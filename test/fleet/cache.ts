import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** What is costly to make and the same for every fleet: WordPress's files and the installed database. Safe to delete. */
export const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'resalt-fleet');

/**
 * The cached folder of that name; made first by `make`, in a folder of its own that then takes the name in one step, so that
 * two fleets starting at once, or one that is killed, never leave half a folder.
 */
export async function cached(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return folder;
  const making = `${folder}.${randomBytes(6).toString('hex')}`;
  mkdirSync(dirname(folder), { recursive: true });
  mkdirSync(making);
  try {
    await make(making);
    renameSync(making, folder);
  } catch (error) {
    // Somebody else was first: theirs is as good.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return folder;
}

/** A short name for contents, so that a changed installer makes a new template. */
export function digest(...contents: string[]): string {
  return createHash('sha256').update(contents.join('\0')).digest('hex').slice(0, 12);
}
