import type { OpenSite } from './look.ts';
import { isSessionRow } from './read-sessions.ts';

const usersAtOnce = 500;

/** Ends every session of these users, readable or not; how many rows there were. */
export async function endSessionsOf(
  { database, tables }: Pick<OpenSite, 'database' | 'tables'>,
  users: readonly number[],
): Promise<number> {
  let deleted = 0;
  for (let at = 0; at < users.length; at += usersAtOnce) {
    const some = users.slice(at, at + usersAtOnce);
    const [result] = await database.run([
      {
        sql: `DELETE m FROM ${tables.usermeta} m WHERE m.user_id IN (${some.map(() => '?').join(', ')}) AND ${isSessionRow}`,
        values: some,
      },
    ]);
    deleted += result?.affected ?? 0;
  }
  return deleted;
}
