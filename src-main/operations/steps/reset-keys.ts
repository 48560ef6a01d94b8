import type { Statement } from '../../hosts/database.ts';
import { recoveryOptionNames } from '../../wordpress/salts.ts';
import { keyTablesAmong } from './audit-keys.ts';
import { number, text } from './audit-people.ts';
import { tablesThere } from './audit-questions.ts';
import { marksFor } from './capability-rows.ts';
import { invitationsIn, isSignupsThere, pending, signupsOf } from './invitations.ts';
import type { OpenSite } from './look.ts';

/** Beyond so many the object cache is told of the first alone: nobody has that many links open. */
const mostUsers = 50_000;
const mostInvitations = 1000;
/** Of the links that WordPress mails when a site is broken (WP_Recovery_Mode_Key_Service, read in 6.1 and 7.1): an option of each blog. */
export const recoveryKeys = 'recovery_keys';

/** Keys that let somebody in without a password, as the database has them. */
export interface ResetKeys {
  /** Users with a link to set a new password. */
  users: number[];
  /** More than `users` names. */
  more: boolean;
  /** Rows of keys of the recovery mode, and of what signs its cookies where AUTH_KEY and AUTH_SALT are unset (FACTS, read). */
  options: number;
  /** Options by which users of a network take a role on a blog of it (new_user_…), by name; the first 1,000 of each blog. */
  invitations: string[];
  /** Registrations and invitations that wait for their activation key: a network's, or BuddyPress's. */
  signups: number;
  /** Those of them that give a role. */
  signupsWithRole: number;
  /** The network's blogs that were looked at. */
  blogs: number[];
}

/** What there is now. `open`: as a network where it is one. */
export async function readResetKeys(open: OpenSite): Promise<ResetKeys> {
  const { users, sitemeta } = open.tables;
  const { options, invited, signups } = await placesOf(open);
  const counted = [
    ...options.map(count),
    ...(signups ? [count(signups), count({ ...signups, where: `${pending} AND meta LIKE '%new_role%'` })] : []),
  ];
  const [found, ...results] = await open.database.run([
    {
      sql: `SELECT ID AS id FROM ${users} WHERE user_activation_key <> '' ORDER BY ID LIMIT ${mostUsers + 1}`,
      columns: ['id'],
    },
    ...counted,
    ...invited.map(({ table, where }) => ({
      sql: `SELECT option_name AS name FROM ${table} WHERE ${where} ORDER BY option_id LIMIT ${mostInvitations}`,
      columns: ['name'],
    })),
  ]);
  const ids = (found?.rows ?? []).map((row) => number(row.id));
  const numbers = results.slice(0, counted.length).map(({ rows }) => number(rows[0]?.n));
  return {
    users: ids.slice(0, mostUsers),
    more: ids.length > mostUsers,
    options: numbers.slice(0, options.length).reduce((sum, n) => sum + n, 0),
    invitations: results.slice(counted.length).flatMap(({ rows }) => rows.map((row) => text(row.name))),
    signups: numbers[options.length] ?? 0,
    signupsWithRole: numbers[options.length + 1] ?? 0,
    blogs: sitemeta === null ? [1] : options.flatMap(({ blog }) => blog ?? []),
  };
}

/** Clears them all; how many rows that were. */
export async function deleteResetKeys(open: OpenSite): Promise<number> {
  const { options, invited, signups } = await placesOf(open);
  const results = await open.database.run([
    { sql: `UPDATE ${open.tables.users} SET user_activation_key = '' WHERE user_activation_key <> ''` },
    ...[...options, ...invited, ...(signups ? [signups] : [])].map(({ table, where, values }) => ({
      sql: `DELETE FROM ${table} WHERE ${where}`,
      values: [...values],
    })),
  ]);
  return results.reduce((sum, { affected }) => sum + (affected ?? 0), 0);
}

/** Rows that are such keys. */
export interface KeyRows {
  table: string;
  where: string;
  values: readonly string[];
  /** Null: of the whole network. */
  blog: number | null;
}

const count = ({ table, where, values }: KeyRows): Statement => ({
  sql: `SELECT COUNT(*) AS n FROM ${table} WHERE ${where}`,
  values: [...values],
  columns: ['n'],
});

const named = (table: string, column: 'option_name' | 'meta_key', values: readonly string[], blog: number | null) => ({
  ...{ table, where: `${column} IN (${marksFor(values)})`, values, blog },
});

/** recovery_keys in every blog's options; what signs the cookies in the options of a site, in sitemeta of a network. */
async function placesOf(open: OpenSite): Promise<{ options: KeyRows[]; invited: KeyRows[]; signups: KeyRows | null }> {
  const { prefix, options, sitemeta } = open.tables;
  const first = named(options, 'option_name', [recoveryKeys, ...recoveryOptionNames], 1);
  const [there, ...more] = await open.database.run([
    isSignupsThere(prefix),
    ...(sitemeta === null ? [] : [tablesThere(prefix)]),
  ]);
  const signups = number(there?.rows[0]?.n) === 3 ? signupsOf(prefix) : null;
  if (sitemeta === null) return { options: [first], invited: [], signups };
  const { optionTables } = keyTablesAmong(more[0]?.rows ?? [], prefix);
  const others = [...optionTables].flatMap((table) => {
    const blog = Number(/^([1-9]\d{0,6})_options$/.exec(table.slice(prefix.length))?.[1] ?? 1);
    return blog === 1 ? [] : [{ blog, table: `\`${prefix}${blog}_options\`` }];
  });
  return {
    options: [
      first,
      ...others.map(({ table, blog }) => named(table, 'option_name', [recoveryKeys], blog)),
      named(sitemeta, 'meta_key', recoveryOptionNames, null),
    ],
    invited: [{ table: options, blog: 1 }, ...others].map(({ table, blog }) => invitationsIn(table, blog)),
    signups,
  };
}
