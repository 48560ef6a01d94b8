import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ResaltError } from '../contract/failures.ts';

const temporary = /^\..+\.[0-9a-f]{12}\.writing$/;

/**
 * Writes a whole file so that it holds either the old bytes or the new ones, whatever happens: 0600, synced, renamed.
 * The name itself is only safe after `syncDirectory`, which is apart so that many files can share one.
 *
 * Not write-file-atomic, because version 7 does not look at how many bytes were written: on a full disk it puts a
 * truncated file in the place of a good one and reports success (measured; test/unit/store/durable-file.test.ts).
 * NOT_WRITABLE where the disk refuses; the file is then as it was.
 */
export async function writeDurably(path: string, data: string | Uint8Array): Promise<void> {
  const unfinished = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.writing`);
  try {
    const file = await open(unfinished, 'wx', 0o600);
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw notWritable(path, error);
  }
}

/** Makes new, renamed and removed names in a directory survive a power cut. Windows has no such call and needs none. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } catch (error) {
    throw notWritable(path, error);
  } finally {
    await directory.close();
  }
}

/** The same, where the writer is synchronous. */
export function syncDirectorySync(path: string): void {
  if (process.platform === 'win32') return;
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** A directory only its owner may enter (0700), made with its parents and synced into the one above it. */
export async function makePrivateDirectory(path: string): Promise<void> {
  try {
    const made = await mkdir(path, { recursive: true, mode: 0o700 });
    if (made) await syncDirectory(dirname(made));
  } catch (error) {
    throw notWritable(path, error);
  }
}

/** Takes away what a killed process left half-written. Only for a directory that no other process writes to. */
export async function removeUnfinished(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((name) => temporary.test(name))) {
    await rm(join(directory, name), { force: true });
  }
}

/** The failure of a write, with the system's short reason ("ENOSPC") and the file; anything else stays as it is. */
export function notWritable(path: string, error: unknown): unknown {
  const reason = systemCode(error);
  return reason ? new ResaltError('NOT_WRITABLE', `${path} could not be written (${reason}).`) : error;
}

/** "ENOENT" and the like; null where the error is not the system's. */
export function systemCode(error: unknown): string | null {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : null;
}

/**
 * The text of a file, null where there is none. A file longer than `mostBytes` is cut there, which no reader of a whole
 * document takes for one. NOT_ALLOWED_HERE where the system refuses.
 */
export async function readBounded(path: string, mostBytes: number): Promise<string | null> {
  try {
    const file = await open(path, 'r');
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of file.createReadStream({ end: mostBytes - 1, autoClose: false })) chunks.push(chunk);
      return Buffer.concat(chunks).toString('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    const reason = systemCode(error);
    if (reason === 'ENOENT') return null;
    throw reason ? new ResaltError('NOT_ALLOWED_HERE', `${path} could not be read (${reason}).`) : error;
  }
}

export async function fileExists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
