import { randomBytes } from 'node:crypto';
import { closeSync, fsync, fsyncSync, openSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ResaltError } from '../contract/failures.ts';

const sync = promisify(fsync);

const temporary = /^\..+\.[0-9a-f]{12}\.writing$/;

/**
 * Writes a whole file so that it holds either the old bytes or the new ones, whatever happens: 0600, synced, renamed.
 * The name itself is only safe after `syncDirectory`, which is apart so that many files can share one.
 *
 * Not write-file-atomic, because version 7 does not look at how many bytes were written: on a full disk it puts a
 * truncated file in the place of a good one and reports success (measured; test/unit/store/durable-file.test.ts).
 * Unsynced it is safe from everything but a power cut, after which it may be damaged: for what can be had again.
 * NOT_WRITABLE where the disk refuses; the file is then as it was.
 */
export async function writeDurably(path: string, data: string | Uint8Array, { synced = true } = {}): Promise<void> {
  const unfinished = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.writing`);
  try {
    // Only the sync waits for a disk; for the rest a trip to another thread costs many times what it takes.
    const file = openSync(unfinished, 'wx', 0o600);
    try {
      writeFileSync(file, data);
      if (synced) await sync(file);
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, path);
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
    const file = openSync(path, 'r');
    try {
      return readUpTo(file, mostBytes).toString('utf8');
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const reason = systemCode(error);
    if (reason === 'ENOENT') return null;
    throw reason ? new ResaltError('NOT_ALLOWED_HERE', `${path} could not be read (${reason}).`) : error;
  }
}

function readUpTo(file: number, mostBytes: number): Buffer {
  const chunks: Buffer[] = [];
  for (let left = mostBytes; left > 0; ) {
    const chunk = Buffer.allocUnsafe(Math.min(left, 64 * 1024));
    const bytes = readSync(file, chunk);
    if (bytes === 0) break;
    chunks.push(chunk.subarray(0, bytes));
    left -= bytes;
  }
  return Buffer.concat(chunks);
}

export async function fileExists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
