import Papa from 'papaparse';
import { spreadsheetFormula } from '../../src-main/contract/spreadsheet.ts';
import { factsOf, type SessionTable } from '../stores/sessions/table.ts';

const fields = [
  ...['site', 'client', 'user', 'user_id', 'email', 'name', 'roles', 'ip', 'country', 'network', 'office'],
  ...['device', 'browser', 'user_agent', 'logged_in', 'expires', 'expired', 'last_seen', 'first_known', 'gone'],
  ...['flags', 'verifier', 'last_seen_by'],
];

/** Control characters, line ends, and characters that change the direction or can't be seen. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const oneLine = (text: string): string => text.replace(unprintable, ' ');

/** These rows as CSV for a spreadsheet; cells that it would execute begin with an apostrophe. */
export function sessionsCsv(table: SessionTable, rows: Iterable<number>): string {
  const data: string[][] = [];
  for (const row of rows) {
    const facts = factsOf(table, row);
    if (!facts) continue;
    const { site, user, address, agent } = facts;
    const cells = [
      ...[site.site, site.client, user.user, String(user.userId), user.email, user.displayName, user.roles.join(' ')],
      ...[address?.ip, address?.country, address?.network, address?.office],
      ...[
        agent?.device,
        agent?.browser,
        agent?.userAgent,
        facts.loginAt,
        facts.expiresAt,
        facts.expired ? 'yes' : 'no',
      ],
      ...[facts.lastSeenAt, facts.firstKnownAt, facts.goneAt],
      ...[facts.flags.map(({ flag, reason }) => `${flag}: ${reason}`).join(' | '), facts.verifier, facts.lastSeenBy],
    ];
    data.push(cells.map((cell) => oneLine(cell ?? '')));
  }
  return `${Papa.unparse({ fields, data }, { escapeFormulae: spreadsheetFormula, newline: '\n' })}\n`;
}

/** These rows as JSON, in the frame of `resalt sessions --json`; what is not known is null. */
export function sessionsJson(table: SessionTable, rows: Iterable<number>): string {
  const sessions = [...rows].flatMap((row) => {
    const facts = factsOf(table, row);
    if (!facts) return [];
    const { site, user, address, agent, row: _, ...times } = facts;
    return {
      ...{ site: site.site, client: site.client, user: user.user, userId: user.userId, email: user.email },
      ...{ displayName: user.displayName, roles: user.roles },
      ...{ ip: address?.ip ?? null, country: address?.country ?? null, network: address?.network ?? null },
      ...{ office: address?.office ?? null, device: agent?.device ?? null, browser: agent?.browser ?? null },
      ...{ userAgent: agent?.userAgent ?? null, ...times },
    };
  });
  const sites = table.sites.map(({ site, lookedAt, failure }) => ({ site, lookedAt, failure }));
  return `${JSON.stringify({ at: table.at, sites, sessions }, null, 2)}\n`;
}
