import { createHash } from 'node:crypto';
import { ResaltError } from '../../contract/failures.ts';
import type { Statement } from '../../hosts/database.ts';
import { fromText } from '../../wordpress/byte-string.ts';
import { parseSiteAdmins } from '../../wordpress/capabilities.ts';
import { writePhpValue } from '../../wordpress/php-value.ts';
import { withoutLogins } from '../../wordpress/take-out-entries.ts';
import type { Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { utf8 } from './audit-people.ts';
import { marksFor } from './capability-rows.ts';
import { calledUser, findUsers, type SiteUser } from './find-users.ts';
import { type KeptValue, keepBefore } from './keep-before.ts';
import { charsetOf } from './read-sessions.ts';
import {
  administratorsBut,
  existing,
  judged,
  nobody,
  ofBlog,
  type Remaining,
  readRolesOf,
  readSiteRights,
  type SiteRights,
  type SuperAdminRow,
  stillThere,
  superAdminOption,
  superAdminUsers,
} from './site-rights.ts';

/** What came of one change. `kept`: it was not made on purpose, and why. */
export type Change = { result: 'done' | 'unchanged'; why: null } | { result: 'kept' | 'failed'; why: string };

const done: Change = { result: 'done', why: null };
const unchanged: Change = { result: 'unchanged', why: null };

/** What a change of users works with. `going`: all whom the order takes rights from; none of them counts as an administrator who stays. */
export interface Changing {
  rights: SiteRights;
  going: readonly number[];
  tools: Tools;
  story: Story;
}

const mostAttempts = 5;

/**
 * Why a user must stay as an administrator of a blog, in words; null where another one remains. Judged as user_can() does after the
 * change. A user who is none is never the last one.
 */
export async function wouldLeaveNoAdministrator(
  changing: Pick<Changing, 'rights' | 'going'>,
  user: SiteUser,
  blog: number,
): Promise<string | null> {
  const remaining = await administratorsBut(changing.rights, blog, [...changing.going, user.id]);
  return isAdministratorOn(changing.rights, user, blog, remaining) && nobody(remaining)
    ? lastOne(changing.rights, blog)
    : null;
}

/** What can't be judged may be one. */
function isAdministratorOn(rights: SiteRights, user: SiteUser, blog: number, { roles }: Remaining): boolean {
  const row = user.capabilities.get(blog);
  if (row && row.value === null) return true;
  const superAdmin = rights.superAdmins.includes(user.login);
  return judged(rights, row?.value ?? null, roles.roles, superAdmin)?.administrator ?? true;
}

const lastOne = ({ open }: SiteRights, blog: number): string =>
  `${open.site.name}${open.multisite ? `, blog ${blog},` : ''} would have no administrator left. Make somebody else an administrator first.`;

/** Capabilities that hold one role, or none, and nothing else. */
export const onlyRole = (role: string | null): Buffer =>
  writePhpValue(role === null ? new Map() : new Map([[role, true]]));

/**
 * Gives a user one role (null: none) on a blog in place of all that the user has there: other roles, direct grants and keys with a false
 * value go. Never the last administrator; that is looked at again in the transaction that writes. Where the user has no row on the
 * blog nothing is written. INPUT_INVALID where the role is not there or would make an administrator.
 */
export async function demoteOnSite(
  changing: Changing,
  user: SiteUser,
  role: string | null,
  blog: number,
): Promise<Change> {
  const { rights } = changing;
  const value = onlyRole(role);
  if (role !== null) await refuseRole(rights, role, blog);
  let current: SiteUser | undefined = user;
  for (let attempt = 0; attempt < mostAttempts && current; attempt += 1) {
    const row = current.capabilities.get(blog);
    if (!row) return unchanged;
    if (row.value?.equals(value)) {
      await deleteBehind(rights, row.behind);
      return attempt === 0 && row.behind.length === 0 ? unchanged : done;
    }
    const fresh: SiteRights = attempt === 0 ? rights : await readSiteRights(rights.open);
    const remaining = await administratorsBut(fresh, blog, [...changing.going, user.id]);
    const guarded = isAdministratorOn(fresh, current, blog, remaining);
    if (guarded && nobody(remaining)) return { result: 'kept', why: lastOne(rights, blog) };
    if (row.value)
      await keepBefore([keptRow(rights, user, blog, row.id, row.value, value)], changing.tools, changing.story);
    const written = await write(fresh, { ...row, to: value }, blog, guarded ? remaining : null);
    if (written) {
      await deleteBehind(rights, row.behind);
      return done;
    }
    [current] = await findUsers(rights.open, { ids: [user.id] });
  }
  return current ? { result: 'failed', why: 'Somebody else keeps changing this user. Try again.' } : unchanged;
}

/** INPUT_INVALID where a blog has no such role, or it makes an administrator. */
export async function refuseRole(rights: SiteRights, role: string, blog: number): Promise<void> {
  const { roles } = await readRolesOf(rights.open, blog);
  const where = `${rights.open.site.name}${rights.open.multisite ? `, blog ${blog},` : ''}`;
  if (!roles?.has(role))
    throw new ResaltError('INPUT_INVALID', `${where} has no role ${role}. Say another one, or none.`, 'never');
  if (judged(rights, onlyRole(role), roles, false)?.administrator)
    throw new ResaltError(
      'INPUT_INVALID',
      `The role ${role} of ${where} makes administrators. Repair the role first.`,
      'never',
    );
}

const keptRow = (
  rights: SiteRights,
  user: SiteUser,
  blog: number,
  id: bigint,
  before: Buffer,
  after: Buffer,
): KeptValue => ({
  ...{ table: 'usermeta', blog, row: String(id), user: user.id, before: before.toString('base64') },
  ...{ after: sha256(after), what: `the rights of ${calledUser(user)}${ofBlog(rights.open, blog)}` },
});

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** One transaction: takes the rows of those who remain and of the user, then writes if all still are as they were read. */
async function write(
  rights: SiteRights,
  { id, sha, to }: { id: bigint; sha: string; to: Buffer },
  blog: number,
  remaining: Remaining | null,
): Promise<boolean> {
  const { open } = rights;
  const { usermeta } = open.tables;
  const ids = [id, ...(remaining?.rows ?? []).map((one) => one.id)].sort((a, b) => (a < b ? -1 : 1));
  const condition = remaining ? stillThere(rights, blog, remaining) : { sql: 'TRUE', values: [] };
  const results = await open.database.run([
    { sql: 'START TRANSACTION' },
    // Takes them without changing them: the routes that put a SELECT into another can't have one that locks.
    {
      sql: `UPDATE ${usermeta} SET user_id = user_id WHERE umeta_id IN (${marksFor(ids)}) ORDER BY umeta_id`,
      values: ids,
    },
    {
      sql: `UPDATE ${usermeta} SET meta_value = CONVERT(? USING ${charsetOf(open)}) WHERE umeta_id = ? AND SHA2(meta_value, 256) = ? AND ${condition.sql}`,
      values: [to, id, sha, ...condition.values],
    },
    { sql: 'COMMIT' },
  ]);
  return results[2]?.affected === 1;
}

/** Rows of the same key behind the first, which WordPress does not see: nothing may come back when the first one goes. */
async function deleteBehind({ open }: SiteRights, behind: readonly bigint[]): Promise<void> {
  if (behind.length === 0) return;
  await open.database.run([
    { sql: `DELETE FROM ${open.tables.usermeta} WHERE umeta_id IN (${marksFor(behind)})`, values: [...behind] },
  ]);
}

/** The key of WordPress for a user without any rights: what takes the password's place opens nothing on any version (FACTS: Passwords). */
const lockedHash = '*';

const lockedSha = createHash('sha256').update(lockedHash).digest('hex');
export const isLocked = ({ passwordSha }: SiteUser): boolean => passwordSha === lockedSha;

/** In words, of one whose password was locked. A login that was under way writes the old one back, hashed anew (6.8 and later). */
export const unlockedAgain =
  'A password is there again after it was locked: somebody wrote it meanwhile. Run it again.';

/** Locks the password, and clears a reset link. Rights are taken by demoteOnSite(). The person can ask for a new password by e-mail. */
export async function lockUser({ rights: { open }, tools, story }: Changing, user: SiteUser): Promise<Change> {
  const locked = sha256(Buffer.from(lockedHash));
  if (isLocked(user)) return clearReset(open, user);
  const { users } = open.tables;
  const [found] = await open.database.run([
    { sql: `SELECT user_pass AS hash FROM ${users} WHERE ID = ?`, values: [user.id], columns: ['hash'] },
  ]);
  const hash = found?.rows[0]?.hash;
  if (!hash) return unchanged;
  const kept: KeptValue = {
    ...{ table: 'users', blog: 1, row: String(user.id), user: user.id, before: hash.toString('base64') },
    ...{ after: locked, what: `the password of ${calledUser(user)}` },
  };
  await keepBefore([kept], tools, story);
  const [result] = await open.database.run([
    {
      sql: `UPDATE ${users} SET user_pass = ?, user_activation_key = '' WHERE ID = ? AND BINARY user_pass = ?`,
      values: [lockedHash, user.id, hash],
    },
  ]);
  return result?.affected === 1 ? done : { result: 'failed', why: 'The password was changed meanwhile. Try again.' };
}

/** A reset link that was asked for opens nothing any more (FACTS: it survives new passwords that are written by SQL). */
export async function clearReset(open: SiteRights['open'], user: SiteUser): Promise<Change> {
  const [result] = await open.database.run([
    {
      sql: `UPDATE ${open.tables.users} SET user_activation_key = '' WHERE ID = ? AND user_activation_key <> ''`,
      values: [user.id],
    },
  ]);
  return result?.affected === 1 ? done : unchanged;
}

/**
 * Takes a login off the network's list, also one that no user has, and off every row where it stands twice: which one counts, WordPress
 * decides by version and cache. Never the last one on it who exists.
 */
export async function removeSuperAdmin(changing: Changing, login: string): Promise<Change> {
  const { open } = changing.rights;
  let result: Change = unchanged;
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const rights = attempt === 0 ? changing.rights : await readSiteRights(open);
    if (!open.tables.sitemeta || !rights.superAdmins.includes(login)) return result;
    if (rights.superAdminsInConfig)
      return {
        result: 'failed',
        why: 'wp-config.php names the super admins ($super_admins): take the login out there.',
      };
    const left = rights.superAdmins.filter((one) => one !== login);
    const [found] = await open.database.run([superAdminUsers(open, left, changing.going)]);
    const remaining = existing(found?.rows ?? [], left);
    if (remaining.length === 0)
      return { result: 'kept', why: `The network ${open.site.name} would have no super admin left.` };
    const staying = (found?.rows ?? []).map((row) => utf8(row.login)).filter((one) => left.includes(one));
    const change = await takeOff(changing, rights, login, staying, remaining);
    if (change.result === 'failed') return change;
    if (change.result === 'done') result = done;
  }
  const { superAdmins } = await readSiteRights(open);
  if (!superAdmins.includes(login)) return result;
  return { result: 'failed', why: 'Somebody else keeps changing the list of super admins. Try again.' };
}

/**
 * Off the first row that has it. A row in which nobody who stays would be left goes, where another one has somebody: if that row is the one
 * that counts, nobody could look after the network any more.
 */
async function takeOff(
  changing: Changing,
  { open, superAdminRows: rows }: SiteRights,
  login: string,
  staying: readonly string[],
  remaining: readonly number[],
): Promise<Change> {
  const names = ({ value }: SuperAdminRow) => parseSiteAdmins(value);
  const row = rows.find((one) => names(one).includes(login));
  const unread: Change = { result: 'failed', why: 'The network’s list of super admins can’t be read whole.' };
  if (!row) return unread;
  const rest = withoutLogins(row.value, new Set([fromText(login)]));
  const holds = (one: SuperAdminRow) => names(one).some((name) => name !== login && staying.includes(name));
  const goes = !holds(row) && rows.some((one) => one !== row && holds(one));
  if (!goes && rest.kind !== 'rest') return unread;
  const value = rest.kind === 'rest' ? rest.value : Buffer.alloc(0);
  const what = `the network’s super admins, with ${login.includes('@') ? 'one more' : login.slice(0, 100)}`;
  const kept: KeptValue = {
    ...{ table: 'sitemeta', blog: 1, row: superAdminOption, what },
    ...{ before: row.value.toString('base64'), after: sha256(value) },
  };
  await keepBefore([kept], changing.tools, changing.story);
  const { sitemeta, users } = open.tables;
  const same = `meta_id = ? AND SHA2(meta_value, 256) = ? AND EXISTS (SELECT 1 FROM ${users} y WHERE y.ID IN (${marksFor(remaining)}))`;
  const statement: Statement = goes
    ? { sql: `DELETE FROM ${sitemeta} WHERE ${same}`, values: [row.id, row.sha, ...remaining] }
    : {
        sql: `UPDATE ${sitemeta} SET meta_value = CONVERT(? USING ${charsetOf(open)}) WHERE ${same}`,
        values: [value, row.id, row.sha, ...remaining],
      };
  const [result] = await open.database.run([statement]);
  return result?.affected === 1 ? done : unchanged;
}
