import type { Row, Statement } from '../../hosts/database.ts';
import { bytesToString } from '../../wordpress/byte-string.ts';
import { parseCapabilities, parseUserRoles, type Roles, rightsOf } from '../../wordpress/capabilities.ts';
import type { OpenSite } from './look.ts';

/** Who a session belongs to. Text is the site's own. */
export interface SessionUser {
  id: number;
  /** These are null where the user was deleted. */
  login: string | null;
  email: string | null;
  displayName: string | null;
  /** Of all blogs together. */
  roles: string[];
  /** By blog in a network, else null. */
  blogs: { blog: number; roles: string[] }[] | null;
}

/** The roles that exist, by blog; a site that is no network is blog 1. */
export type RolesOfBlogs = ReadonlyMap<number, Roles | null>;

const mostBlogs = 500;
const largestRoles = 262_144;

/**
 * Which roles there are, and the rows of one statement more that goes along. One round trip; two in a network, whose blogs have
 * roles of their own.
 */
export async function readRolesAnd(
  { database, tables, multisite }: OpenSite,
  also: Statement,
): Promise<{ roles: RolesOfBlogs; rows: Row[] }> {
  const first: Statement[] = [also, rolesOf(tables.prefix, tables.options)];
  if (multisite)
    first.push({
      sql: `SELECT blog_id FROM \`${tables.prefix}blogs\` WHERE blog_id > 1 ORDER BY blog_id LIMIT ${mostBlogs}`,
      columns: ['blog_id'],
    });
  const [along, main, blogs] = await database.run(first);
  const numbers = (blogs?.rows ?? []).map(({ blog_id }) => number(blog_id)).filter(Number.isSafeInteger);
  const others = await database.run(
    numbers.map((n) => rolesOf(`${tables.prefix}${n}_`, `\`${tables.prefix}${n}_options\``)),
  );
  const all = [main, ...others].map((result) => result?.rows[0]?.value ?? null);
  const roles = new Map(
    all.map((value, index) => [index === 0 ? 1 : (numbers[index - 1] ?? 0), value && parseUserRoles(value)]),
  );
  return { roles, rows: along?.rows ?? [] };
}

/** Which roles there are. */
export async function readRoles(open: OpenSite): Promise<RolesOfBlogs> {
  return (await readRolesAnd(open, { sql: 'SELECT 1 AS one', columns: ['one'] })).roles;
}

const rolesOf = (prefix: string, options: string): Statement => ({
  sql: `SELECT LEFT(option_value, ${largestRoles}) AS value FROM ${options} WHERE option_name = ?`,
  values: [`${prefix}user_roles`],
  columns: ['value'],
});

/** Asks for the capabilities of users that a query names; joined there, so that it goes with the query in one round trip. */
export function capabilitiesOf({ tables, multisite }: OpenSite, users: Statement): Statement {
  const is = multisite ? 'LIKE' : '=';
  const name = multisite ? `${tables.prefix.replaceAll('_', '\\_')}%capabilities` : `${tables.prefix}capabilities`;
  return {
    sql: `SELECT c.user_id AS user_id, c.meta_key AS name, LEFT(c.meta_value, 8192) AS value FROM ${tables.usermeta} c JOIN (SELECT DISTINCT user_id FROM (${users.sql}) chosen) q ON q.user_id = c.user_id WHERE c.meta_key ${is} ? ORDER BY c.umeta_id LIMIT 20000`,
    values: [...(users.values ?? []), name],
    columns: ['user_id', 'name', 'value'],
  };
}

/** Rows of capabilitiesOf() by user and blog: what counts is the first row whose key is byte-exact (FACTS: Who is an administrator). */
export function capabilitiesByUser(rows: readonly Row[], prefix: string): Map<number, Map<number, Buffer>> {
  const users = new Map<number, Map<number, Buffer>>();
  for (const { user_id, name, value } of rows) {
    const key = name ? bytesToString(name) : '';
    const blog = /^(?:([1-9]\d{0,9})_)?capabilities$/.exec(key.startsWith(prefix) ? key.slice(prefix.length) : '');
    if (!blog || !value) continue;
    const ofUser = users.get(number(user_id)) ?? new Map<number, Buffer>();
    users.set(number(user_id), ofUser);
    const n = Number(blog[1] ?? 1);
    if (!ofUser.has(n)) ofUser.set(n, value);
  }
  return users;
}

/** The roles that WordPress sees, by blog. A blog beyond those that were asked is judged by the main one's roles. */
export function rolesByBlog(
  rows: Map<number, Buffer> | undefined,
  roles: RolesOfBlogs,
): NonNullable<SessionUser['blogs']> {
  return [...(rows ?? [])].map(([blog, value]) => {
    const known = roles.get(blog) ?? roles.get(1) ?? null;
    const names = rightsOf({ capabilities: parseCapabilities(value), roles: known }).roles;
    return { blog, roles: names.slice(0, 50).map((name) => name.slice(0, 200)) };
  });
}

const number = (value: Buffer | null | undefined): number => Number(value?.toString('latin1') ?? Number.NaN);
