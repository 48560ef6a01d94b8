import { ResaltError, toFailure } from '../contract/failures.ts';
import type { ChangeUsers } from '../contract/orders/change-users.ts';
import type { OffboardPerson } from '../contract/orders/offboard-person.ts';
import type { Deed } from '../contract/runs.ts';
import type { Operation } from './operations.ts';
import { notAsOrdered } from './steps/change-one-user.ts';
import { type Changing, isLocked, unlockedAgain } from './steps/change-user.ts';
import { closed, nothing } from './steps/closing-result.ts';
import { heirOf, readAuthorTables } from './steps/delete-user.ts';
import { readKeyTables } from './steps/doors-of-users.ts';
import { findPerson } from './steps/find-person.ts';
import { findUsers } from './steps/find-users.ts';
import { forgetIn, problemOf } from './steps/forget-in-cache.ts';
import { openSite } from './steps/look.ts';
import {
  calledOne,
  type Left,
  letGo,
  type Parting,
  replacePasswords,
  shutDoors,
  strangeKeys,
  tellParting,
} from './steps/part-with.ts';
import { readSiteRights, type SiteRights, superAdminOption } from './steps/site-rights.ts';
import { type Concerned, usersOfOrder } from './steps/users-of-order.ts';
import type { SiteResult, Story } from './story.ts';

/**
 * OffboardPerson: finds a person's accounts by the e-mail address, takes their rights (demote, block or delete), and closes whatever else
 * opens the site in their names: password, reset link, logins, application passwords, API keys. The last administrator of a site keeps
 * the account and its rights, with a new password that the agency has in the vault; that site is not called done (docs/decisions/0018).
 */
export function offboardPerson(order: OffboardPerson): Operation {
  return async (site, tools, story) => {
    const open = await openSite(site, tools, story);
    try {
      const rights = await story.step('Read who may do what', () => readSiteRights(open));
      const ids = await story.step('Find the person', () => accountsOf(order, rights, story));
      if (ids.length === 0) {
        story.will('This person has no account here.');
        return { ...nothing, outcome: 'unchanged' };
      }
      const parting = await partingFor(changeFor(order, site.id, ids), { rights, going: [], tools, story });
      await tellParting(parting);
      return story.dryRun ? { ...nothing, outcome: 'unchanged' } : await partWith(parting, ids);
    } finally {
      await open.close();
    }
  };
}

/** Also those that an earlier attempt of this run found and may have deleted. */
async function accountsOf({ email, aliases }: OffboardPerson, { open }: SiteRights, story: Story): Promise<number[]> {
  const { ids, maybe } = await findPerson(open, [email, ...aliases]);
  if (maybe.length > 0)
    story.warn(
      'other',
      `${named(maybe)} may be the same person under another address: nothing is done to them. Name the address as an alias if so.`,
    );
  return [...new Set([...(story.marks.people ?? []), ...ids])];
}

async function partingFor(wish: ChangeUsers, base: Changing): Promise<Parting> {
  const { rights, story } = base;
  const people = await usersOfOrder(wish, rights.open, story.marks);
  const changing = { ...base, going: people.flatMap(({ user }) => user?.id ?? []) };
  const { heir, noHeir } = wish.action === 'delete' ? await heirFor(changing, wish) : { heir: null, noHeir: null };
  // Where nobody can be given the posts, the account stays but opens nothing.
  const change: ChangeUsers = noHeir === null ? wish : { ...wish, action: 'block' };
  const authored = change.action === 'delete' ? await readAuthorTables(rights.open) : [];
  const strange = await strangeKeys(rights.open);
  const doubts = [noHeir === null ? [] : `Blocked instead of deleted: ${noHeir}`, strange ?? []].flat();
  return { change, changing, people, heir, authored, keys: await readKeyTables(rights.open), doubts };
}

/** Rights and passwords first, so that nobody comes in again; then what is open already. */
async function partWith(parting: Parting, ids: number[]): Promise<SiteResult> {
  const { people, doubts } = parting;
  const { rights, story } = parting.changing;
  const { open } = rights;
  const begun = people.flatMap(({ place, id }) => (id === null ? [] : [[place, id] as const]));
  await story.mark({ people: ids, users: { ...story.marks.users, ...Object.fromEntries(begun) } });
  const left = await story.step('Take their rights', () => letGo(parting));
  const passwords = await story.step('Replace their passwords', () => replacePasswords(parting, left));
  const blogs = [...new Set(people.flatMap(({ user }) => [...(user?.capabilities.keys() ?? [])]))];
  const forget = () => forgetIn(open, story, { users: ids, blogs, networkOptions: [superAdminOption] });
  let problem = await forget();
  const doors = await story.step('End their logins and revoke their keys', () => shutDoors(parting, ids));
  problem ??= await forget();
  const wrong = await story.step('See that it is so', () => seeGone(parting, left));
  const deeds = [...left.deeds, ...passwords, ...doors, ...wrong];
  const result = closed(open, deeds, problem ?? problemOf(open) ?? (doubts.join(' ') || null));
  return left.stay.size > 0 ? notDone(result, open.site.id, [...left.stay.values()]) : result;
}

async function seeGone({ change, changing, people }: Parting, { stay }: Left): Promise<Deed[]> {
  const wrong: Deed[] = [];
  for (const one of people.filter(({ id }) => id !== null && !stay.has(id))) {
    const why = (await notAsOrdered(change, changing, one)) ?? (await whyNotLocked(changing, one));
    if (why) wrong.push({ kind: 'user', what: calledOne(one), result: 'failed', why });
  }
  return wrong;
}

/** Also of one who was demoted, or could not be: whatever becomes of the account, the password opens nothing. */
async function whyNotLocked({ rights }: Changing, { id }: Concerned): Promise<string | null> {
  const [user] = id === null ? [] : await findUsers(rights.open, { ids: [id] });
  return user && !isLocked(user) ? unlockedAgain : null;
}

const named = (names: readonly string[]): string =>
  names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');

function changeFor(order: OffboardPerson, siteId: string, ids: readonly number[]): ChangeUsers {
  const { action, reassignTo } = order.sites?.[siteId] ?? order;
  const users = ids.map((userId) => ({ userId }));
  return { operation: 'ChangeUsers', action, users, role: 'subscriber', reassignTo };
}

/** Who gets posts and links; in words why nobody can. */
async function heirFor({ rights, going }: Changing, { reassignTo }: ChangeUsers) {
  return heirOf(rights, reassignTo, going).then(
    (heir) => ({ heir, noHeir: null }),
    (error: unknown) => {
      if (error instanceof ResaltError && error.code === 'INPUT_INVALID') return { heir: null, noHeir: error.message };
      throw error;
    },
  );
}

/** Everything else is done, but the person still is an administrator: that must not look like an end. */
function notDone(result: SiteResult, siteId: string, why: readonly string[]): SiteResult {
  const message = `The account stays as it is, but with another password, which the vault has, and without logins and keys: ${why.join(' ')} ${result.failure?.message ?? ''}`;
  const error = new ResaltError('NOT_ALLOWED_HERE', message.trim().slice(0, 2000), 'check-first');
  return { ...result, outcome: 'failed', failure: toFailure(error, { siteId }) };
}
