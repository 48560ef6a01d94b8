import type { Repair } from '../../contract/orders/repair-rights.ts';
import { parseUserRoles } from '../../wordpress/capabilities.ts';
import { removeFromRole } from '../../wordpress/edit-roles.ts';
import type { Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { number } from './audit-people.ts';
import { type Change, sha256 } from './change-user.ts';
import { type KeptValue, keepBefore } from './keep-before.ts';
import { charsetOf } from './read-sessions.ts';
import {
  administratorsBut,
  capabilitiesKey,
  nobody,
  ofBlog,
  optionsTable,
  readRolesOf,
  rolesOption,
  type SiteRights,
  stillThere,
} from './site-rights.ts';

type OfRole = Extract<Repair, { kind: 'role' }>;
type Orphan = Extract<Repair, { kind: 'orphan' }>;

const mostAttempts = 5;

/** Of those asked for, the capabilities that the role has; null where its option can't be read. */
export async function heldBy({ open }: SiteRights, { role, blog, remove }: OfRole): Promise<string[] | null> {
  const { roles, value } = await readRolesOf(open, blog);
  if (!value || roles === null || removeFromRole(value, role, remove).kind === 'unreadable') return null;
  return remove.filter((capability) => roles.get(role)?.has(capability));
}

/** Takes capabilities out of a role, byte for byte, but never so that nobody can run the blog any more. */
export async function repairRole(rights: SiteRights, repair: OfRole, tools: Tools, story: Story): Promise<Change> {
  const { open } = rights;
  const { role, blog, remove } = repair;
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const before = await readRolesOf(open, blog);
    const edited = before.value ? removeFromRole(before.value, role, remove) : { kind: 'unreadable' as const };
    if (edited.kind === 'unchanged') return { result: 'unchanged', why: null };
    if (edited.kind !== 'edited' || !before.value)
      return {
        result: 'failed',
        why: 'The option of the roles can’t be read whole. Repair it with a plugin for roles.',
      };
    const as = { ...before, roles: parseUserRoles(edited.value) };
    const remaining = await administratorsBut(rights, blog, [], as);
    if (nobody(remaining))
      return { result: 'kept', why: 'Without these capabilities the site would have no administrator left.' };
    const name = rolesOption(open, blog);
    const table = optionsTable(open, blog);
    const condition = stillThere(rights, blog, remaining);
    const kept: KeptValue = {
      ...{ table: 'options', blog, row: name, what: `the role ${role.slice(0, 200)}${ofBlog(open, blog)}` },
      ...{ before: before.value.toString('base64'), after: sha256(edited.value) },
    };
    await keepBefore([kept], tools, story);
    const [result] = await open.database.run([
      {
        sql: `UPDATE ${table} SET option_value = CONVERT(? USING ${charsetOf(open)}) WHERE option_name = ? AND SHA2(option_value, 256) = ? AND ${condition.sql}`,
        values: [edited.value, name, before.sha, ...condition.values],
      },
    ]);
    if (result?.affected === 1) return { result: 'done', why: null };
  }
  return { result: 'failed', why: 'Somebody else keeps changing the roles. Try again.' };
}

const exactly = 'm.user_id = ? AND m.meta_key = ? AND CAST(m.meta_key AS BINARY) = CAST(? AS BINARY)';

/** Rows of rights whose user, or whose blog, does not exist; 0 where both do. */
export async function countOrphans({ open }: SiteRights, { userId, blog }: Orphan): Promise<number> {
  const key = capabilitiesKey(open, blog);
  const [found] = await open.database.run([
    {
      sql: `SELECT COUNT(*) AS n FROM ${open.tables.usermeta} m WHERE ${exactly} AND ${gone(open, blog)}`,
      values: [userId, key, key, userId],
      columns: ['n'],
    },
  ]);
  return number(found?.rows[0]?.n);
}

/** Deletes them, if user or blog still does not exist. */
export async function deleteOrphans({ open }: SiteRights, { userId, blog }: Orphan): Promise<Change> {
  const key = capabilitiesKey(open, blog);
  const condition = `${exactly} AND ${gone(open, blog)}`.replaceAll('m.', `${open.tables.usermeta}.`);
  const [result] = await open.database.run([
    { sql: `DELETE FROM ${open.tables.usermeta} WHERE ${condition}`, values: [userId, key, key, userId] },
  ]);
  return { result: (result?.affected ?? 0) > 0 ? 'done' : 'unchanged', why: null };
}

function gone({ tables, multisite }: SiteRights['open'], blog: number): string {
  const noUser = `NOT EXISTS (SELECT 1 FROM ${tables.users} u WHERE u.ID = ?)`;
  const noBlog = ` OR NOT EXISTS (SELECT 1 FROM \`${tables.prefix}blogs\` b WHERE b.blog_id = ${Number(blog)})`;
  return `(${noUser}${multisite ? noBlog : ''})`;
}
