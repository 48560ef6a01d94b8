import { closeSync, existsSync, openSync } from 'node:fs';
import type { Database } from 'libsql';
import { ResaltError } from '../../contract/failures.ts';
import { notWritable } from '../durable-file.ts';
import type { SealedSite } from './sealed-site.ts';

/** history.db: two rows per site, sealed: a small head and, when a look has read any, its sessions. Every call is one transaction; a kill in its middle leaves what was there before. */
export interface HistoryFile {
  read(siteId: string): SealedSite | null;
  readHead(siteId: string): Uint8Array | null;
  writeHead(siteId: string, head: Uint8Array): void;
  write(siteId: string, sealed: SealedSite): void;
  remove(siteIds: readonly string[]): void;
  close(): void;
}

const format = 1;

/** Opens the file, or makes it (0600; what SQLite puts beside it has the same mode). */
export async function openHistoryFile(path: string): Promise<HistoryFile> {
  const Libsql = await loadSqlite();
  makePrivate(path);
  const database = translated(path, () => new Libsql(path));
  return translated(path, () => {
    prepare(database, path);
    const statements = {
      head: database.prepare('SELECT box FROM heads WHERE site = ?'),
      sessions: database.prepare('SELECT box FROM sessions WHERE site = ?'),
      putHead: database.prepare('INSERT OR REPLACE INTO heads (site, box) VALUES (?, ?)'),
      putSessions: database.prepare('INSERT OR REPLACE INTO sessions (site, box) VALUES (?, ?)'),
      dropHead: database.prepare('DELETE FROM heads WHERE site = ?'),
      dropSessions: database.prepare('DELETE FROM sessions WHERE site = ?'),
    };
    const put = database.transaction((siteId: string, { head, sessions }: SealedSite) => {
      statements.putHead.run(siteId, textOf(head));
      if (sessions) statements.putSessions.run(siteId, textOf(sessions));
    });
    const drop = database.transaction((siteIds: readonly string[]) => {
      for (const id of siteIds) for (const one of [statements.dropHead, statements.dropSessions]) one.run(id);
    });
    const head = (siteId: string) => boxOf(statements.head.get(siteId));
    return {
      readHead: (siteId) => translated(path, () => head(siteId)),
      read: (siteId) =>
        translated(path, () => {
          const found = head(siteId);
          return found && { head: found, sessions: boxOf(statements.sessions.get(siteId)) };
        }),
      writeHead: (siteId, box) => void translated(path, () => statements.putHead.run(siteId, textOf(box))),
      write: (siteId, sealed) => translated(path, () => put(siteId, sealed)),
      remove: (siteIds) =>
        translated(path, () => {
          drop(siteIds);
          intoTheFile(database);
        }),
      close() {
        try {
          intoTheFile(database);
        } finally {
          database.close();
        }
      },
    };
  });
}

/** What stands in the file beside it goes into the file itself; libsql's close does not do that. */
function intoTheFile(database: Database): void {
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

/** The types of Node 20 do not name it yet. */
type Report = NodeJS.ProcessReport & { excludeNetwork?: boolean };

/**
 * libsql is CommonJS with a native part, and is brought in only when it is needed. Its loader has Node write a report to learn
 * which C library this is, and Node asks DNS for the name of every connected server into it, one after the other: with 20 sites
 * in work Resalt stood still for 5 seconds (measured). So the report leaves the network out. Loading costs 50 ms even so.
 */
export async function loadSqlite() {
  const report: Report | undefined = process.report;
  const before = report?.excludeNetwork ?? false;
  if (report) report.excludeNetwork = true;
  try {
    return (await import('libsql')).default;
  } finally {
    if (report) report.excludeNetwork = before;
  }
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
    `CREATE TABLE IF NOT EXISTS heads (site TEXT PRIMARY KEY, box TEXT NOT NULL); CREATE TABLE IF NOT EXISTS sessions (site TEXT PRIMARY KEY, box TEXT NOT NULL); PRAGMA user_version = ${format}`,
  );
}

/**
 * Boxes are Base64 text and no blobs: where bytes are given to a statement, libsql ends the whole process in Electron (0.5.29 in
 * Electron 33; in Node it works).
 */
const textOf = (box: Uint8Array): string => Buffer.from(box).toString('base64');

function boxOf(row: unknown): Uint8Array | null {
  const { box } = (row ?? {}) as { box?: string };
  return box === undefined ? null : Buffer.from(box, 'base64');
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
