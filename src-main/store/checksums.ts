import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { type OfficialList, readOfficialList } from '../wordpress/files/official-lists.ts';
import { makePrivateDirectory, readBounded, writeDurably } from './durable-file.ts';

/** Official checksums as they came from WordPress.org, or were given as files. Public, and to be had again. */
export interface Checksums {
  get(key: string): Promise<{ list: OfficialList | null; stale: boolean } | null>;
  put(key: string, json: unknown): Promise<void>;
  /** One that was given as a file: it never grows old. */
  give(key: string, json: unknown): Promise<void>;
}

const mostBytes = 16 << 20;
const day = 86_400_000;
/** A version may be tagged anew, and what is not published today may be tomorrow. */
const freshMs = { list: 7 * day, none: day };

const kept = z.object({ key: z.string(), at: z.number(), given: z.boolean(), json: z.unknown() });

/** In `checksums` of the data folder, a file for each list; one that is damaged counts as none. */
export function openChecksums(dir: string, now: () => Date): Checksums {
  const folder = join(dir, 'checksums');
  const pathOf = (key: string) => join(folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`);
  const write = async (key: string, json: unknown, given: boolean) => {
    await makePrivateDirectory(folder);
    const text = JSON.stringify({ key, at: now().getTime(), given, json: json ?? null });
    await writeDurably(pathOf(key), text, { synced: given });
  };
  const read = async (key: string) => {
    const text = await readBounded(pathOf(key), mostBytes);
    const found = text === null ? null : kept.safeParse(parsed(text));
    return found?.success && found.data.key === key ? found.data : null;
  };
  return {
    async get(key) {
      const found = await read(key);
      if (!found) return null;
      const list = found.json === null ? null : readOfficialList(found.json);
      const age = now().getTime() - found.at;
      return { list, stale: !found.given && (age < 0 || age > (list ? freshMs.list : freshMs.none)) };
    },
    async put(key, json) {
      if (!(await read(key))?.given) await write(key, json, false);
    },
    give: (key, json) => write(key, json, true),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
