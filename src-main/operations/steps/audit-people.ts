import type { Row, SqlValue, Statement } from '../../hosts/database.ts';
import type { AuditBlog, Person, PersonOnBlog, UnjudgedWhy } from '../../wordpress/audit-reading.ts';
import { type ByteString, bytesToString } from '../../wordpress/byte-string.ts';
import {
  type Capabilities,
  parseCapabilities,
  type Roles,
  rightsOf,
  whyDoubtful,
} from '../../wordpress/capabilities.ts';
import { type Circumstances, type RightsHere, rightsHere } from '../../wordpress/user-can.ts';
import { most } from './audit-questions.ts';
import { blogOfKey, marksFor, usersWithValues } from './capability-rows.ts';
import type { OpenSite } from './look.ts';

/** What WordPress and plugins leave behind when somebody uses an account. */
const signs = [
  ...['session_tokens', 'wc_last_active', 'last_login', 'wp-last-login', 'when_last_login', 'wfls-last-login'],
  ...['community-events-location', 'dismissed_wp_pointers'],
];
const signsByPrefix = ['user-settings-time', 'dashboard_quick_press_last_post_id'];

export interface Wanted {
  /** SHA-256 of the values that may make an administrator. */
  digests: readonly string[];
  ids: readonly number[];
  logins: readonly string[];
  /** Tables whose column user_id names owners of keys. */
  keyTables: readonly string[];
}

/** Whoever is wanted, as one column `id`. */
export function wantedUsers(open: OpenSite, { digests, ids, logins, keyTables }: Wanted): Statement {
  const { users } = open.tables;
  const byValue = usersWithValues(open, digests);
  const parts: { sql: string; values: readonly SqlValue[] }[] = [
    { sql: byValue.sql, values: byValue.values ?? [] },
    { sql: `SELECT a.ID AS id FROM ${users} a WHERE a.ID IN (${marksFor(ids)})`, values: ids },
    { sql: `SELECT b.ID AS id FROM ${users} b WHERE b.user_login IN (${marksFor(logins)})`, values: logins },
    ...keyTables.map((table) => ({ sql: `SELECT k.user_id AS id FROM \`${table}\` k`, values: [] })),
  ];
  return {
    sql: parts.map(({ sql }) => sql).join(' UNION '),
    values: parts.flatMap(({ values }) => [...values]),
  };
}

/** What is shown of them, without any hash: only of what kind it is. */
export function peopleOf(open: OpenSite, wanted: Statement): Statement {
  const { prefix, users, usermeta } = open.tables;
  const keys = [...signs, ...signsByPrefix.map((name) => `${prefix}${name}`)];
  const seen = `SELECT GROUP_CONCAT(DISTINCT s.meta_key) FROM ${usermeta} s WHERE s.user_id = u.ID AND s.meta_key IN (${marksFor(keys)}) AND s.meta_value NOT IN ('', '0', 'a:0:{}')`;
  const hash = `CASE WHEN u.user_pass = '' THEN 'empty' WHEN LENGTH(u.user_pass) = 32 AND u.user_pass REGEXP '^[0-9a-f]{32}$' THEN 'md5' ELSE 'other' END`;
  return {
    sql: `SELECT u.ID AS id, LEFT(u.user_login, 100) AS login, LEFT(u.user_email, 200) AS email, CAST(u.user_registered AS CHAR) AS registered, ${hash} AS hash, IF(u.user_activation_key LIKE '%:%', LEFT(SUBSTRING_INDEX(u.user_activation_key, ':', 1), 20), NULL) AS reset, LEFT((${seen}), 500) AS signs, EXISTS (SELECT 1 FROM \`${prefix}posts\` p WHERE p.post_author = u.ID) AS posts FROM (${wanted.sql}) q JOIN ${users} u ON u.ID = q.id ORDER BY u.ID LIMIT ${most.users + 1}`,
    values: [...keys, ...(wanted.values ?? [])],
    columns: ['id', 'login', 'email', 'registered', 'hash', 'reset', 'signs', 'posts'],
  };
}

export interface Judge {
  circumstances: Circumstances;
  blogs: ReadonlyMap<number, AuditBlog>;
  /** By digest; null: too large to be read. */
  values: ReadonlyMap<string, Buffer | null>;
  prefix: string;
  /** Whether a network has that blog; where it has more than were read, every one is taken to be there. */
  isThere(blog: number): boolean;
}

interface UserOnBlog {
  userId: number;
  blog: number;
}

/** Puts users and their rows together. `left`: rights on blogs that are gone. The first row of a key counts, in the order of the rows. */
export function judgePeople(
  users: readonly Row[],
  rows: readonly Row[],
  superAdmins: ReadonlySet<string>,
  judge: Judge,
): {
  people: Map<number, Person>;
  unjudged: (UserOnBlog & { why: UnjudgedWhy; digest: string })[];
  left: (UserOnBlog & { how: readonly string[] })[];
} {
  const ofUser = new Map<number, Map<number, { digest: string; listed: boolean }>>();
  for (const row of rows) {
    const blog = blogOfKey(row.name ? bytesToString(row.name) : '', judge.prefix);
    if (blog === null) continue;
    const id = number(row.user_id);
    const known = ofUser.get(id) ?? new Map();
    ofUser.set(id, known);
    const first = known.get(blog);
    const listed = text(row.listed) === '1';
    if (first) first.listed ||= listed;
    else known.set(blog, { digest: text(row.digest), listed });
  }
  const unjudged: (UserOnBlog & { why: UnjudgedWhy; digest: string })[] = [];
  const left: (UserOnBlog & { how: readonly string[] })[] = [];
  const people = new Map<number, Person>();
  for (const row of users) {
    const base = personOf(row, superAdmins);
    const blogs: PersonOnBlog[] = [];
    for (const [blog, { digest, listed }] of ofUser.get(base.id) ?? []) {
      const here = rightsIn(judge, digest, blog, base.superAdmin);
      if (here === null) unjudged.push({ userId: base.id, blog, why: whyUnjudged(judge, digest), digest });
      else if (!judge.isThere(blog))
        left.push(...(here.administrator ? [{ userId: base.id, blog, how: here.how }] : []));
      else blogs.push({ blog, listed, ...here });
    }
    people.set(base.id, { ...base, blogs, ...togetherOf(base, blogs, judge) });
  }
  return { people, unjudged, left };
}

/** A row's value on one blog; null where it can't be judged: too large, not for Resalt to read, or it came after the values were read. */
export function rightsIn(
  judge: Judge,
  digest: string,
  blog: number,
  superAdmin: boolean,
): (RightsHere & { falseRoles: string[] }) | null {
  const value = judge.values.get(digest);
  const capabilities = value ? read(value) : null;
  if (capabilities === null) return null;
  const roles = rolesOn(judge, blog);
  const here = rightsHere({ capabilities, roles, superAdmin }, judge.circumstances);
  return { ...here, falseRoles: here.roles.filter((role) => capabilities.get(role) === false) };
}

/** Whether a row's value lets publish anything, on one blog; null where it can't be judged. */
export function mayPublishBy(judge: Judge, digest: string, blog: number): boolean | null {
  const value = judge.values.get(digest);
  const capabilities = value ? read(value) : null;
  if (capabilities === null) return null;
  const { granted } = rightsOf({ capabilities, roles: rolesOn(judge, blog), superAdmin: false });
  return [...granted].some((name) => name.startsWith('publish_'));
}

/** A blog that is not among those read is judged by the main one's roles. */
export const rolesOn = ({ blogs }: Judge, blog: number): Roles | null =>
  (blogs.get(blog) ?? blogs.get(1))?.roles ?? null;

function whyUnjudged({ values }: Judge, digest: string): UnjudgedWhy {
  const value = values.get(digest);
  if (value === undefined) return 'changed';
  return value === null ? 'large' : (whyDoubtful(value) ?? 'changed');
}

const recent = new WeakMap<Buffer, Capabilities | null>();
function read(value: Buffer): Capabilities | null {
  const known = recent.get(value);
  if (known !== undefined) return known;
  const capabilities = whyDoubtful(value) ? null : parseCapabilities(value);
  recent.set(value, capabilities);
  return capabilities;
}

function togetherOf(base: Pick<Person, 'superAdmin'>, blogs: readonly PersonOnBlog[], { circumstances }: Judge) {
  const many = blogs.length > 1 || circumstances.multisite;
  const how = new Set(base.superAdmin ? ['super admin'] : []);
  for (const { blog, how: here } of blogs)
    for (const why of here) how.add(many && why !== 'super admin' ? `${why} (blog ${blog})` : why);
  return { administrator: how.size > 0, how: [...how].slice(0, 200).map((why) => why.slice(0, 500)) };
}

function personOf(row: Row, superAdmins: ReadonlySet<string>): Omit<Person, 'blogs' | 'administrator' | 'how'> {
  const login = utf8(row.login);
  const hash = text(row.hash);
  return {
    id: number(row.id),
    login,
    email: utf8(row.email),
    registered: momentOf(text(row.registered)),
    hash: hash === 'md5' || hash === 'empty' ? hash : 'other',
    resetAsked: resetAsked(text(row.reset)),
    signs: [...text(row.signs).split(',').filter(Boolean), ...(text(row.posts) === '1' ? ['posts'] : [])],
    superAdmin: superAdmins.has(login),
  };
}

/** PHP counts with whatever number stands there: "1e12" and " 99999999999999" are links that stay open for ever. */
function resetAsked(asked: ByteString): number | null {
  const [number] = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/i.exec(asked) ?? [];
  return number === undefined ? null : Math.min(Math.floor(Number(number)), latest);
}
/** A calendar ends somewhere. */
const latest = 249_999_999_999;

/** WordPress keeps UTC here. null for what is no moment, as 0000-00-00. */
export function momentOf(date: string): number | null {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(date)) return null;
  const at = Date.parse(`${date.replace(' ', 'T')}Z`) / 1000;
  return Number.isFinite(at) ? at : null;
}

export const text = (value: Buffer | null | undefined): ByteString => (value ? bytesToString(value) : '');
export const utf8 = (value: Buffer | null | undefined): string => value?.toString('utf8') ?? '';
export const number = (value: Buffer | null | undefined): number => Number(text(value) || Number.NaN);
