import type { Row, Statement } from '../../hosts/database.ts';
import { parseCapabilities, type Roles, whyDoubtful } from '../../wordpress/capabilities.ts';
import { type Circumstances, rightsHere } from '../../wordpress/user-can.ts';
import { isCapabilities, largestCapabilities, mostValues } from './capability-rows.ts';
import type { OpenSite } from './look.ts';
import { asWordpressSees } from './read-sessions.ts';

type Of = Pick<OpenSite, 'tables' | 'configuration'>;

/** The rows that count, one per user who exists, as the different values that there are and how many have each. */
export function capabilitiesInForce(open: Of): Statement {
  const { users, usermeta } = open.tables;
  const { sql, values } = isCapabilities('f', { ...open, multisite: false });
  return {
    sql: `SELECT COUNT(*) AS n, ${sample(open)} AS value FROM (SELECT MIN(f.umeta_id) AS first FROM ${usermeta} f WHERE ${sql} GROUP BY f.user_id) q JOIN ${usermeta} m ON m.umeta_id = q.first JOIN ${users} u ON u.ID = m.user_id WHERE m.meta_value IS NOT NULL GROUP BY SHA2(m.meta_value, 256) LIMIT ${mostValues + 1}`,
    values,
    columns: ['n', 'value'],
  };
}

/** Users whose login stands in the network's list, as far as SQL can tell, each with the row that counts; null: none, or too large. */
export function superAdminsInForce(open: Of, sitemeta: string): Statement {
  const { users, usermeta } = open.tables;
  const { sql, values } = isCapabilities('m', { ...open, multisite: false });
  // As bytes: tables of one site often have different collations, which MySQL refuses to compare.
  const bytes = (text: string) => `CAST(CONVERT(${text} USING utf8mb4) AS BINARY)`;
  const login = bytes(`CONCAT('"', u.user_login, '"')`);
  return {
    sql: `SELECT u.user_login AS login, (SELECT ${value(open)} FROM ${usermeta} m WHERE m.user_id = u.ID AND ${sql} ORDER BY m.umeta_id LIMIT 1) AS value FROM ${users} u WHERE EXISTS (SELECT 1 FROM ${sitemeta} s WHERE s.meta_key = 'site_admins' AND LOCATE(${login}, ${bytes('s.meta_value')}) > 0) OR (u.user_login = 'admin' AND NOT EXISTS (SELECT 1 FROM ${sitemeta} s WHERE s.meta_key = 'site_admins')) LIMIT 1000`,
    values,
    columns: ['login', 'value'],
  };
}

const value = (open: Of) =>
  `IF(LENGTH(m.meta_value) <= ${largestCapabilities}, ${asWordpressSees('m.meta_value', open)}, NULL)`;
const sample = (open: Of) => `MIN(${value(open)})`;

/** By the judgement of the audit (wordpress/user-can.ts). null where a value can't be judged: a count would claim too much. */
export function countAdministrators(
  values: readonly Row[],
  superAdminRows: readonly Row[],
  known: { roles: Roles | null; superAdmins: ReadonlySet<string>; circumstances: Circumstances },
): number | null {
  if (values.length > mostValues) return null;
  const isOne = (stored: Buffer): boolean =>
    rightsHere({ capabilities: parseCapabilities(stored), roles: known.roles, superAdmin: false }, known.circumstances)
      .administrator;
  let count = 0;
  for (const { n, value: stored } of values) {
    if (!stored || whyDoubtful(stored) === 'strange') return null;
    if (isOne(stored)) count += Number(n?.toString('latin1') ?? 0);
  }
  const more = superAdminRows.filter(
    ({ login, value: stored }) =>
      known.superAdmins.has(login?.toString('utf8') ?? '') &&
      !(stored !== null && stored !== undefined && isOne(stored)),
  );
  return count + more.length;
}
