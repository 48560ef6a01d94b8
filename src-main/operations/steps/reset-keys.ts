import { recoveryOptionNames } from '../../wordpress/salts.ts';
import { keyTablesAmong } from './audit-keys.ts';
import { number } from './audit-people.ts';
import { tablesThere } from './audit-questions.ts';
import { marksFor } from './capability-rows.ts';
import type { OpenSite } from './look.ts';

/** Beyond so many the object cache is told of the first alone: nobody has that many links open. */
const mostUsers = 50_000;
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
  /** The network's blogs that were looked at. */
  blogs: number[];
}

/** What there is now. `open`: as a network where it is one. */
export async function readResetKeys(open: OpenSite): Promise<ResetKeys> {
  const { users, sitemeta } = open.tables;
  const places = await recoveryPlaces(open);
  const [found, ...counts] = await open.database.run([
    {
      sql: `SELECT ID AS id FROM ${users} WHERE user_activation_key <> '' ORDER BY ID LIMIT ${mostUsers + 1}`,
      columns: ['id'],
    },
    ...places.map(({ table, name, names }) => ({
      sql: `SELECT COUNT(*) AS n FROM ${table} WHERE ${name} IN (${marksFor(names)})`,
      values: [...names],
      columns: ['n'],
    })),
  ]);
  const ids = (found?.rows ?? []).map((row) => number(row.id));
  return {
    users: ids.slice(0, mostUsers),
    more: ids.length > mostUsers,
    options: counts.reduce((sum, { rows }) => sum + number(rows[0]?.n), 0),
    blogs: sitemeta === null ? [1] : places.flatMap(({ blog }) => blog ?? []),
  };
}

/** Clears them all; how many rows that were. */
export async function deleteResetKeys(open: OpenSite): Promise<number> {
  const places = await recoveryPlaces(open);
  const results = await open.database.run([
    { sql: `UPDATE ${open.tables.users} SET user_activation_key = '' WHERE user_activation_key <> ''` },
    ...places.map(({ table, name, names }) => ({
      sql: `DELETE FROM ${table} WHERE ${name} IN (${marksFor(names)})`,
      values: [...names],
    })),
  ]);
  return results.reduce((sum, { affected }) => sum + (affected ?? 0), 0);
}

interface RecoveryPlace {
  table: string;
  name: 'option_name' | 'meta_key';
  names: readonly string[];
  blog: number | null;
}

/** recovery_keys in every blog's options; what signs the cookies in the options of a site, in sitemeta of a network. */
async function recoveryPlaces(open: OpenSite): Promise<RecoveryPlace[]> {
  const { prefix, options, sitemeta } = open.tables;
  const name = 'option_name' as const;
  if (sitemeta === null) return [{ table: options, name, names: [recoveryKeys, ...recoveryOptionNames], blog: 1 }];
  const [found] = await open.database.run([tablesThere(prefix)]);
  const { optionTables } = keyTablesAmong(found?.rows ?? [], prefix);
  const others = [...optionTables].flatMap((table) => {
    const blog = Number(/^([1-9]\d{0,6})_options$/.exec(table.slice(prefix.length))?.[1] ?? 1);
    return blog === 1 ? [] : [blog];
  });
  return [
    { table: options, name, names: [recoveryKeys, ...recoveryOptionNames], blog: 1 },
    ...others.map((blog) => ({ table: `\`${prefix}${blog}_options\``, name, names: [recoveryKeys], blog })),
    { table: sitemeta, name: 'meta_key', names: recoveryOptionNames, blog: null },
  ];
}
