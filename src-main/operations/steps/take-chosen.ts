import type { Statement } from '../../hosts/database.ts';
import { readSessions, type Session, sessionName, takeOut } from '../../wordpress/session-tokens.ts';
import type { OpenSite } from './look.ts';
import { asWordpressSees, charsetOf, isSessionRow, rowNumber } from './read-sessions.ts';

/** By user, the names of the sessions that are to go. */
export type Going = ReadonlyMap<number, ReadonlySet<string>>;

const usersAtOnce = 50;
const mostAttempts = 12;

/**
 * Takes sessions out of the rows of their users. A row is written only if it still is what was read; one that was changed
 * meanwhile, by a login, is read and tried again. `whole`: whose row goes as a whole where it can't be read. Answers the users from
 * whose rows nothing can be taken alone.
 */
export async function takeChosen(open: OpenSite, going: Going, whole: ReadonlySet<number>): Promise<number[]> {
  const stuck = new Set<number>();
  const users = [...going.keys()];
  for (let at = 0; at < users.length; at += usersAtOnce) {
    let some = users.slice(at, at + usersAtOnce);
    for (let attempt = 0; some.length > 0 && attempt < mostAttempts; attempt += 1)
      some = await takeOnce(open, some, going, whole, stuck);
  }
  return [...stuck];
}

/** One read and one write; answers the users whose rows were changed in between. */
async function takeOnce(
  open: OpenSite,
  users: number[],
  going: Going,
  whole: ReadonlySet<number>,
  stuck: Set<number>,
): Promise<number[]> {
  const changes = (await readRows(open, users)).flatMap((row) => {
    const statement = change(open, row, going.get(row.userId) ?? new Set(), whole.has(row.userId));
    if (statement === 'stuck') stuck.add(row.userId);
    return statement === null || statement === 'stuck' ? [] : [{ statement, userId: row.userId }];
  });
  if (changes.length === 0) return [];
  const results = await open.database.run(changes.map(({ statement }) => statement));
  return changes.filter((_, index) => results[index]?.affected !== 1).map(({ userId }) => userId);
}

/** The row of a user that WordPress sees: the first. */
interface StoredRow {
  id: bigint;
  userId: number;
  /** No other row of that user stands behind it. */
  alone: boolean;
  /** null where it is too large to read, or NULL. */
  value: Buffer | null;
  /** SHA-256 of what is stored, so that a comparison need not carry it; empty for NULL. */
  sha: string;
}

const largest = 4 * 1024 * 1024;

async function readRows(open: OpenSite, users: number[]): Promise<StoredRow[]> {
  const { usermeta } = open.tables;
  const value = `IF(LENGTH(r.meta_value) <= ${largest}, ${asWordpressSees('r.meta_value', open)}, NULL)`;
  const first = `SELECT MIN(m.umeta_id) AS id, COUNT(*) AS n FROM ${usermeta} m WHERE m.user_id IN (${users.map(() => '?').join(', ')}) AND ${isSessionRow} GROUP BY m.user_id`;
  const [found] = await open.database.run([
    {
      sql: `SELECT r.umeta_id AS id, r.user_id AS user_id, f.n AS n, ${value} AS value, SHA2(r.meta_value, 256) AS sha FROM (${first}) f JOIN ${usermeta} r ON r.umeta_id = f.id`,
      values: users,
      columns: ['id', 'user_id', 'n', 'value', 'sha'],
    },
  ]);
  const text = (cell: Buffer | null | undefined) => cell?.toString('latin1') ?? '';
  return (found?.rows ?? []).map((row) => ({
    id: rowNumber(text(row.id)),
    userId: Number(text(row.user_id)),
    alone: text(row.n) === '1',
    value: row.value ?? null,
    sha: text(row.sha),
  }));
}

/**
 * An emptied row is deleted, as WordPress does it; but where others of the same user stand behind it, which WordPress would see
 * then, it stays as an empty list.
 */
function change(
  open: OpenSite,
  { id, value, sha, alone }: StoredRow,
  names: ReadonlySet<string>,
  whole: boolean,
): Statement | 'stuck' | null {
  const { usermeta } = open.tables;
  const same = 'umeta_id = ? AND SHA2(meta_value, 256) = ?';
  const remove = { sql: `DELETE FROM ${usermeta} WHERE ${same}`, values: [id, sha] };
  const write = (bytes: Buffer): Statement => ({
    sql: `UPDATE ${usermeta} SET meta_value = CONVERT(? USING ${charsetOf(open)}) WHERE ${same}`,
    values: [bytes, id, sha],
  });
  const out = value
    ? takeOut(value, (session: Session) => names.has(sessionName(session)))
    : { kind: 'unreadable' as const };
  switch (out.kind) {
    case 'unchanged':
      return null;
    case 'entangled':
      return 'stuck';
    case 'rest':
      return write(out.value);
    case 'empty':
      return alone ? remove : write(Buffer.from('a:0:{}'));
    case 'unreadable':
      if (sha === '') return null;
      if (!whole) return mayHold(value) ? 'stuck' : null;
      return alone ? remove : write(Buffer.from('a:0:{}'));
  }
}

/** Whether PHP may find sessions where Resalt reads none: in what is too large, or begins as a list. */
const mayHold = (value: Buffer | null): boolean => value === null || readSessions(value).doubtful;

/**
 * Of the sessions that were to go: those that WordPress would still find, or in a row that can't be read may find. Of `whole` also users
 * whose row can't be read.
 */
export async function stillThere(
  open: OpenSite,
  going: Going,
  whole: ReadonlySet<number>,
): Promise<Map<number, Set<string>>> {
  const there = new Map<number, Set<string>>();
  const users = [...going.keys()];
  for (let at = 0; at < users.length; at += usersAtOnce) {
    for (const { userId, value, sha } of await readRows(open, users.slice(at, at + usersAtOnce))) {
      if (sha === '') continue;
      const reading = value ? readSessions(value) : null;
      const meant = [...(going.get(userId) ?? [])];
      const found = new Set((reading?.sessions ?? []).map(sessionName));
      const names = mayHold(value) ? meant : meant.filter((name) => found.has(name));
      if (names.length > 0 || (whole.has(userId) && (reading?.corrupt ?? true))) there.set(userId, new Set(names));
    }
  }
  return there;
}
