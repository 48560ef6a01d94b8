import { ResaltError } from '../../contract/failures.ts';
import type { Row, SqlValue } from '../../hosts/database.ts';
import { parseCapabilities, parseUserRoles, type Roles, whyDoubtful } from '../../wordpress/capabilities.ts';
import { type Circumstances, type RightsHere, rightsHere } from '../../wordpress/user-can.ts';
import { number, text, utf8 } from './audit-people.ts';
import { networkOptions } from './audit-questions.ts';
import { capabilityValues, marksFor } from './capability-rows.ts';
import { circumstancesOf, networkOptionsOf } from './circumstances.ts';
import type { OpenSite } from './look.ts';
import { asNetwork } from './read-for-audit.ts';
import { asWordpressSees, rowNumber } from './read-sessions.ts';

/** What decides over the users of a site, as it was read once. `open`: where only the database is seen, tables of a network are taken as one. */
export interface SiteRights {
  open: OpenSite;
  circumstances: Circumstances;
  /** Logins; empty where this is no network. */
  superAdmins: readonly string[];
  /** The rows that name them; hardly ever more than one. */
  superAdminRows: readonly SuperAdminRow[];
  /** $super_admins of wp-config names them: what stands in the database counts for nothing. */
  superAdminsInConfig: boolean;
  /** Every different value of capabilities by its SHA-256; null: too large to be read. */
  values: ReadonlyMap<string, Buffer | null>;
}

export interface SuperAdminRow {
  id: bigint;
  value: Buffer;
  sha: string;
}

export async function readSiteRights(site: OpenSite): Promise<SiteRights> {
  const open = site.configuration ? site : await asNetwork(site);
  const { sitemeta } = open.tables;
  const value = asWordpressSees('s.meta_value', open);
  const ofNetwork = sitemeta
    ? [
        networkOptions(sitemeta),
        {
          sql: `SELECT s.meta_id AS id, ${value} AS value, SHA2(s.meta_value, 256) AS sha FROM ${sitemeta} s WHERE s.meta_key = 'site_admins' ORDER BY s.meta_id LIMIT 100`,
          columns: ['id', 'value', 'sha'],
        },
      ]
    : [];
  const [values, network, admins] = await open.database.run([capabilityValues(open), ...ofNetwork]);
  const options = networkOptionsOf(network?.rows ?? [], open.configuration);
  if (options.superAdminsUnread !== null)
    throw new ResaltError('NOT_ALLOWED_HERE', `${site.site.name}: ${options.superAdminsUnread}`, 'never');
  return {
    open,
    circumstances: circumstancesOf(open, options),
    superAdmins: options.superAdmins,
    superAdminsInConfig: options.superAdminsInConfig,
    superAdminRows: (admins?.rows ?? []).flatMap(({ id, value: list, sha }) =>
      list ? [{ id: rowNumber(text(id)), value: list, sha: text(sha) }] : [],
    ),
    values: new Map((values?.rows ?? []).map((one) => [text(one.digest), one.value ?? null])),
  };
}

export const capabilitiesKey = ({ tables }: OpenSite, blog: number): string =>
  `${tables.prefix}${blog === 1 ? '' : `${blog}_`}capabilities`;

export const optionsTable = ({ tables }: OpenSite, blog: number): string =>
  blog === 1 ? tables.options : `\`${tables.prefix}${blog}_options\``;

export const rolesOption = ({ tables }: OpenSite, blog: number): string =>
  `${tables.prefix}${blog === 1 ? '' : `${blog}_`}user_roles`;

/** A blog's option of roles, as stored. */
export interface StoredRoles {
  roles: Roles | null;
  value: Buffer | null;
  sha: string;
}

export async function readRolesOf(open: OpenSite, blog: number): Promise<StoredRoles> {
  const [found] = await open.database.run([
    {
      sql: `SELECT ${asWordpressSees('o.option_value', open)} AS value, SHA2(o.option_value, 256) AS sha FROM ${optionsTable(open, blog)} o WHERE o.option_name = ? AND LENGTH(o.option_value) < 1000000 LIMIT 1`,
      values: [rolesOption(open, blog)],
      columns: ['value', 'sha'],
    },
  ]);
  const value = found?.rows[0]?.value ?? null;
  return { roles: value && parseUserRoles(value), value, sha: text(found?.rows[0]?.sha) };
}

/** What user_can() says of a value of capabilities; null where Resalt can't judge it. */
export function judged(
  { circumstances }: SiteRights,
  value: Buffer | null,
  roles: Roles | null,
  superAdmin: boolean,
): RightsHere | null {
  if (value && whyDoubtful(value)) return null;
  return rightsHere({ capabilities: value ? parseCapabilities(value) : new Map(), roles, superAdmin }, circumstances);
}

/** Who can run a blog on: may change its settings and give rights to others. */
const runsIt = (rights: RightsHere | null): boolean =>
  ['manage_options', 'promote_users'].every((capability) => rights?.can.has(capability));

/** Administrators of a blog who stay when others go, as they were read. */
export interface Remaining {
  rows: { id: bigint; sha: string }[];
  superAdmins: number[];
  roles: StoredRoles;
}

const witnesses = 20;

/** Which site of a network; where there is no network, nothing: a blog that stands alone has no number to anybody. */
export const ofBlog = ({ multisite }: Pick<OpenSite, 'multisite'>, blog: number): string =>
  multisite ? `, blog ${blog}` : '';

/** Who of a blog's administrators is not in `but`: the first rows of capabilities with such a value, and super admins who exist. */
export async function administratorsBut(
  rights: SiteRights,
  blog: number,
  but: readonly number[],
  /** As if these were the blog's roles. */
  as?: StoredRoles,
): Promise<Remaining> {
  const { open } = rights;
  const roles = as ?? (await readRolesOf(open, blog));
  const digests = [...rights.values].flatMap(([digest, value]) =>
    value && runsIt(judged(rights, value, roles.roles, false)) ? [digest] : [],
  );
  const [rows, supers] = await open.database.run([
    withValues(open, blog, digests, but),
    superAdminUsers(open, rights.superAdmins, but),
  ]);
  return {
    rows: (rows?.rows ?? []).map(({ id, sha }) => ({ id: rowNumber(text(id)), sha: text(sha) })),
    superAdmins: existing(supers?.rows ?? [], rights.superAdmins),
    roles,
  };
}

/** `but` names users to be left out. */
export function superAdminUsers(open: OpenSite, logins: readonly string[], but: readonly number[]) {
  return {
    sql: `SELECT u.ID AS id, u.user_login AS login FROM ${open.tables.users} u WHERE u.user_login IN (${marksFor(logins)}) AND u.ID NOT IN (${marksFor([0, ...but])}) LIMIT 1000`,
    values: [...logins, 0, ...but],
    columns: ['id', 'login'],
  };
}

/** The database compares without regard to case, in_array() does not. */
export const existing = (rows: readonly Row[], logins: readonly string[]): number[] =>
  rows.filter(({ login }) => logins.includes(utf8(login))).map(({ id }) => number(id));

function withValues(open: OpenSite, blog: number, digests: readonly string[], but: readonly number[]) {
  const { users, usermeta } = open.tables;
  const key = capabilitiesKey(open, blog);
  const exact = (m: string) => `${m}.meta_key = ? AND CAST(${m}.meta_key AS BINARY) = CAST(? AS BINARY)`;
  const others = ` AND m.user_id NOT IN (${marksFor([0, ...but])})`;
  return {
    sql: `SELECT m.umeta_id AS id, SHA2(m.meta_value, 256) AS sha FROM ${usermeta} m JOIN ${users} u ON u.ID = m.user_id WHERE ${exact('m')} AND SHA2(m.meta_value, 256) IN (${marksFor(digests)})${others} AND NOT EXISTS (SELECT 1 FROM ${usermeta} e WHERE e.user_id = m.user_id AND e.umeta_id < m.umeta_id AND ${exact('e')}) ORDER BY m.umeta_id LIMIT ${witnesses}`,
    values: [key, key, ...digests, 0, ...but, key, key],
    columns: ['id', 'sha'],
  };
}

/**
 * A condition that holds while one of them is still there, for the statement that takes rights: two runs at once must not take each the
 * other's last administrator. Counting makes MySQL read the tables aside, which it then may change.
 */
export function stillThere(
  rights: SiteRights,
  blog: number,
  remaining: Remaining,
): { sql: string; values: SqlValue[] } {
  const { tables } = rights.open;
  const { rows, superAdmins, roles } = remaining;
  const counted = (from: string) => `EXISTS (SELECT 1 FROM (SELECT COUNT(*) AS n FROM ${from}) g WHERE g.n > 0)`;
  const parts: { sql: string; values: SqlValue[] }[] = [];
  const theirs = rows.map(() => '(w.umeta_id = ? AND SHA2(w.meta_value, 256) = ?)').join(' OR ');
  const users = `${tables.usermeta} w JOIN ${tables.users} x ON x.ID = w.user_id WHERE ${theirs}`;
  const ofRoles = `${optionsTable(rights.open, blog)} r WHERE r.option_name = ? AND SHA2(r.option_value, 256) = ?`;
  if (rows.length > 0)
    parts.push({
      sql: `${counted(users)} AND ${counted(ofRoles)}`,
      values: [...rows.flatMap(({ id, sha }) => [id, sha]), rolesOption(rights.open, blog), roles.sha],
    });
  const supers = `${tables.sitemeta} s WHERE s.meta_id = ? AND SHA2(s.meta_value, 256) = ?`;
  const lists = tables.sitemeta ? rights.superAdminRows : [];
  if (superAdmins.length > 0 && lists.length > 0)
    parts.push({
      sql: `${lists.map(() => counted(supers)).join(' AND ')} AND ${counted(`${tables.users} y WHERE y.ID IN (${marksFor(superAdmins)})`)}`,
      values: [...lists.flatMap(({ id, sha }) => [id, sha]), ...superAdmins],
    });
  const all = parts.length > 0 ? parts : [{ sql: 'FALSE', values: [] }];
  return { sql: `(${all.map(({ sql }) => `(${sql})`).join(' OR ')})`, values: all.flatMap(({ values }) => values) };
}

export const nobody = ({ rows, superAdmins }: Remaining): boolean => rows.length + superAdmins.length === 0;

/** Of sitemeta. */
export const superAdminOption = 'site_admins';
