import type { Statement } from '../../hosts/database.ts';
import {
  type ApplicationPassword,
  readApplicationPasswords,
  takeOutPasswords,
} from '../../wordpress/application-passwords.ts';
import { number, text } from './audit-people.ts';
import { marksFor } from './capability-rows.ts';
import type { OpenSite } from './look.ts';
import { asWordpressSees, charsetOf, rowNumber } from './read-sessions.ts';

/** A row of application passwords as it was read; of a user's rows WordPress sees the first. */
export interface PasswordRow {
  id: bigint;
  userId: number;
  login: string | null;
  items: ApplicationPassword[];
  /** Why not all of it can be read. */
  problem: string | null;
  /** null: too large to be read, or NULL. */
  value: Buffer | null;
  sha: string;
  /** Another row of the same user stands before it. */
  behind: boolean;
}

const rowsPerPage = 200;
const largest = 1_048_576;
const key = '_application_passwords';

export const isPasswordRow = (m: string): string =>
  `${m}.meta_key = '${key}' AND CAST(${m}.meta_key AS BINARY) = CAST('${key}' AS BINARY)`;

/** Every such row of a site, or of some users, in pages by number. */
export async function* readPasswordPages(
  open: OpenSite,
  users: readonly number[] | null,
): AsyncGenerator<PasswordRow[]> {
  const seen = new Set<number>();
  const of = users ? ` AND m.user_id IN (${marksFor(users)})` : '';
  for (let last = 0n; ; ) {
    const [found] = await open.database.run([
      {
        sql: `SELECT m.umeta_id AS id, m.user_id AS user_id, LEFT(u.user_login, 100) AS login, IF(LENGTH(m.meta_value) <= ${largest}, ${asWordpressSees('m.meta_value', open)}, NULL) AS value, SHA2(m.meta_value, 256) AS sha FROM ${open.tables.usermeta} m LEFT JOIN ${open.tables.users} u ON u.ID = m.user_id WHERE ${isPasswordRow('m')}${of} AND m.umeta_id > ? ORDER BY m.umeta_id LIMIT ${rowsPerPage}`,
        values: [...(users ?? []), last],
        columns: ['id', 'user_id', 'login', 'value', 'sha'],
      },
    ]);
    const rows = found?.rows ?? [];
    if (rows.length === 0) return;
    yield rows.map((row) => {
      const userId = number(row.user_id);
      const behind = seen.has(userId);
      seen.add(userId);
      const value = row.value ?? null;
      const tooLarge = { items: [], problem: 'the list of application passwords is larger than Resalt reads' };
      const login = row.login?.toString('utf8') ?? null;
      const reading = value ? readApplicationPasswords(value) : tooLarge;
      return { id: rowNumber(text(row.id)), userId, login, value, sha: text(row.sha), behind, ...reading };
    });
    last = rowNumber(text(rows.at(-1)?.id));
  }
}

/** `refused`: the list can't be read whole, so nothing can go alone. */
export type Writing = Statement | 'refused' | null;

/**
 * The statement that takes items out of a row, if the row still is what was read. An emptied row goes, but stays as an empty list where
 * others of the same user stand behind it, which WordPress would see then. `all`: the row goes whatever is in it.
 */
export function takingOut(
  open: OpenSite,
  row: Pick<PasswordRow, 'id' | 'value' | 'sha' | 'problem'>,
  ends: (item: ApplicationPassword) => boolean,
  { all, followed }: { all: boolean; followed: boolean },
): Writing {
  const { usermeta } = open.tables;
  const same = 'umeta_id = ? AND SHA2(meta_value, 256) = ?';
  const remove = { sql: `DELETE FROM ${usermeta} WHERE ${same}`, values: [row.id, row.sha] };
  const write = (value: Buffer): Statement => ({
    sql: `UPDATE ${usermeta} SET meta_value = CONVERT(? USING ${charsetOf(open)}) WHERE ${same}`,
    values: [value, row.id, row.sha],
  });
  if (row.sha === '') return null;
  if (all) return remove;
  if (!row.value || row.problem !== null) return 'refused';
  const rest = takeOutPasswords(row.value, ends);
  switch (rest.kind) {
    case 'unchanged':
      return null;
    case 'rest':
      return write(rest.value);
    case 'empty':
      return followed ? write(Buffer.from('a:0:{}')) : remove;
    default:
      return 'refused';
  }
}

/** Deletes all application passwords of these users; how many rows went. */
export async function deletePasswordRows(open: OpenSite, users: readonly number[]): Promise<number> {
  if (users.length === 0) return 0;
  const { usermeta } = open.tables;
  const [result] = await open.database.run([
    {
      sql: `DELETE FROM ${usermeta} WHERE user_id IN (${marksFor(users)}) AND ${isPasswordRow(usermeta)}`,
      values: [...users],
    },
  ]);
  return result?.affected ?? 0;
}
