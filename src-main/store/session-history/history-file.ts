import { closeSync, existsSync, openSync } from 'node:fs';
import type { Database } from 'libsql';
import { ResaltError } from '../../contract/failures.ts';
import { notWritable } from '../durable-file.ts';
import type { SealedSite } from './sealed-site.ts';

/** history.db: a row per site, sealed. Every call is one transaction; a kill in its middle leaves what was there before. */
export interface HistoryFile {
  read(siteId: string): SealedSite | null;
  write(siteId: string, sealed: SealedSite): void;
  remove(siteIds: readonly string[]): void;
  close(): void;
}

const format = 1;

/** Opens the file, or makes it (0600; what SQLite puts beside it has the same mode). */
export async function openHistoryFile(path: string): Promise<HistoryFile> {
  const Libsql = await library();
  makePrivate(path);
  const database = translated(path, () => new Libsql(path));
  return translated(path, () => {
    prepare(database, path);
    const one = database.prepare('SELECT head, sessions FROM sites WHERE site = ?');
    const put = database.prepare('INSERT OR REPLACE INTO sites (site, head, sessions) VALUES (?, ?, ?)');
    const drop = database.prepare('DELETE FROM sites WHERE site = ?');
    const removeAll = database.transaction((siteIds: readonly string[]) => {
      for (const id of siteIds) drop.run(id);
    });
    return {
      read: (siteId) => translated(path, () => sealedOf(one.get(siteId))),
      write: (siteId, { head, sessions }) => void translated(path, () => put.run(siteId, head, sessions)),
      remove: (siteIds) => translated(path, () => removeAll(siteIds)),
      close: () => database.close(),
    };
  });
}

/** libsql is CommonJS with a native part, and is brought in only when it is needed. */
async function library() {
  return (await import('libsql')).default;
}

function makePrivate(path: string): void {
  if (existsSync(path)) return;
  try {
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    throw notWritable(path, error);
  }
}

/** Not synced at each write: what a power cut takes is read from the sites again. What was removed is overwritten. */
function prepare(database: Database, path: string): void {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON');
  const [{ user_version: found } = {}] = database.pragma('user_version') as { user_version?: unknown }[];
  if (found !== 0 && found !== format) throw damagedFile(path);
  database.exec(
    `CREATE TABLE IF NOT EXISTS sites (site TEXT PRIMARY KEY, head BLOB NOT NULL, sessions BLOB); PRAGMA user_version = ${format}`,
  );
}

/** libsql answers blobs as ArrayBuffer or as Buffer, by the way they are asked for. */
function sealedOf(row: unknown): SealedSite | null {
  if (row === undefined || row === null) return null;
  const { head, sessions } = row as { head: ArrayBuffer; sessions: ArrayBuffer | null };
  return { head: Buffer.from(head), sessions: sessions && Buffer.from(sessions) };
}

function translated<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ResaltError || !(error instanceof Error)) throw error;
    const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
    if (/^SQLITE_(FULL|READONLY|IOERR|CANTOPEN|PERM|BUSY|LOCKED)/.test(code) || /Unable to open/.test(error.message))
      throw new ResaltError('NOT_WRITABLE', `${path} could not be written or read (${code || 'it can’t be opened'}).`);
    throw damagedFile(path);
  }
}

export function damagedFile(path: string): ResaltError {
  return new ResaltError(
    'VAULT_DAMAGED',
    `The file ${path}, the history of sessions, is damaged or was made by a newer Resalt. It was left as it is: put it back from a backup, or, with Resalt closed, move it and the files beside it whose names begin like it away to begin anew. Nothing else is touched by that.`,
    'never',
  );
}
