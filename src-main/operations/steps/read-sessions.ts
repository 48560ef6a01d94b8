import { ResaltError } from '../../contract/failures.ts';
import type { Row, SqlValue, Statement } from '../../hosts/database.ts';
import {
  isExpired,
  readSessions,
  type Session,
  type SessionReading,
  sessionName,
} from '../../wordpress/session-tokens.ts';
import type { OpenSite } from './look.ts';
import { plainConstant } from './read-configuration.ts';
import {
  capabilitiesByUser,
  capabilitiesOf,
  type RolesOfBlogs,
  readRoles,
  rolesByBlog,
  type SessionUser,
} from './users-of-sessions.ts';

/** One `session_tokens` row as it was read. */
export interface SessionsOfUser {
  rowId: string;
  user: SessionUser;
  reading: SessionReading;
  /** Another row of the same user stands before it: WordPress does not see this one (FACTS: Ending sessions). */
  ghost: boolean;
}

const rowsPerPage = 500;
/** Larger rows are fetched alone; beyond the second, some 13,000 logins of one user, they are not fetched. */
const largestInPage = 65_536;
const largestRow = 4 * 1024 * 1024;
/** Of such rows together, per site: whoever fills a site with them must not keep Resalt busy. */
const largeRowsTogether = 128 * 1024 * 1024;

/**
 * Every row of sessions of a site, in pages of 500 by umeta_id, so that neither the number of rows nor a huge one is trouble. A
 * page is one round trip. `known`: the roles, where they were read already. Values that can't be read come as a corrupt reading, never as a failure.
 */
export async function* readSessionPages(open: OpenSite, known?: RolesOfBlogs): AsyncGenerator<SessionsOfUser[], void> {
  const roles = known ?? (await readRoles(open));
  const seen = new Set<number>();
  const budget = { left: largeRowsTogether };
  for (let last = 0n; ; ) {
    const which = page(open, last);
    const [found, capabilities] = await open.database.run([rowsOf(open, which), capabilitiesOf(open, which)]);
    const rows = found?.rows ?? [];
    if (rows.length === 0) return;
    const granted = capabilitiesByUser(capabilities?.rows ?? [], open.tables.prefix);
    const read: SessionsOfUser[] = [];
    for (const row of rows) {
      const user = userOf(row, granted.get(number(row.user_id)), roles, open);
      const ghost = seen.has(user.id);
      seen.add(user.id);
      read.push({ rowId: text(row.id), user, ghost, reading: await readingOf(row, open, budget) });
    }
    yield read;
    if (rows.length < rowsPerPage) return;
    last = rowNumber(text(rows.at(-1)?.id));
  }
}

/** The sessions of a row as they can be chosen. `now`: the site's clock, Unix seconds. */
export function choosable({ reading }: SessionsOfUser, now: number): (Session & { name: string; expired: boolean })[] {
  return reading.sessions.map((one) => ({ ...one, name: sessionName(one), expired: isExpired(one, now) }));
}

/** In words, with the user's number: a name is the site's own text and may say anything. */
export function problemsOf({ user, reading, ghost }: SessionsOfUser): string[] {
  const of = `user ${user.id}`;
  if (ghost) return [`${of} has more than one row of sessions; WordPress uses the first`];
  const deleted = user.login === null ? [`${of}: sessions of a user that does not exist`] : [];
  const legacy = reading.sessions.filter((session) => session.legacy).length;
  const old = legacy > 0 ? [`${of}: ${legacy} without anything but an expiry, as WordPress before 4.1 wrote them`] : [];
  return [...deleted, ...old, ...reading.problems.map((problem) => `${of}: ${problem}`)];
}

/** Byte-exact, as WordPress compares keys once it has them. The column's own collation would take SESSION_TOKENS as well. */
export const isSessionRow =
  "m.meta_key = 'session_tokens' AND CAST(m.meta_key AS BINARY) = CAST('session_tokens' AS BINARY)";

/**
 * The bytes of a value as WordPress is sent them, in the charset of its connection: the lengths within count those. A site that
 * says utf8 gets utf8mb4, as wpdb::determine_charset() does it.
 */
export function asWordpressSees(column: string, open: Pick<OpenSite, 'configuration'>): string {
  return `CAST(CONVERT(${column} USING ${charsetOf(open)}) AS BINARY)`;
}

export function charsetOf({ configuration }: Pick<OpenSite, 'configuration'>): string {
  const known = plainConstant(configuration?.understood ?? null, 'DB_CHARSET')?.toLowerCase() ?? '';
  return /^[a-z0-9]{2,16}$/.test(known) && known !== 'utf8' ? known : 'utf8mb4';
}

const page = ({ tables }: OpenSite, last: SqlValue): Statement => ({
  sql: `SELECT m.umeta_id, m.user_id FROM ${tables.usermeta} m WHERE ${isSessionRow} AND m.umeta_id > ? ORDER BY m.umeta_id LIMIT ${rowsPerPage}`,
  values: [last],
});

function rowsOf(open: OpenSite, which: Statement): Statement {
  const { users, usermeta } = open.tables;
  const value = `IF(LENGTH(m.meta_value) <= ${largestInPage}, ${asWordpressSees('m.meta_value', open)}, NULL)`;
  return {
    sql: `SELECT m.umeta_id AS id, m.user_id AS user_id, LENGTH(m.meta_value) AS size, ${value} AS value, LEFT(u.user_login, 250) AS login, LEFT(u.user_email, 250) AS email, LEFT(u.display_name, 250) AS name FROM (${which.sql}) p JOIN ${usermeta} m ON m.umeta_id = p.umeta_id LEFT JOIN ${users} u ON u.ID = m.user_id ORDER BY m.umeta_id LIMIT ${rowsPerPage}`,
    values: which.values ?? [],
    columns: ['id', 'user_id', 'size', 'value', 'login', 'email', 'name'],
  };
}

async function readingOf(row: Row, open: OpenSite, budget: { left: number }): Promise<SessionReading> {
  if (row.value) return readSessions(row.value);
  const size = number(row.size);
  if (row.size === null || Number.isNaN(size)) return unread('session_tokens is empty', false);
  budget.left -= size > largestRow ? 0 : size;
  if (size > largestRow || budget.left < 0)
    return unread(`session_tokens is ${Math.ceil(size / 1_000_000)} MB, more than Resalt reads`, true);
  const value = await readOne(open, text(row.id));
  return value ? readSessions(value) : unread('session_tokens went away while it was read', false);
}

async function readOne(open: OpenSite, rowId: string): Promise<Buffer | null> {
  const [found] = await open.database.run([
    {
      sql: `SELECT ${asWordpressSees('m.meta_value', open)} AS value FROM ${open.tables.usermeta} m WHERE m.umeta_id = ? AND LENGTH(m.meta_value) <= ${largestRow}`,
      values: [rowNumber(rowId)],
      columns: ['value'],
    },
  ]);
  return found?.rows[0]?.value ?? null;
}

const unread = (problem: string, doubtful: boolean): SessionReading => ({
  sessions: [],
  corrupt: true,
  doubtful,
  problems: [problem],
});

function userOf(row: Row, granted: Map<number, Buffer> | undefined, roles: RolesOfBlogs, open: OpenSite): SessionUser {
  const blogs = rolesByBlog(granted, roles);
  return {
    id: number(row.user_id),
    login: row.login?.toString('utf8') ?? null,
    email: row.email?.toString('utf8') ?? null,
    displayName: row.name?.toString('utf8') ?? null,
    roles: [...new Set(blogs.flatMap((blog) => blog.roles))],
    blogs: open.multisite ? blogs : null,
  };
}

/** As MySQL counts rows, which may be further than a JavaScript number does. */
export function rowNumber(digits: string): bigint {
  if (/^\d{1,20}$/.test(digits)) return BigInt(digits);
  throw new ResaltError('DATABASE_REFUSED', 'The database answered something else than the number of a row.', 'never');
}

const text = (value: Buffer | null | undefined): string => value?.toString('latin1') ?? '';
const number = (value: Buffer | null | undefined): number => Number(text(value) || Number.NaN);
