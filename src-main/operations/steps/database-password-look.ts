import { ResaltError } from '../../contract/failures.ts';
import type { Site } from '../../contract/sites.ts';
import type { Database, DatabaseTarget } from '../../hosts/database.ts';
import { textOf } from '../../wordpress/byte-string.ts';
import { newDatabasePassword } from '../../wordpress/database-password.ts';
import { printable } from '../../wordpress/wp-config/environment.ts';
import type { Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { accountsOf, isOnThisMachine, openWithAny, type Seat } from './database-password-accounts.ts';
import type { Hands, Passwords } from './database-password-change.ts';
import { byHand, passwordsOf, stopEarlier } from './database-password-files.ts';
import { enteredWith, holdersOf, type Member, memberAt, strangersConnected } from './database-password-others.ts';
import { databaseTargetOf, openSiteDatabase, reachHost } from './reach-site.ts';
import { plainConstant, readConfiguration } from './read-configuration.ts';
import { swapFunctions } from './swap-script.ts';

/** The sites around the one that is worked on. */
export interface Fellows {
  /** All of the store. */
  known(): readonly Site[];
  /** Ids of those that the run is for. */
  selected: ReadonlySet<string>;
}

/** All that has to be known before a password is changed. */
export interface PasswordLook {
  /** The site itself first, then the selected sites with which it shares its account. */
  members: Member[];
  hands: Hands;
  passwords: Passwords;
  /** What the site's configuration says now. */
  live: string;
  /** Others who use the account and are not changed with it, in words. */
  strangers: string[];
  /** Copies that hold the old password and that nothing reads. */
  copies: string[];
  searched: boolean;
  /** Sites whose entry in Resalt has this account. */
  entered: Site[];
  /** The shells that stand ready end. */
  close(): void;
}

/** Reaches a site's files and understands its configuration; a shell stays ready for the swap. Null where only its database is reached. */
export async function memberOf(site: Site, tools: Tools): Promise<Member | null> {
  const host = await reachHost(site, tools);
  if (!host || site.path === null) return null;
  return { site, host, configuration: await readConfiguration(host, site.path, swapFunctions) };
}

export function noFiles({ name }: Site): ResaltError {
  return new ResaltError(
    'NOT_ALLOWED_HERE',
    `Of ${name} only the database is reached, and its password stands in a file. Add its server (ssh_host, path). ${byHand}`,
    'never',
  );
}

export const databaseUserOf = (member: Member): string => plain(member, 'DB_USER');

function plain({ site, configuration }: Member, name: string): string {
  const value = plainConstant(configuration.understood, name);
  if (value !== undefined) return textOf(value);
  const known = configuration.understood.constants.get(name);
  const why = known && 'unknown' in known ? known.unknown : 'it is not defined';
  const words = `${name} of ${site.name} is no plain value in a file (${why}), so it can’t be changed there.`;
  throw new ResaltError(
    'CONFIG_AMBIGUOUS',
    `${words} Change it where it comes from. ${byHand}`.slice(0, 1990),
    'never',
  );
}

/** Finds the accounts and everyone who uses them. Closes what it opened where it fails; `me` is the caller's. */
export async function lookAtPassword(me: Member, fellows: Fellows, tools: Tools, story: Story): Promise<PasswordLook> {
  const { site, host, configuration } = me;
  const live = plain(me, 'DB_PASSWORD');
  const user = plain(me, 'DB_USER');
  for (const name of ['DB_NAME', 'DB_HOST']) plain(me, name);
  const passwords = (await earlierPasswords(live, tools, story)) ?? { old: live, new: newDatabasePassword() };
  const either = [live, passwords.new, passwords.old];
  const seat: Seat = { tools, host };
  const door = await databaseTargetOf({ ...site, mysql: null }, configuration.understood, tools.vault);
  const accounts = await story.step('Log in as the site does', () => accountsOf(seat, door, either));
  // It must be possible to put the old one back.
  if (/\p{Cc}/u.test(passwords.old))
    throw new ResaltError(
      'NOT_ALLOWED_HERE',
      `The database password of ${site.name} holds control characters, which Resalt does not write into a statement. ${byHand}`,
      'never',
    );
  const members = [me];
  const close = () => {
    for (const { configuration: read } of members.slice(1)) read.shell?.close();
  };
  try {
    const others = await story.step('Look who else uses the account', async () => {
      const files = await findMembers(members, user, [passwords.old, passwords.new], fellows, tools);
      return { ...files, strangers: [...files.strangers, ...(await connected(seat, door, either, members))] };
    });
    const entered = await enteredWith(fellows.known(), user, [passwords.old, passwords.new], tools.vault);
    const ids = new Set(members.map((member) => member.site.id));
    const elsewhere = entered.filter((one) => !ids.has(one.id) && isSameServer(one, site, door));
    const strangers = [
      ...others.strangers,
      ...elsewhere.map(({ name }) => `${name}, which is entered in Resalt with this account`),
    ];
    const hands = { seat, accounts, passwords, admin: adminOf(me, user, tools) };
    const theirs = entered.filter(({ id }) => ids.has(id));
    return {
      members,
      hands,
      passwords,
      live,
      strangers,
      copies: others.copies,
      searched: others.searched,
      entered: theirs,
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Those of an interrupted attempt, unless someone has written another one since. */
async function earlierPasswords(live: string, tools: Tools, story: Story): Promise<Passwords | null> {
  const marked = story.marks.databasePassword;
  if (!marked) return null;
  const earlier = await passwordsOf(marked, tools);
  if (live === earlier.old || live === earlier.new) return earlier;
  if (!story.dryRun) await story.mark({ databasePassword: null });
  return null;
}

/** Adds the selected sites whose files hold the password; the rest is told. */
async function findMembers(
  members: Member[],
  user: string,
  passwords: string[],
  fellows: Fellows,
  tools: Tools,
): Promise<{ strangers: string[]; copies: string[]; searched: boolean }> {
  const [me] = members;
  if (!me) throw new ResaltError('BUG', 'There is no site to look from.', 'never');
  const { holders, searched } = await holdersOf(me.host, me.configuration.root, user, passwords);
  const known = fellows.known().filter(({ id }) => id !== me.site.id);
  const selected = known.filter(({ id }) => fellows.selected.has(id));
  const [strangers, copies]: [string[], string[]] = [[], []];
  for (const holder of holders) {
    if (members.some((member) => reads(member, holder.path))) continue;
    if (holder.copy) copies.push(printable(holder.path));
    else {
      const member = await memberAt(holder, selected, (one) => memberOf(one, tools));
      if (member) members.push(member);
      else {
        const named = known.find(({ path }) => path !== null && holder.path === `${path}/wp-config.php`);
        strangers.push(named ? `${printable(holder.path)} (perhaps ${named.name})` : printable(holder.path));
      }
    }
  }
  return { strangers, copies, searched };
}

function reads({ configuration }: Member, path: string): boolean {
  const facts = [...configuration.understood.files];
  return facts.some(([name, fact]) => typeof fact === 'object' && (fact.realPath ?? name) === path);
}

async function connected(seat: Seat, door: DatabaseTarget, passwords: string[], members: Member[]): Promise<string[]> {
  const open = await openWithAny(seat, door, passwords);
  if (!open) return [];
  try {
    return await strangersConnected(
      open.database,
      members.map((member) => plain(member, 'DB_NAME')),
    );
  } finally {
    await open.database.close().catch(() => undefined);
  }
}

/** Whether an entry of the store may mean the same server: the same name, or "here" on the same machine. */
function isSameServer(other: Site, site: Site, door: DatabaseTarget): boolean {
  const host = 'host' in door ? door.host : 'localhost';
  if (!isOnThisMachine(door)) return other.mysql?.host === host;
  return (
    other.mysql !== null &&
    (other.mysql.host === site.ssh?.host ||
      (other.ssh?.host === site.ssh?.host && isOnThisMachine({ ...door, host: other.mysql.host })))
  );
}

/** The agency's own way in, where it is another account: that one may have rights which the site's has not. */
function adminOf({ site, host, configuration }: Member, user: string, tools: Tools): Hands['admin'] {
  if (!site.mysql || site.mysql.user === user) return null;
  return () =>
    openSiteDatabase(site, host, configuration.understood, tools).catch((error: unknown): Database | null => {
      if (error instanceof ResaltError) return null;
      throw error;
    });
}

/** What an interrupted attempt may still have under way ends, before anything is read that counts. */
export async function stopInterrupted(me: Member, story: Story): Promise<void> {
  const marked = story.marks.databasePassword;
  if (marked && !story.dryRun) await story.step('Stop what an earlier attempt began', () => stopEarlier(marked, [me]));
}
