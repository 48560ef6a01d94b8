import type { Row } from '../../hosts/database.ts';
import { number, text, utf8 } from './audit-people.ts';
import { blogOfKey, isCapabilities, largestCapabilities, marksFor } from './capability-rows.ts';
import type { OpenSite } from './look.ts';
import { asWordpressSees, rowNumber } from './read-sessions.ts';

/** A user of a site as an operation needs to know one. The login is the site's own text. */
export interface SiteUser {
  id: number;
  login: string;
  /** SHA-256 of the stored hash of the password, to tell whether it is still the same. */
  passwordSha: string;
  resetAsked: boolean;
  /** Rows of capabilities by blog, the first of each, which counts, and how many stand behind it. */
  capabilities: ReadonlyMap<number, CapabilityRow>;
}

export interface CapabilityRow {
  id: bigint;
  /** As WordPress is sent it; null: larger than Resalt reads, or NULL. */
  value: Buffer | null;
  sha: string;
  behind: bigint[];
}

/** Users by number or by login, letters large or small, as WordPress lets people in by either. Those who are not there are left out. */
export async function findUsers(
  open: OpenSite,
  { ids = [], logins = [] }: { ids?: readonly number[]; logins?: readonly string[] },
): Promise<SiteUser[]> {
  const { users, usermeta } = open.tables;
  const who = `u.ID IN (${marksFor(ids)}) OR u.user_login IN (${marksFor(logins)})`;
  const is = isCapabilities('c', open);
  const value = `IF(LENGTH(c.meta_value) <= ${largestCapabilities}, ${asWordpressSees('c.meta_value', open)}, NULL)`;
  const [found, rows] = await open.database.run([
    {
      sql: `SELECT u.ID AS id, u.user_login AS login, SHA2(u.user_pass, 256) AS password, (u.user_activation_key <> '') AS reset FROM ${users} u WHERE ${who} ORDER BY u.ID LIMIT 5000`,
      values: [...ids, ...logins],
      columns: ['id', 'login', 'password', 'reset'],
    },
    {
      sql: `SELECT c.umeta_id AS id, c.user_id AS user_id, c.meta_key AS name, ${value} AS value, SHA2(c.meta_value, 256) AS sha FROM ${usermeta} c JOIN ${users} u ON u.ID = c.user_id WHERE (${who}) AND ${is.sql} ORDER BY c.umeta_id LIMIT 50000`,
      values: [...ids, ...logins, ...is.values],
      columns: ['id', 'user_id', 'name', 'value', 'sha'],
    },
  ]);
  const capabilities = byUser(rows?.rows ?? [], open.tables.prefix);
  return (found?.rows ?? [])
    .map((row) => ({
      id: number(row.id),
      login: utf8(row.login),
      passwordSha: text(row.password),
      resetAsked: text(row.reset) === '1',
      capabilities: capabilities.get(number(row.id)) ?? new Map(),
    }))
    .filter(({ id, login }) => ids.includes(id) || logins.some((one) => isSameLogin(one, login)));
}

export const isSameLogin = (one: string, other: string): boolean => foldedLogin(one) === foldedLogin(other);

const foldedLogin = (login: string): string => login.normalize('NFC').toLowerCase();

function byUser(rows: readonly Row[], prefix: string): Map<number, Map<number, CapabilityRow>> {
  const all = new Map<number, Map<number, CapabilityRow>>();
  for (const row of rows) {
    const blog = blogOfKey(text(row.name), prefix);
    if (blog === null) continue;
    const ofUser = all.get(number(row.user_id)) ?? new Map<number, CapabilityRow>();
    all.set(number(row.user_id), ofUser);
    const first = ofUser.get(blog);
    const id = rowNumber(text(row.id));
    if (first) first.behind.push(id);
    else ofUser.set(blog, { id, value: row.value ?? null, sha: text(row.sha), behind: [] });
  }
  return all;
}

/** For plans, deeds and the journal: a login that is an e-mail address doesn't belong there. */
export const calledUser = ({ id, login }: Pick<SiteUser, 'id' | 'login'>): string =>
  login.includes('@') ? `user ${id}` : `${login.slice(0, 100) || 'without a name'} (user ${id})`;
