import type { Row, Statement } from '../../hosts/database.ts';
import { parseCapabilities, type Roles, whyDoubtful } from '../../wordpress/capabilities.ts';
import { type Circumstances, rightsHere } from '../../wordpress/user-can.ts';
import { isCapabilities, largestCapabilities, marksFor, mostValues } from './capability-rows.ts';
import type { OpenSite } from './look.ts';
import { asWordpressSees } from './read-sessions.ts';

type Of = Pick<OpenSite, 'tables' | 'configuration'>;

/**
 * What nearly all users of a shop have. Whether these roles make an administrator is known once the roles are read; they hardly ever
 * do, so their rows are passed over: a logout must not wait for 100,000 of them.
 */
const plainRoles = ['subscriber', 'customer'];
const plainValues = plainRoles.map((role) => `a:1:{s:${role.length}:"${role}";b:1;}`);

/** The rows that count, one per user who exists, as the different values that there are and how many have each. */
export function capabilitiesInForce(open: Of, which: 'all' | 'but plain ones'): Statement {
  const { users, usermeta } = open.tables;
  const [mine, earlier] = ['m', 'e'].map((alias) => isCapabilities(alias, { ...open, multisite: false }));
  const but = which === 'all' ? [] : plainValues.map((plain) => Buffer.from(plain));
  const plain = but.length > 0 ? ` AND CAST(m.meta_value AS BINARY) NOT IN (${marksFor(but)})` : '';
  return {
    sql: `SELECT COUNT(*) AS n, MIN(${value(open)}) AS value FROM ${usermeta} m JOIN ${users} u ON u.ID = m.user_id WHERE ${mine?.sql}${plain} AND m.meta_value IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${usermeta} e WHERE e.user_id = m.user_id AND e.umeta_id < m.umeta_id AND ${earlier?.sql}) GROUP BY SHA2(m.meta_value, 256) LIMIT ${mostValues + 1}`,
    values: [...(mine?.values ?? []), ...but, ...(earlier?.values ?? [])],
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

export interface Known {
  roles: Roles | null;
  superAdmins: ReadonlySet<string>;
  circumstances: Circumstances;
}

/** Whether plain ones can't be passed over: such a role was tampered with. */
export const plainOnesMatter = (known: Known): boolean =>
  plainValues.some((plain) => makesAdministrator(Buffer.from(plain), known));

/** By the judgement of the audit (wordpress/user-can.ts). null where a value can't be judged: a count would claim too much. */
export function countAdministrators(
  values: readonly Row[],
  superAdminRows: readonly Row[],
  known: Known,
): number | null {
  if (values.length > mostValues) return null;
  let count = 0;
  for (const { n, value: stored } of values) {
    if (!stored || whyDoubtful(stored) === 'strange') return null;
    if (makesAdministrator(stored, known)) count += Number(n?.toString('latin1') ?? 0);
  }
  const more = superAdminRows.filter(
    ({ login, value: stored }) =>
      known.superAdmins.has(login?.toString('utf8') ?? '') && !(stored && makesAdministrator(stored, known)),
  );
  return count + more.length;
}

function makesAdministrator(stored: Buffer, { roles, circumstances }: Known): boolean {
  return rightsHere({ capabilities: parseCapabilities(stored), roles, superAdmin: false }, circumstances).administrator;
}
