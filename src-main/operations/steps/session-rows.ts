import { ResaltError } from '../../contract/failures.ts';
import type { Database, Statement } from '../../hosts/database.ts';
import { addSession, type NewSession, type Session, takeOut } from '../../wordpress/session-tokens.ts';
import type { Tables } from './read-database.ts';

/** Rows of `session_tokens`: the first umeta_id of a user counts, the others are ghosts (FACTS: Ending sessions). */
const isSessionRow = `meta_key = 'session_tokens'`;

/**
 * Adds one session to a user's row, if the row still is what was read (`before`). False: someone was faster.
 * One round trip.
 */
export async function putSession(
  database: Database,
  { usermeta }: Tables,
  user: { id: number; sessions: Buffer | null },
  verifier: string,
  session: NewSession,
): Promise<boolean> {
  const after = addSession(user.sessions, verifier, session);
  const statement: Statement =
    user.sessions === null
      ? {
          sql: `INSERT INTO ${usermeta} (user_id, meta_key, meta_value) SELECT ?, 'session_tokens', ? FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM ${usermeta} o WHERE o.user_id = ? AND o.${isSessionRow})`,
          values: [user.id, after.toString('utf8'), user.id],
        }
      : {
          sql: `UPDATE ${usermeta} SET meta_value = ? WHERE user_id = ? AND ${isSessionRow} AND BINARY CONVERT(meta_value USING utf8mb4) = ? ORDER BY umeta_id LIMIT 1`,
          values: [after.toString('utf8'), user.id, user.sessions],
        };
  const [result] = await database.run([statement]);
  return result?.affected === 1;
}

/**
 * Takes a canary's sessions out of a user's rows, the others byte for byte; tries again when someone logs in meanwhile. A row
 * that can't be read, or whose parts refer to each other, is left alone: other people's logins may be in it.
 */
export async function takeSessions(
  database: Database,
  { usermeta }: Tables,
  userId: number,
  ends: (session: Session) => boolean,
): Promise<void> {
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const [found] = await database.run([
      {
        sql: `SELECT umeta_id AS id, meta_value AS value FROM ${usermeta} WHERE user_id = ? AND ${isSessionRow} ORDER BY umeta_id LIMIT 20`,
        values: [userId],
        columns: ['id', 'value'],
      },
    ]);
    const rows = found?.rows ?? [];
    const changes = rows.flatMap(({ id, value }) => {
      if (!id || !value) return [];
      const after = leftOf(takeOut(value, ends), rows.length === 1);
      if (after === 'as it is') return [];
      const row = `umeta_id = ? AND BINARY CONVERT(meta_value USING utf8mb4) = ?`;
      const key = [id.toString('latin1'), value];
      return after
        ? [{ sql: `UPDATE ${usermeta} SET meta_value = ? WHERE ${row}`, values: [after.toString('utf8'), ...key] }]
        : [{ sql: `DELETE FROM ${usermeta} WHERE ${row}`, values: key }];
    });
    if (changes.length === 0) return;
    const done = await database.run(changes);
    if (done.every(({ affected }) => affected === 1)) return;
  }
  throw new ResaltError(
    'VERIFY_FAILED',
    `The sessions of user ${userId} kept changing while they were ended. Try again.`,
  );
}

/** What to write; null: delete the row. Where others stand behind it, which WordPress would see then, it stays as an empty list. */
function leftOf(out: ReturnType<typeof takeOut>, alone: boolean): Buffer | null | 'as it is' {
  if (out.kind === 'rest') return out.value;
  if (out.kind === 'empty') return alone ? null : Buffer.from('a:0:{}');
  return 'as it is';
}

/** Ends every session but those of one user (the canary's); that row is left for the proof. One round trip with its count. */
export async function endAllSessions(
  database: Database,
  { usermeta }: Tables,
  but: number | null,
): Promise<{ deleted: number; left: number }> {
  const spare = but === null ? '' : ' AND user_id <> ?';
  const values = but === null ? [] : [but];
  const [deleted, left] = await database.run([
    { sql: `DELETE FROM ${usermeta} WHERE ${isSessionRow}${spare}`, values },
    { sql: `SELECT COUNT(*) AS n FROM ${usermeta} WHERE ${isSessionRow}${spare}`, values, columns: ['n'] },
  ]);
  return { deleted: deleted?.affected ?? 0, left: Number(left?.rows[0]?.n?.toString('latin1') ?? Number.NaN) };
}
