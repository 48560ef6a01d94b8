import type { ChangeUsers } from '../../contract/orders/change-users.ts';
import {
  type Change,
  type Changing,
  clearReset,
  demoteOnSite,
  isLocked,
  lockUser,
  onlyRole,
  removeSuperAdmin,
  unlockedAgain,
} from './change-user.ts';
import { type AuthorTable, deleteUser, removeUser } from './delete-user.ts';
import { findUsers, type SiteUser } from './find-users.ts';
import { readSiteRights } from './site-rights.ts';
import { blogsOf, type Concerned, isSuper, whyKept } from './users-of-order.ts';

/** Does to one user what the order says, all of it or, where it would take the last administrator, nothing. */
export async function changeOne(
  order: ChangeUsers,
  changing: Changing,
  one: Concerned,
  heir: SiteUser | null,
  authored: readonly AuthorTable[],
): Promise<Change> {
  if (one.trouble) return { result: 'failed', why: one.trouble };
  if (order.action === 'remove-super-admin')
    return removeSuperAdmin(changing, one.user?.login ?? one.target.login ?? '');
  if (!one.user) return goneAlready(order, changing, one, heir, authored);
  return change(order, changing, { ...one, user: one.user }, heir, authored);
}

/** Of one whom an earlier attempt began to delete, what it left goes as well. */
async function goneAlready(
  order: ChangeUsers,
  { rights }: Changing,
  { id, begun }: Concerned,
  heir: SiteUser | null,
  authored: readonly AuthorTable[],
): Promise<Change> {
  if (order.action !== 'delete' || !begun || id === null || !heir) return { result: 'unchanged', why: null };
  await removeUser(rights.open, id, heir.id, authored);
  return { result: 'done', why: null };
}

async function change(
  order: ChangeUsers,
  changing: Changing,
  { user, target }: Concerned & { user: SiteUser },
  heir: SiteUser | null,
  authored: readonly AuthorTable[],
): Promise<Change> {
  if (order.action === 'clear-reset') return clearReset(changing.rights.open, user);
  const blogs = blogsOf(user, target);
  const kept = await whyKept(changing, user, blogs);
  if (kept) return { result: 'kept', why: kept };
  const superAdmin = isSuper(changing.rights, user);
  if (superAdmin && target.blog !== undefined)
    return {
      result: 'kept',
      why: 'This is a super admin of the network, whatever the role on a blog. Demote on all blogs.',
    };
  const changes: Change[] = [];
  if (superAdmin) changes.push(await removeSuperAdmin(changing, user.login));
  // From here on the list of super admins is another one, and with it who remains.
  const now = superAdmin ? { ...changing, rights: await readSiteRights(changing.rights.open) } : changing;
  const steps: (() => Promise<Change>)[] =
    order.action === 'delete' && heir
      ? [() => deleteUser(now, user, heir, authored)]
      : blogs.map((blog) => () => demoteOnSite(now, user, order.action === 'demote' ? order.role : null, blog));
  if (order.action === 'block') steps.push(() => lockUser(now, user));
  for (const step of steps) {
    if (changes.some(({ why }) => why !== null)) break;
    changes.push(await step());
  }
  return worst(changes);
}

function worst(changes: readonly Change[]): Change {
  const bad = changes.find(({ why }) => why !== null);
  return bad ?? changes.find(({ result }) => result === 'done') ?? { result: 'unchanged', why: null };
}

/** Reads one back: why it is not as it was ordered, in words; null where it is. */
export async function notAsOrdered(order: ChangeUsers, changing: Changing, one: Concerned): Promise<string | null> {
  const { open } = changing.rights;
  if (order.action === 'remove-super-admin') {
    const { superAdmins } = await readSiteRights(open);
    return superAdmins.includes(one.user?.login ?? one.target.login ?? '') ? 'The login is on the list again.' : null;
  }
  if (one.id === null) return null;
  const [user] = await findUsers(open, { ids: [one.id] });
  if (order.action === 'delete') return user ? 'The user is there again.' : null;
  if (!user) return null;
  if (order.action === 'clear-reset') return user.resetAsked ? 'A new reset link was asked for meanwhile.' : null;
  if (order.action === 'block' && !isLocked(user)) return unlockedAgain;
  const wanted = onlyRole(order.action === 'demote' ? order.role : null);
  const other = blogsOf(user, one.target).find((blog) => {
    const row = user.capabilities.get(blog);
    return row && !row.value?.equals(wanted);
  });
  return other === undefined
    ? null
    : `The rights${open.multisite ? ` on blog ${other}` : ''} are others again after they were written: somebody gives them back.`;
}
