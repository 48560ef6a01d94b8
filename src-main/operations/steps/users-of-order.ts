import type { ChangeUsers, UserTarget } from '../../contract/orders/change-users.ts';
import type { Marks } from '../story.ts';
import { type Changing, wouldLeaveNoAdministrator } from './change-user.ts';
import { type AuthorTable, countAuthored } from './delete-user.ts';
import { calledUser, findUsers, isSameLogin, type SiteUser } from './find-users.ts';
import type { OpenSite } from './look.ts';
import type { SiteRights } from './site-rights.ts';

/** One user of an order on one site. */
export interface Concerned {
  target: UserTarget;
  /** As found; null: not there. */
  user: SiteUser | null;
  /** Also of one whom an earlier attempt of this run deleted. */
  id: number | null;
  called: string;
  /** An earlier attempt of this run began with this user. */
  begun: boolean;
  /** Why nothing may be done: the number belongs to another login now. */
  trouble: string | null;
  /** The place in the order. */
  place: string;
}

/** Those whom the order names on this site, each once. */
export async function usersOfOrder({ users, action }: ChangeUsers, open: OpenSite, marks: Marks): Promise<Concerned[]> {
  const here = users
    .map((target, index) => ({ target, place: String(index) }))
    .filter(({ target }) => target.siteId === undefined || target.siteId === open.site.id);
  const found = await findUsers(open, {
    ids: here.flatMap(({ target }) => target.userId ?? []),
    logins: here.flatMap(({ target }) => target.login ?? []),
  });
  const all = here.map(({ target, place }): Concerned => {
    const { userId, login } = target;
    // The list of super admins tells large letters from small, and may name both.
    const named = found.filter((one) => login !== undefined && isSameLogin(one.login, login));
    const alike = named.length === 1 && action !== 'remove-super-admin' ? named[0] : undefined;
    const byLogin = found.find((one) => one.login === login) ?? alike;
    const user = (userId === undefined ? byLogin : found.find(({ id }) => id === userId)) ?? null;
    const begun = marks.users?.[place];
    const other = user !== null && login !== undefined && userId !== undefined && user.login !== login;
    const called = calledTarget(target);
    return {
      ...{ target, place, begun: begun !== undefined, called: user ? calledUser(user) : called },
      user: other ? null : user,
      id: other ? null : (user?.id ?? begun ?? null),
      trouble: other ? `User ${userId} has another name now. Look at the site again.` : null,
    };
  });
  const seen = new Set<string>();
  return all.filter(({ id, target }) => {
    const key = JSON.stringify([id ?? target.login ?? target.userId, target.blog]);
    return seen.has(key) ? false : seen.add(key);
  });
}

function calledTarget({ userId, login }: UserTarget): string {
  if (login === undefined) return `user ${userId ?? ''}`;
  return login.includes('@') ? 'a login that is an e-mail address' : login.slice(0, 100);
}

/** What will happen to each, for the plan; also who will be kept. */
export async function planOf(
  order: ChangeUsers,
  changing: Changing,
  people: readonly Concerned[],
  heir: SiteUser | null,
  authored: readonly AuthorTable[],
): Promise<string[]> {
  const sentences: string[] = [];
  for (const one of people) {
    if (one.trouble) sentences.push(`${one.called} stays: ${one.trouble}`);
    else if (order.action === 'remove-super-admin')
      sentences.push(`${one.called} is no super admin of the network any more.`);
    else if (one.user) sentences.push(await sentenceOf(order, changing, { ...one, user: one.user }, heir, authored));
  }
  return sentences;
}

async function sentenceOf(
  order: ChangeUsers,
  changing: Changing,
  { user, called, target }: Concerned & { user: SiteUser },
  heir: SiteUser | null,
  authored: readonly AuthorTable[],
): Promise<string> {
  const why = order.action === 'clear-reset' ? null : await whyKept(changing, user, blogsOf(user, target));
  if (why) return `${called} stays: ${why}`;
  const superAdmin = isSuper(changing.rights, user) && target.blog === undefined ? ' and no super admin any more' : '';
  switch (order.action) {
    case 'demote':
      return `${called} is ${order.role ?? 'without a role'}${target.blog && changing.rights.open.multisite ? ` on blog ${target.blog}` : ''}${superAdmin}, loses all other rights, all logins and all application passwords.`;
    case 'block':
      return `${called} has no rights and no password any more${superAdmin}, loses all logins, application passwords and API keys. A new password can be asked for by e-mail; without rights it opens nothing.`;
    case 'delete':
      return `${called} is deleted, which can’t be undone. ${await countAuthored(changing.rights.open, authored, user.id)} posts and links go to ${heir ? calledUser(heir) : 'nobody'}.`;
    default:
      return `The reset link of ${called} opens nothing any more.`;
  }
}

export const isSuper = ({ superAdmins }: SiteRights, { login }: SiteUser): boolean => superAdmins.includes(login);

export const blogsOf = (user: SiteUser, { blog }: UserTarget): number[] =>
  blog === undefined ? [...user.capabilities.keys()] : [blog];

/** Looked at for all blogs before the first is written, so that nobody is left half done. */
export async function whyKept(changing: Changing, user: SiteUser, blogs: readonly number[]): Promise<string | null> {
  for (const blog of blogs) {
    const why = await wouldLeaveNoAdministrator(changing, user, blog);
    if (why) return why;
  }
  return null;
}
