import { createHash } from 'node:crypto';
import { ResaltError } from '../../contract/failures.ts';
import type { ResetPasswords } from '../../contract/orders/reset-passwords.ts';
import type { Row, Statement } from '../../hosts/database.ts';
import { partly, type Unread, valuesOf } from './audit-answers.ts';
import { readBlogs } from './audit-blogs.ts';
import { keyTablesAmong } from './audit-keys.ts';
import { type Judge, mayPublishBy, number, rightsIn, text, utf8 } from './audit-people.ts';
import { firstQuestions, type Question } from './audit-questions.ts';
import { blogOfKey, capabilitiesOfUsers, marksFor, usersWithValues } from './capability-rows.ts';
import { circumstancesOf, networkOptionsOf } from './circumstances.ts';
import type { OpenSite } from './look.ts';
import { asNetwork } from './read-for-audit.ts';

/** An account whose password may be changed. No hash leaves the server, only what tells that it is still the same. */
export interface Account {
  id: number;
  login: string;
  /** SHA-256 of user_pass, hexadecimal. */
  digest: string;
  /** What cookies hold of the hash, in either of WordPress's two ways. */
  fragments: string[];
}

export interface Chosen {
  accounts: Account[];
  /** Logins that were asked for and are not there. */
  missing: string[];
  /** Whose rights can't be judged: they may be administrators, so they are among the accounts where these are asked for. */
  unjudged: number[];
}

type Wanted = Pick<ResetPasswords, 'whose' | 'except'>;

/** More is a shop's customers: their next login is a letter to each of them, and no case for new passwords in a list. */
export const mostAccounts = 2000;
const mostRows = 50_000;

/** Who is meant on this site. INPUT_INVALID where it is more people than Resalt resets in one go. */
export async function chooseAccounts(site: OpenSite, { whose, except }: Wanted): Promise<Chosen> {
  const open = site.configuration ? site : await asNetwork(site);
  const names = [...whose.users, ...(whose.sites?.[site.site.id] ?? [])];
  const byRight = whose.roles.length > 0 || whose.publishers;
  const byRole = byRight ? await usersInRoles(open, whose) : none;
  const found = await readAccounts(open, whose.all ? everybody(open) : among(open, [...byRole.ids], names));
  if (found.length > mostAccounts)
    throw new ResaltError(
      'INPUT_INVALID',
      `More than ${mostAccounts} accounts of ${site.site.name} are meant. Choose them by role or by name; for everybody else new salts end every login.`,
      'never',
    );
  const spared = new Set(except.map(folded));
  const there = new Set(found.map(({ login }) => folded(login)));
  return {
    accounts: found.filter(({ login }) => !spared.has(folded(login))),
    missing: names.filter((name) => !there.has(folded(name))),
    unjudged: byRole.unjudged,
  };
}

const folded = (login: string) => login.normalize('NFC').toLowerCase();
const none = { ids: new Set<number>(), unjudged: [] as number[] };
const needed: ReadonlySet<Question> = new Set(['values', 'options', 'keyTables', 'network', 'blogs']);

type ByRight = Pick<ResetPasswords['whose'], 'roles' | 'publishers'>;

/** By what user_can() says, on any blog (wordpress/user-can.ts). */
async function usersInRoles(open: OpenSite, wanted: ByRight): Promise<{ ids: Set<number>; unjudged: number[] }> {
  const asked = firstQuestions(open).filter(([question]) => needed.has(question));
  const results = await open.database.run(asked.map(([, statement]) => statement));
  const answers = new Map(asked.map(([name], index) => [name, results[index]?.rows ?? []]));
  const rows = (name: Question): Row[] => answers.get(name) ?? [];
  const network = networkOptionsOf(rows('network'), open.configuration);
  const { optionTables } = keyTablesAmong(rows('keyTables'), open.tables.prefix);
  const unread: Unread = new Map();
  if (network.superAdminsUnread !== null) unread.set('people', partly(network.superAdminsUnread));
  const values = valuesOf(rows('values'), unread);
  const blogs = await readBlogs(open, rows('options'), rows('blogs'), network, optionTables, unread);
  const [part] = unread.values();
  // Who was not read may have the role: nobody may think that all of them got a new password.
  if (part)
    throw new ResaltError(
      'NOT_ALLOWED_HERE',
      `Who has this role on ${open.site.name} can’t be told for everybody. ${part.why} Choose the accounts by name.`,
      'never',
    );
  const judge: Judge = {
    ...{ circumstances: circumstancesOf(open, network), blogs, prefix: open.tables.prefix, isThere: () => true },
    values,
  };
  const superAdmins = dangerous(wanted) ? network.superAdmins : [];
  return usersByValues(open, judge, wanted, superAdmins);
}

/** Super admins may do anything; so may whoever can't be judged. */
const dangerous = ({ roles, publishers }: ByRight): boolean => roles.includes('administrator') || publishers === true;

async function usersByValues(
  open: OpenSite,
  judge: Judge,
  wanted: ByRight,
  superAdmins: readonly string[],
): Promise<{ ids: Set<number>; unjudged: number[] }> {
  const verdict = (digest: string, blog: number): 'meant' | 'other' | 'unjudged' => {
    const here = rightsIn(judge, digest, blog, false);
    if (here === null) return dangerous(wanted) ? 'unjudged' : 'other';
    const { roles, publishers } = wanted;
    const administrator = here.administrator && dangerous(wanted);
    const publisher = publishers === true && mayPublishBy(judge, digest, blog) !== false;
    return administrator || publisher || here.roles.some((role) => roles.includes(role)) ? 'meant' : 'other';
  };
  const digests = [...judge.values.keys()].filter((digest) =>
    [...judge.blogs.keys()].some((blog) => verdict(digest, blog) !== 'other'),
  );
  const holders = usersWithValues(open, digests);
  const [rows, supers] = await open.database.run([
    capabilitiesOfUsers(open, holders, mostRows),
    idsOf(open, superAdmins),
  ]);
  const ids = new Set((supers?.rows ?? []).map((row) => number(row.id)));
  const unjudged = new Set<number>();
  const seen = new Set<string>();
  for (const row of rows?.rows ?? []) {
    const blog = blogOfKey(text(row.name), judge.prefix);
    const user = number(row.user_id);
    // The first row of a key counts.
    if (blog === null || seen.has(`${user} ${blog}`)) continue;
    seen.add(`${user} ${blog}`);
    const here = verdict(text(row.digest), blog);
    if (here !== 'other') ids.add(user);
    if (here === 'unjudged') unjudged.add(user);
  }
  return { ids, unjudged: [...unjudged] };
}

const idsOf = ({ tables }: OpenSite, logins: readonly string[]): Statement => ({
  sql: `SELECT u.ID AS id FROM ${tables.users} u WHERE u.user_login IN (${marksFor(logins)})`,
  values: [...logins],
  columns: ['id'],
});

const everybody = ({ tables }: OpenSite): Pick<Statement, 'sql' | 'values'> => ({
  sql: `SELECT ID AS id FROM ${tables.users}`,
});

function among({ tables }: OpenSite, ids: readonly number[], logins: readonly string[]) {
  return {
    sql: `SELECT a.ID AS id FROM ${tables.users} a WHERE a.ID IN (${marksFor(ids)}) OR a.user_login IN (${marksFor(logins)})`,
    values: [...ids, ...logins],
  };
}

/** One more than are allowed, so that it shows when there are too many. `which`: a query with one column `id`. */
export async function readAccounts(
  { database, tables }: Pick<OpenSite, 'database' | 'tables'>,
  which: Pick<Statement, 'sql' | 'values'>,
): Promise<Account[]> {
  const [found] = await database.run([
    {
      sql: `SELECT u.ID AS id, u.user_login AS login, SHA2(CAST(u.user_pass AS BINARY), 256) AS digest, SUBSTRING(u.user_pass, 9, 4) AS early, RIGHT(u.user_pass, 4) AS late FROM (${which.sql}) q JOIN ${tables.users} u ON u.ID = q.id ORDER BY u.ID LIMIT ${mostAccounts + 1}`,
      values: [...(which.values ?? [])],
      columns: ['id', 'login', 'digest', 'early', 'late'],
    },
  ]);
  return (found?.rows ?? []).map((row) => ({
    id: number(row.id),
    login: utf8(row.login),
    digest: text(row.digest),
    fragments: [text(row.early), text(row.late)],
  }));
}

/** As `Account.digest` has it. */
export const digestOf = (hash: string): string => createHash('sha256').update(hash, 'latin1').digest('hex');

/** For a deed: a login that is an e-mail address doesn't belong into a journal. */
export const nameOf = ({ id, login }: Pick<Account, 'id' | 'login'>): string =>
  login.includes('@') ? `user ${id}` : `${login} (user ${id})`;
