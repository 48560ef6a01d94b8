import type { ChangeUsers } from '../contract/orders/change-users.ts';
import type { Deed } from '../contract/runs.ts';
import type { Operation } from './operations.ts';
import { changeOne, notAsOrdered } from './steps/change-one-user.ts';
import type { Change, Changing } from './steps/change-user.ts';
import { closed, nothing } from './steps/closing-result.ts';
import { heirOf, readAuthorTables } from './steps/delete-user.ts';
import { closeDoors, countDoors, type Doors, doorsTogether, readKeyTables } from './steps/doors-of-users.ts';
import { findSessionManager } from './steps/find-session-manager.ts';
import { forgetIn, problemOf } from './steps/forget-in-cache.ts';
import { keptMeansFailed } from './steps/kept-means-failed.ts';
import { openSite } from './steps/look.ts';
import { readSiteRights, superAdminOption } from './steps/site-rights.ts';
import { untilQuiet } from './steps/until-quiet.ts';
import { type Concerned, planOf, usersOfOrder } from './steps/users-of-order.ts';
import type { Story } from './story.ts';

/**
 * ChangeUsers: demotes, blocks or deletes users, takes them off the list of super admins, or clears their reset links. Never the last
 * administrator. What else opens the site in their names is closed with it, and looked for until it stays away.
 */
export function changeUsers(order: ChangeUsers): Operation {
  return async (site, tools, story) => {
    const open = await openSite(site, tools, story);
    try {
      const rights = await story.step('Read who may do what', () => readSiteRights(open));
      const people = await story.step('Find the users', () => usersOfOrder(order, rights.open, story.marks));
      const going = order.action === 'clear-reset' ? [] : people.flatMap(({ user }) => user?.id ?? []);
      const changing: Changing = { rights, going, tools, story };
      const deletes = order.action === 'delete' && people.some(({ id }) => id !== null);
      const heir = deletes ? await heirOf(rights, order.reassignTo, going) : null;
      const authored = deletes ? await readAuthorTables(rights.open) : [];
      for (const sentence of await planOf(order, changing, people, heir, authored)) story.will(sentence);
      if (open.cache.way === 'cannot' && going.length > 0) story.warn('object-cache', open.cache.why);
      // A password that is replaced ends them all; who keeps it stays logged in with the new rights.
      const manager = order.action === 'demote' && going.length > 0 ? await findSessionManager(open) : null;
      if (manager) story.warn('other', `${manager} Of these users that is not called done.`);
      if (story.dryRun) return { ...nothing, outcome: 'unchanged' };

      await markAll(people, story);
      const changes = await story.step('Change the users', async () => {
        const all = new Map<Concerned, Change>();
        for (const one of people) all.set(one, await changeOne(order, changing, one, heir, authored));
        return all;
      });
      const done = people.filter((one) => changes.get(one)?.why === null && one.id !== null);
      const users = done.flatMap(({ id }) => id ?? []);
      const blogs = [...new Set(done.flatMap(({ user }) => [...(user?.capabilities.keys() ?? [])]))];
      const forget = () =>
        forgetIn({ ...open, tables: rights.open.tables }, story, { users, blogs, networkOptions: [superAdminOption] });
      let problem = done.length > 0 || order.action === 'remove-super-admin' ? await forget() : null;
      const doors =
        users.length > 0 && order.action !== 'clear-reset' ? await shut(order, changing, users, manager) : [];
      // A page that was being made meanwhile may have put what stood there before into the cache again.
      if (users.length > 0 && order.action !== 'clear-reset') problem ??= await forget();
      const wrong = await story.step('See that it is so', async () => {
        const all = new Map<Concerned, string>();
        for (const one of people.filter((other) => changes.get(other)?.why === null)) {
          const why = await notAsOrdered(order, changing, one);
          if (why) all.set(one, why);
        }
        return all;
      });
      const deeds = people.map((one) => deedOf(order, one, changes.get(one), wrong.get(one) ?? null));
      return keptMeansFailed(
        open,
        closed(open, [...deeds, ...doors], problem ?? (users.length > 0 ? problemOf(open) : null)),
      );
    } finally {
      await open.close();
    }
  };
}

async function markAll(people: readonly Concerned[], story: Story): Promise<void> {
  const now = people.flatMap(({ place, id }) => (id === null ? [] : [[place, id] as const]));
  if (now.length > 0) await story.mark({ users: { ...story.marks.users, ...Object.fromEntries(now) } });
}

/** Ends logins and application passwords of these users, and with block and delete API keys, until none comes back. */
async function shut(
  { action }: ChangeUsers,
  { rights, tools, story }: Changing,
  users: number[],
  manager: string | null,
): Promise<Deed[]> {
  const { open } = rights;
  return story.step('End their logins and revoke their keys', async () => {
    const tables = action === 'block' || action === 'delete' ? await readKeyTables(open) : [];
    const before = await countDoors(open, users, tables);
    const quiet = await untilQuiet(tools.loginsUnderWayMs, async () =>
      doorsTogether(await closeDoors(open, users, tables)),
    );
    return deedsOf(before, quiet, manager);
  });
}

const doorWords: readonly [keyof Doors, kind: string, what: string][] = [
  ['sessions', 'session', 'logins of these users'],
  ['applicationPasswords', 'application-password', 'application passwords of these users'],
  ['apiKeys', 'api-key', 'API keys of these users'],
];

const comesBack = 'They come back after they were deleted: something writes them again.';

/** `manager`: that logins may be kept elsewhere, in words; then nothing proves that they ended. */
const deedsOf = (before: Doors, quiet: boolean, manager: string | null): Deed[] =>
  doorWords.flatMap(([door, kind, what]): Deed[] => {
    if (door === 'sessions' && manager !== null && quiet) return [{ kind, what, result: 'failed', why: manager }];
    if (before[door] === 0 && quiet) return [];
    return [{ kind, what, result: quiet ? 'done' : 'failed', why: quiet ? null : comesBack }];
  });

const kinds = { 'remove-super-admin': 'super-admin', 'clear-reset': 'reset-link' } as const;

function deedOf({ action }: ChangeUsers, one: Concerned, change: Change | undefined, wrong: string | null): Deed {
  const kind = action === 'remove-super-admin' || action === 'clear-reset' ? kinds[action] : 'user';
  const base = { kind, what: one.called };
  if (wrong) return { ...base, result: 'failed', why: wrong };
  if (!change) return { ...base, result: 'failed', why: 'Nothing was done.' };
  if (change.result === 'unchanged' && one.begun) return { ...base, result: 'done', why: null };
  const gone = one.user === null && action !== 'remove-super-admin' && change.result === 'unchanged';
  return { ...base, result: change.result, why: gone ? 'There is no such user here.' : change.why };
}
