import { ResaltError } from '../../contract/failures.ts';
import type { ChangeUsers } from '../../contract/orders/change-users.ts';
import type { Deed } from '../../contract/runs.ts';
import { type KeyTable, keyTablesAmong } from './audit-keys.ts';
import { tablesThere } from './audit-questions.ts';
import { marksFor } from './capability-rows.ts';
import { changeOne } from './change-one-user.ts';
import { type Change, type Changing, lockUser } from './change-user.ts';
import { nameOf, readAccounts } from './choose-accounts.ts';
import type { AuthorTable } from './delete-user.ts';
import { closeDoors, countDoors, doorsInWords, doorsTogether } from './doors-of-users.ts';
import { findUsers, type SiteUser } from './find-users.ts';
import type { OpenSite } from './look.ts';
import { readyPasswords, setPasswords } from './new-passwords.ts';
import { untilQuiet } from './until-quiet.ts';
import { type Concerned, planOf, whyKept } from './users-of-order.ts';

/** What is decided of a person's accounts on one site. */
export interface Parting {
  change: ChangeUsers;
  changing: Changing;
  people: readonly Concerned[];
  heir: SiteUser | null;
  authored: readonly AuthorTable[];
  keys: readonly KeyTable[];
  /** What keeps the site from being called done, in words. */
  doubts: readonly string[];
}

export const calledOne = ({ user, id }: Concerned): string => (user ? nameOf(user) : `user ${id ?? ''}`);

export async function tellParting(parting: Parting): Promise<void> {
  const { change, changing, people, heir, authored, keys, doubts } = parting;
  const { story, rights } = changing;
  for (const doubt of doubts) story.warn('other', doubt);
  if (rights.open.cache.way === 'cannot') story.warn('object-cache', rights.open.cache.why);
  for (const sentence of await planOf(change, changing, people, heir, authored)) story.will(sentence);
  const ids = people.flatMap(({ user }) => user?.id ?? []);
  const doors = await countDoors(rights.open, ids, keys);
  story.will(`${doorsInWords(doors)} Passwords are replaced, reset links taken back.`);
  for (const { user } of people) {
    const why = user && (await whyKept(changing, user, [...user.capabilities.keys()]));
    if (why)
      story.warn(
        'other',
        `${nameOf(user)} keeps the account and its rights: ${why} Logins and keys go all the same, and the password is replaced by one that the vault has.`,
      );
  }
}

/** Who remains an administrator, by number, and why; and of whom rights could not be taken, so that the password is another matter. */
export interface Left {
  stay: Map<number, string>;
  failed: Set<number>;
}

/** Takes rights or the account itself. What fails for one is no reason to leave the others, or the rest of the doors, open. */
export async function letGo({ change, changing, people, heir, authored }: Parting): Promise<Left & { deeds: Deed[] }> {
  const deeds: Deed[] = [];
  const stay = new Map<number, string>();
  const failed = new Set<number>();
  for (const one of people) {
    const made = await changeOne(change, changing, one, heir, authored).catch(notPossible);
    if (made.result === 'kept' && one.id !== null) stay.set(one.id, made.why);
    if (made.result === 'failed' && one.id !== null) failed.add(one.id);
    deeds.push({ kind: 'user', what: calledOne(one), result: resultOf(made, one), why: made.why });
  }
  return { deeds, stay, failed };
}

function notPossible(error: unknown): Change {
  if (error instanceof ResaltError && error.code === 'INPUT_INVALID') return { result: 'failed', why: error.message };
  throw error;
}

/** What an attempt before this one did is done. */
const resultOf = ({ result }: Change, { begun }: Concerned): Deed['result'] =>
  result === 'unchanged' && begun ? 'done' : result;

/** Who stays gets a password that the agency has; who was demoted one that nobody has. Blocked and deleted ones have none. */
export async function replacePasswords({ change, changing, people }: Parting, { stay, failed }: Left): Promise<Deed[]> {
  const { story, tools, rights } = changing;
  const deeds: Deed[] = [];
  if (stay.size > 0) {
    const values = [...stay.keys()];
    const sql = `SELECT a.ID AS id FROM ${rights.open.tables.users} a WHERE a.ID IN (${marksFor(values)})`;
    const accounts = await readAccounts(rights.open, { sql, values });
    const ready = await readyPasswords(rights.open, accounts, tools, story, false);
    deeds.push(...(await setPasswords(rights.open, ready, story)));
  }
  for (const one of people) {
    if (one.id === null || stay.has(one.id) || !(change.action === 'demote' || failed.has(one.id))) continue;
    const [user] = await findUsers(rights.open, { ids: [one.id] });
    if (!user) continue;
    const { result, why } = await lockUser(changing, user);
    deeds.push({ kind: 'password', what: calledOne(one), result: result === 'unchanged' ? 'done' : result, why });
  }
  return deeds;
}

/** Tables of keys of a shape that is not known: whether any is the person's can't be told. In words; null where there are none. */
export async function strangeKeys({ database, tables }: OpenSite): Promise<string | null> {
  const [found] = await database.run([tablesThere(tables.prefix)]);
  const { strange } = keyTablesAmong(found?.rows ?? [], tables.prefix);
  return strange.length > 0
    ? `A table of ${strange.join(' and ')} keys has another shape than Resalt knows: look there for keys of this person.`
    : null;
}

/** Ends logins, application passwords and API keys, until none comes back. */
export async function shutDoors({ changing, keys }: Parting, ids: readonly number[]): Promise<Deed[]> {
  const { open } = changing.rights;
  const before = await countDoors(open, ids, keys);
  const quiet = await untilQuiet(changing.tools.loginsUnderWayMs, async () =>
    doorsTogether(await closeDoors(open, ids, keys)),
  );
  const why = quiet ? null : 'They come back after they were deleted: something writes them again.';
  const words = [
    ['session', 'logins of the person', before.sessions],
    ['application-password', 'application passwords of the person', before.applicationPasswords],
    ['api-key', 'API keys of the person', before.apiKeys],
  ] as const;
  return words.map(([kind, what, count]) => ({
    ...{ kind, what, why },
    result: quiet ? (count > 0 ? ('done' as const) : ('unchanged' as const)) : ('failed' as const),
  }));
}
