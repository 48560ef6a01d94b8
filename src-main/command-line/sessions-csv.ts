import Papa from 'papaparse';
import type { SessionRow } from '../contract/sessions.ts';
import { spreadsheetFormula } from '../contract/spreadsheet.ts';
import { printable } from './printable.ts';

const columns = [
  ...['site', 'client', 'user', 'user_id', 'email', 'name', 'roles', 'ip', 'user_agent'],
  ...['logged_in', 'expires', 'expired', 'verifier'],
  ...['country', 'network', 'device', 'browser', 'last_seen', 'flags', 'reasons', 'last_seen_by'],
];

/**
 * Sessions as CSV. Cells are a site's own text: they come on one line, without control and direction-changing characters, and
 * one that a spreadsheet would execute begins with an apostrophe.
 */
export function sessionsCsv(rows: readonly SessionRow[]): string {
  const data = rows.map((row) => cells(row).map((cell) => printable(cell ?? '')));
  return `${Papa.unparse({ fields: columns, data }, { escapeFormulae: spreadsheetFormula, newline: '\n' })}\n`;
}

const cells = (row: SessionRow): (string | null)[] => [
  ...[row.site, row.client, row.user, String(row.userId), row.email, row.displayName, row.roles.join(' ')],
  ...[row.ip, row.userAgent, row.loginAt, row.expiresAt, row.expired ? 'yes' : 'no', row.verifier],
  ...[row.country, row.network, row.device, row.browser, row.lastSeenAt],
  ...[row.flags.map(({ flag }) => flag).join(' '), row.flags.map(({ reason }) => reason).join('; ')],
  row.lastSeenBy,
];
