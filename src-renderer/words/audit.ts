import type { Drift, DriftKind } from '../../src-main/contract/drift.ts';
import {
  type Confidence,
  type Evidence,
  type Finding,
  type Severity,
  severities,
} from '../../src-main/contract/findings.ts';
import type { AuditSummary } from '../../src-main/contract/known-audits.ts';
import type { FindingFilter } from '../stores/audit/filter.ts';
import type { AuditedSite } from '../stores/audit/rows.ts';
import type { Tone } from '../theme/palette.ts';
import { capital, count, list, number } from './count.ts';
import type { Said } from './outcome.ts';
import { plain } from './plain.ts';
import { exact } from './time.ts';

const severityTones: Record<Severity, Tone> = { critical: 'danger', high: 'danger', medium: 'look', low: 'unknown' };

/** A severity with its word; only the worst is loud. */
export const saySeverity = (severity: Severity): Said => ({
  tone: severityTones[severity],
  word: severity === 'critical' ? 'CRITICAL' : capital(severity),
  loud: severity === 'critical',
});

const sure: Record<Confidence, string> = {
  certain: 'Certain: nothing honest looks like this.',
  likely: 'Likely an attacker’s, or a mistake.',
  possible: 'Possible: an honest site may have it, too.',
  unlikely: 'Probably there on purpose, and a way in all the same.',
};
export const sayConfidence = (confidence: Confidence): string => sure[confidence];

const titles: Record<string, string> = {
  'hidden-administrator': 'Hidden administrators',
  'false-valued-role': 'Roles written as “no” that WordPress takes for “yes”',
  'tampered-role': 'Tampered roles',
  'custom-role': 'Custom roles with an administrator’s rights',
  'super-admin': 'Network super admins',
  'unjudged-capabilities': 'Rights that can’t be judged',
  'orphaned-capabilities': 'Rights of deleted users',
  'known-bad-user': 'Users with names that attackers use',
  'administrator-email': 'Odd or doubled e-mail addresses of administrators',
  'administrator-registered-lately': 'Administrators registered lately',
  'administrator-never-seen': 'Administrators who never logged in',
  'open-registration': 'Open registration',
  'default-role': 'Dangerous default role',
  'application-password': 'Application passwords',
  'woocommerce-key': 'WooCommerce API keys',
  'gravity-forms-key': 'Gravity Forms API keys',
  'plugin-token': 'Tokens of plugins and fleet agents',
  'password-reset': 'Pending password resets',
  'weak-hash': 'Weak password hashes',
  'shared-hash': 'Shared password hashes',
  'site-address': 'Site and home address',
  'database-trigger': 'Database triggers',
  'database-event': 'Database events',
  'database-user': 'Rights of the database user',
  'user-token': 'Tokens of users',
  'jwt-secret': 'Secrets of token plugins',
  'cron-hook': 'Scheduled tasks without code',
  'wp-config-statement': 'Statements in wp-config that don’t belong',
  htaccess: 'Rules in .htaccess',
  'user-ini': 'PHP settings beside the site',
  'mu-plugin': 'Must-use plugins',
  'drop-in': 'Drop-ins',
  'theme-functions': 'Code in themes',
  'authorized-keys': 'SSH keys that open the server',
  'backup-readable': 'Backups that anybody can read',
  'git-readable': 'A .git that anybody can read',
  'debug-log-readable': 'A debug log that anybody can read',
  'uploads-listed': 'Uploads that anybody can list',
  'wordpress-version': 'Old WordPress',
  'php-version': 'Old PHP',
  'inactive-plugin': 'Plugins that are there but not used',
  'core-file-changed': 'Changed core files',
  'core-file-missing': 'Missing core files',
  'unknown-core-file': 'Unknown files among WordPress’s own',
  'unknown-root-file': 'Unknown files in the site’s folder',
  'plugin-file-changed': 'Changed files of plugins',
  'unknown-plugin-file': 'Unknown files in plugins',
  'plugin-code': 'Code in plugins that nobody publishes',
  'php-in-uploads': 'PHP among uploads',
  'php-in-cache-or-languages': 'PHP among caches or languages',
  'changed-later': 'Files changed later than the rest',
  'world-writable': 'Files that anybody can write',
  'symlink-out-of-site': 'Links out of the site',
};

/** What a check looks for, for a person; a check that this window does not know yet by its own name. */
export const checkTitle = (check: string): string => titles[check] ?? capital(check.replaceAll('-', ' '));

/** Evidence as lines of plain text, a name and a value each; bounded, since it is the site's own. */
export function evidenceLines(evidence: Evidence): [name: string, value: string][] {
  return Object.entries(evidence)
    .slice(0, 60)
    .map(([name, value]) => [wordsOf(name), sayValue(value)]);
}

const wordsOf = (name: string): string => plain(capital(name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()), 80);

function sayValue(value: Evidence[string]): string {
  if (value === null || value === undefined) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : plain(value.join(', '), 1500);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return plain(String(value), 1500);
}

/** A finding as it is named in a list. */
export const findingTitle = ({ title }: Finding): string => plain(title, 500);

/** What a part of the filter asks, for a mark that takes it away. */
export function sayFilterPart(filter: FindingFilter, part: keyof FindingFilter): string {
  if (part === 'text') return `“${filter.text}”`;
  if (part === 'check') return checkTitle(filter.check ?? '');
  if (part === 'accepted') return 'accepted ones';
  if (part === 'fresh') return 'new since the last look';
  return part === 'severity' ? capital(filter.severity ?? '') : String(filter[part]);
}

/** "12 of 140 did not answer, last known from 21 Nov 2025, 09:10:07 or later." */
export function saySilentAudits(silent: readonly AuditedSite[], of: number): string {
  const known = silent.flatMap(({ lookedAt }) => lookedAt ?? []).sort();
  const never = silent.length - known.length;
  const parts: string[] = [];
  if (known[0]) parts.push(`last known from ${exact(known[0])}${known.length > 1 ? ' or later' : ''}`);
  if (never > 0) parts.push(known[0] ? `of ${number(never)} nothing is known` : 'nothing is known of them');
  return `${number(silent.length)} of ${count(of, 'site')} did not answer, ${list(parts)}.`;
}

const driftWords: [DriftKind, one: string, many: string][] = [
  ['new-administrator', 'new administrator', 'new administrators'],
  ['changed-administrator', 'administrator with other rights', 'administrators with other rights'],
  ['new-token', 'new key', 'new keys'],
  ['changed-files', 'change of files', 'changes of files'],
  ['new-finding', 'new finding', 'new findings'],
  ['changed-finding', 'changed finding', 'changed findings'],
  ['gone-administrator', 'administrator gone', 'administrators gone'],
  ['gone-finding', 'finding gone', 'findings gone'],
  ['begun-anew', 'site begun anew', 'sites begun anew'],
];

/** "3 new administrators on 3 sites, 4 new keys on 1 site", the gravest first. */
export function sayDrift(drift: readonly Drift[]): string {
  const said = driftWords.flatMap(([kind, one, many]) => {
    const some = drift.filter((each) => each.kind === kind);
    const sites = new Set(some.map(({ siteId }) => siteId)).size;
    return some.length === 0 ? [] : [`${count(some.length, one, many)} on ${count(sites, 'site')}`];
  });
  return `${list(said)}.`;
}

/** The severity of the worst open finding of a site; null where there is none. */
export const worstOf = ({ findings }: AuditSummary): Severity | null =>
  severities.find((severity) => findings[severity] > 0) ?? null;

/** "2 critical, 1 high; 3 accepted". */
export function sayFindings({ findings, accepted }: AuditSummary): string {
  const parts = severities.flatMap((severity) => (findings[severity] > 0 ? [`${findings[severity]} ${severity}`] : []));
  const said = parts.length > 0 ? parts.join(', ') : 'no open finding';
  return accepted.all > 0 ? `${said}; ${number(accepted.all)} accepted` : said;
}
