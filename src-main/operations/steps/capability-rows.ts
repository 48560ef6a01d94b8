import type { SqlValue, Statement } from '../../hosts/database.ts';
import type { OpenSite } from './look.ts';
import { asWordpressSees } from './read-sessions.ts';

type Of = Pick<OpenSite, 'tables' | 'multisite' | 'configuration'>;

/** Capability values that are larger are not judged; nobody has a thousand capabilities of 60 letters. */
export const largestCapabilities = 65_536;
export const mostValues = 2000;

/**
 * Condition on rows of `{prefix}capabilities`, byte for byte as WordPress has its keys; in a network also those of its blogs (then
 * with others in between, which capabilitiesKey() tells apart). `m`: the alias of usermeta.
 */
export function isCapabilities(m: string, { tables, multisite }: Of): { sql: string; values: SqlValue[] } {
  const name = multisite ? `${tables.prefix.replaceAll('_', '\\_')}%capabilities` : `${tables.prefix}capabilities`;
  const is = multisite ? 'LIKE' : '=';
  return {
    sql: `${m}.meta_key ${is} ? AND CAST(${m}.meta_key AS BINARY) ${is} CAST(? AS BINARY)`,
    values: [name, name],
  };
}

/** Which blog a key of usermeta is about; null where it is another key. */
export function blogOfKey(key: string, prefix: string): number | null {
  const rest = /^(?:([1-9]\d{0,9})_)?capabilities$/.exec(key.startsWith(prefix) ? key.slice(prefix.length) : '');
  return rest && Number(rest[1] ?? 1);
}

/** The different values that there are, each once, however many users have it. */
export function capabilityValues(open: Of): Statement {
  const { sql, values } = isCapabilities('m', open);
  const value = `MIN(IF(LENGTH(m.meta_value) <= ${largestCapabilities}, ${asWordpressSees('m.meta_value', open)}, NULL))`;
  return {
    sql: `SELECT SHA2(m.meta_value, 256) AS digest, MAX(LENGTH(m.meta_value)) AS size, ${value} AS value FROM ${open.tables.usermeta} m WHERE ${sql} AND m.meta_value IS NOT NULL GROUP BY SHA2(m.meta_value, 256) LIMIT ${mostValues + 1}`,
    values,
    columns: ['digest', 'size', 'value'],
  };
}

/** The rows of users that a query (one column `id`) names, the first of each user and key first. */
export function capabilitiesOfUsers(open: Of, users: Statement, most: number): Statement {
  const { sql, values } = isCapabilities('c', open);
  return {
    sql: `SELECT c.user_id AS user_id, c.meta_key AS name, SHA2(c.meta_value, 256) AS digest, IFNULL(c.meta_value LIKE '%"administrator"%', 0) AS listed FROM (${users.sql}) q JOIN ${open.tables.usermeta} c ON c.user_id = q.id WHERE ${sql} ORDER BY c.umeta_id LIMIT ${most}`,
    values: [...(users.values ?? []), ...values],
    columns: ['user_id', 'name', 'digest', 'listed'],
  };
}

/** Users of whom any row has one of these values (SHA-256 in hexadecimal), as one column `id`. */
export function usersWithValues(open: Of, digests: readonly string[]): Statement {
  const { sql, values } = isCapabilities('m', open);
  return {
    sql: `SELECT DISTINCT m.user_id AS id FROM ${open.tables.usermeta} m WHERE ${sql} AND SHA2(m.meta_value, 256) IN (${marksFor(digests)})`,
    values: [...values, ...digests],
  };
}

export const marksFor = (list: readonly unknown[]): string =>
  list.length > 0 ? list.map(() => '?').join(', ') : 'NULL';
