import { copyFileSync, existsSync, linkSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Conf from 'conf';
import type { z } from 'zod';
import { ResaltError } from '../contract/failures.ts';
import { notWritable, syncDirectorySync, systemCode } from './durable-file.ts';

/** What Conf and electron-store are constructed with, and all that is used of them. */
export interface ConfOptions {
  cwd: string;
  /** The file's name without `.json`, as Conf and as electron-store call it. */
  configName: string;
  name: string;
  clearInvalidConfig: false;
  accessPropertiesByDotNotation: false;
  configFileMode: number;
  serialize(value: unknown): string;
}
export interface ConfLike {
  readonly path: string;
  store: Record<string, unknown>;
}
/** `(options) => new Conf(options)`, or in the desktop app `(options) => new ElectronStore(options)`. */
export type OpenConf = (options: ConfOptions) => ConfLike;

export const openConf: OpenConf = (options) => new Conf<Record<string, unknown>>(options);

/** A JSON file read once and kept in memory: Conf would read it again at every look. */
export interface Document<T> {
  read(): T;
  /** Returns when the new content is on the disk. NOT_WRITABLE where the disk refuses; the file is then as it was. */
  write(next: T): void;
}

const serialize = (value: unknown): string => `${JSON.stringify(value)}\n`;

/**
 * Opens `<dir>/<name>.json`; one that does not exist holds `empty` and is made at the first write. VAULT_DAMAGED, naming
 * the file, where it is not what `schema` says: it is then left alone for a person to look at.
 */
export function openDocument<T extends object>(
  place: { dir: string; name: string; open: OpenConf },
  schema: z.ZodType<T>,
  empty: T,
): Document<T> {
  const path = join(place.dir, `${place.name}.json`);
  removeUnfinished(path);
  // Asked of the disk, because Conf gives `{}` also for a file that holds `null` or `[]`.
  const isNew = !existsSync(path);
  const { conf, found } = openFile(path, place);
  const parsed = isNew ? { success: true as const, data: empty } : schema.safeParse(found);
  if (!parsed.success) throw damaged(path);
  let content = parsed.data;
  return {
    read: () => content,
    write(next) {
      const valid = schema.parse(next);
      replaceContent(conf, path, valid);
      content = valid;
    },
  };
}

function openFile(path: string, { dir, name, open }: { dir: string; name: string; open: OpenConf }) {
  try {
    const conf = open({
      cwd: dir,
      configName: name,
      name,
      clearInvalidConfig: false,
      accessPropertiesByDotNotation: false,
      configFileMode: 0o600,
      serialize,
    });
    return { conf, found: { ...conf.store } };
  } catch (error) {
    const reason = systemCode(error);
    throw reason ? new ResaltError('NOT_ALLOWED_HERE', `${path} could not be read (${reason}).`) : damaged(path);
  }
}

/**
 * Conf's write is atomic, but it does not look at how many bytes were written: on a full disk a truncated file may take
 * the good one's place without an error (measured; test/unit/store/document.test.ts). So the old one is kept aside and
 * the new one read back.
 */
function replaceContent(conf: ConfLike, path: string, content: object): void {
  const previous = `${path}.previous`;
  try {
    keepAside(path, previous);
    withoutSnap(() => {
      conf.store = { ...content };
    });
    if (readFileSync(path, 'utf8') !== serialize(content)) {
      putBack(previous, path);
      throw new ResaltError('NOT_WRITABLE', `${path} could not be written whole: is the disk full? It is as it was.`);
    }
    syncDirectorySync(dirname(path));
  } catch (error) {
    throw notWritable(path, error);
  }
}

function keepAside(path: string, previous: string): void {
  rmSync(previous, { force: true });
  try {
    linkSync(path, previous);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') copyFileSync(path, previous);
  }
}

function putBack(previous: string, path: string): void {
  try {
    renameSync(previous, path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    rmSync(path, { force: true });
  }
}

/** Conf writes in place, not atomically, where SNAP is set; and every terminal started from a snapped editor sets it. */
function withoutSnap(write: () => void): void {
  const snap = process.env.SNAP;
  delete process.env.SNAP;
  try {
    write();
  } finally {
    if (snap !== undefined) process.env.SNAP = snap;
  }
}

/** What Conf's writer leaves of a write that was killed. */
function removeUnfinished(path: string): void {
  const beginning = `${basename(path)}.tmp-`;
  const names = readdirSync(dirname(path)).filter((name) => name.startsWith(beginning));
  for (const name of names) rmSync(join(dirname(path), name), { force: true });
}

function damaged(path: string): ResaltError {
  const next = `It was left as it is. Look at it, or put ${basename(path)}.previous (its content before the last change) or a backup in its place.`;
  return new ResaltError(
    'VAULT_DAMAGED',
    `The file ${path} is damaged, or was made by a newer Resalt. ${next}`,
    'never',
  );
}
