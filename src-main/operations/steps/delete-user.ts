import { ResaltError } from '../../contract/failures.ts';
import { number, text } from './audit-people.ts';
import { blogOfKey, marksFor } from './capability-rows.ts';
import { type Change, type Changing, demoteOnSite } from './change-user.ts';
import { findUsers, type SiteUser } from './find-users.ts';
import type { OpenSite } from './look.ts';
import { administratorsBut, type SiteRights } from './site-rights.ts';

/** Tables of posts and links of all blogs that are there, with the column that names the author. */
export interface AuthorTable {
  table: string;
  column: 'post_author' | 'link_owner';
}

export async function readAuthorTables(open: OpenSite): Promise<AuthorTable[]> {
  const { prefix } = open.tables;
  const like = (end: string) => `${prefix.replaceAll('_', '\\_')}%${end}`;
  const [found] = await open.database.run([
    {
      sql: 'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND (TABLE_NAME LIKE ? OR TABLE_NAME LIKE ?) LIMIT 4000',
      values: [like('posts'), like('links')],
      columns: ['name'],
    },
  ]);
  return (found?.rows ?? []).flatMap(({ name }) => {
    const table = text(name);
    const rest = table.toLowerCase().startsWith(prefix.toLowerCase()) ? table.slice(prefix.length) : '';
    const what = /^(?:[1-9]\d{0,9}_)?(posts|links)$/i.exec(rest)?.[1]?.toLowerCase();
    if (!what || (!open.multisite && /^\d/.test(rest))) return [];
    return [{ table, column: what === 'posts' ? ('post_author' as const) : ('link_owner' as const) }];
  });
}

/**
 * Who gets the posts of those who are deleted: the named login, else the administrator of the main blog with the lowest number who stays.
 * INPUT_INVALID where there is none, or it is one of those who go.
 */
export async function heirOf(rights: SiteRights, named: string | null, going: readonly number[]): Promise<SiteUser> {
  const { open } = rights;
  if (named !== null) {
    const alike = await findUsers(open, { logins: [named] });
    const heir = alike.find(({ login }) => login === named) ?? alike[0];
    if (heir && !going.includes(heir.id)) return heir;
    throw new ResaltError(
      'INPUT_INVALID',
      heir
        ? `${named.slice(0, 100)} is to be deleted on ${open.site.name}, and can’t be given posts. Say another login.`
        : `${open.site.name} has no user ${named.slice(0, 100)} who could be given the posts. Say another login.`,
      'never',
    );
  }
  const { rows, superAdmins } = await administratorsBut(rights, 1, going);
  const [found] = await open.database.run([
    {
      sql: `SELECT MIN(m.user_id) AS id FROM ${open.tables.usermeta} m WHERE m.umeta_id IN (${marksFor(rows)})`,
      values: rows.map(({ id }) => id),
      columns: ['id'],
    },
  ]);
  const id = number(found?.rows[0]?.id) || superAdmins[0];
  const [heir] = id ? await findUsers(open, { ids: [id] }) : [];
  if (heir) return heir;
  throw new ResaltError(
    'INPUT_INVALID',
    `${open.site.name} has no other administrator who could be given the posts.`,
    'never',
  );
}

/** Posts and links that a user has. */
export async function countAuthored(open: OpenSite, tables: readonly AuthorTable[], user: number): Promise<number> {
  const results = await open.database.run(
    tables.map(({ table, column }) => ({
      sql: `SELECT COUNT(*) AS n FROM \`${table}\` WHERE ${column} = ?`,
      values: [user],
      columns: ['n'],
    })),
  );
  return results.reduce((sum, { rows }) => sum + number(rows[0]?.n), 0);
}

/**
 * Deletes a user: rights first, on every blog, under the guard of the last administrator; then posts and links go to the heir, and the
 * user's meta and row go, in one transaction. Comments stay with the name that stands in them. There is no way back.
 */
export async function deleteUser(
  changing: Changing,
  user: SiteUser,
  heir: SiteUser,
  tables: readonly AuthorTable[],
): Promise<Change> {
  const { open } = changing.rights;
  for (const blog of user.capabilities.keys()) {
    const change = await demoteOnSite(changing, user, null, blog);
    if (change.why !== null) return change;
  }
  const elsewhere = await rightsElsewhere(open, user.id);
  if (elsewhere !== null)
    return {
      result: 'failed',
      why: `Has no rights here any more, and is not deleted: another WordPress uses the same table of users, and gives rights by ${elsewhere}. Delete the user there, or block here.`,
    };
  await removeUser(open, user.id, heir.id, tables);
  const left = await findUsers(open, { ids: [user.id] });
  return left.length > 0
    ? { result: 'failed', why: 'The user is still there after deleting.' }
    : { result: 'done', why: null };
}

/**
 * A key by which another installation gives this user rights, where the table of users is one of its own name (CUSTOM_USER_TABLE): deleted,
 * the user would be gone there as well, posts and perhaps the last administrator with it. Null where there is none.
 */
async function rightsElsewhere({ database, tables }: OpenSite, user: number): Promise<string | null> {
  const { prefix, users, usermeta } = tables;
  if (users === `\`${prefix}users\`` && usermeta === `\`${prefix}usermeta\``) return null;
  const [found] = await database.run([
    {
      sql: `SELECT LEFT(m.meta_key, 100) AS name FROM ${usermeta} m WHERE m.user_id = ? AND m.meta_key LIKE '%capabilities' AND m.meta_value NOT IN ('', 'a:0:{}') LIMIT 200`,
      values: [user],
      columns: ['name'],
    },
  ]);
  const names = (found?.rows ?? []).map(({ name }) => text(name));
  return names.find((name) => blogOfKey(name, prefix) === null) ?? null;
}

/** The rows of a user, also what an interrupted attempt left of one. */
export async function removeUser(
  open: OpenSite,
  user: number,
  heir: number,
  tables: readonly AuthorTable[],
): Promise<void> {
  await open.database.run([
    { sql: 'START TRANSACTION' },
    ...tables.map(({ table, column }) => ({
      sql: `UPDATE \`${table}\` SET ${column} = ? WHERE ${column} = ?`,
      values: [heir, user],
    })),
    { sql: `DELETE FROM ${open.tables.usermeta} WHERE user_id = ?`, values: [user] },
    { sql: `DELETE FROM ${open.tables.users} WHERE ID = ?`, values: [user] },
    { sql: 'COMMIT' },
  ]);
}
