import type { ReadyAgreed } from '../../audit/agreed.ts';
import type { CheckName } from '../../contract/findings.ts';
import type { Run } from '../../contract/runs.ts';
import type { Site } from '../../contract/sites.ts';
import type { KeptAudit, KeptFinding } from '../../store/kept-audits/kept-types.ts';
import { addressOf } from '../../wordpress/session-activity.ts';
import { addPath, noSuspects, type Suspects } from './suspects.ts';

/** Whom these name, by `user` in what they saw. */
const ofPeople = new Set<CheckName>([
  'hidden-administrator',
  'false-valued-role',
  'known-bad-user',
  'administrator-registered-lately',
  'administrator-email',
]);
/** Files that nobody but who put them there asks for. */
const ofStrangeFiles = new Set<CheckName>([
  'php-in-uploads',
  'php-in-cache-or-languages',
  'unknown-core-file',
  'unknown-root-file',
  'unknown-plugin-file',
]);
/** Files that belong there and were changed. */
const ofChangedFiles = new Set<CheckName>([
  'core-file-changed',
  'plugin-file-changed',
  'mu-plugin',
  'drop-in',
  'theme-functions',
  'htaccess',
  'user-ini',
  'wp-config-statement',
]);

/** A session with a flag; text is the site's own. */
export interface FlaggedSession {
  verifier: string;
  ip: string | null;
  user: string | null;
  flags: readonly { flag: string; reason: string }[];
}

/**
 * What Resalt itself holds for suspicious on a site: administrators that are new, hidden or known from malware and that the agency has not approved; files that
 * an audit found, as far as it was sure; sessions from an address that the agency blocked. What was accepted is left out.
 */
export function ownSuspects(
  site: Pick<Site, 'id' | 'client'>,
  audit: KeptAudit | null,
  agreed: ReadyAgreed,
  sessions: readonly FlaggedSession[],
): Suspects {
  const suspects = noSuspects();
  for (const finding of audit?.findings ?? []) {
    if (agreed.acceptanceOf(site.id, finding)) continue;
    const sure = finding.confidence === 'certain' || finding.confidence === 'likely';
    const { user } = finding.evidence;
    if (ofPeople.has(finding.check) && typeof user === 'string' && !approved(site, audit, agreed, user))
      suspects.logins.set(user.toLowerCase(), `audit: ${finding.title}`.slice(0, 300));
    const path = pathIn(finding);
    const strange = ofStrangeFiles.has(finding.check);
    if (sure && path !== null && (strange || ofChangedFiles.has(finding.check)))
      addPath(suspects, path, `audit: ${finding.title}`.slice(0, 300), strange);
  }
  for (const { kind, user } of audit?.drift ?? [])
    if (kind === 'new-administrator' && user !== null && !approved(site, audit, agreed, user))
      suspects.logins.set(user.toLowerCase(), `audit: ${user} is a new administrator`);
  for (const { verifier, ip, flags } of sessions) {
    const blocked = flags.find(({ flag }) => flag === 'blocked-address');
    if (!blocked) continue;
    suspects.sessions.set(verifier, `session: ${blocked.reason}`);
    const address = ip === null ? null : addressOf(ip);
    if (address) suspects.ips.set(address, `address ${address}: ${blocked.reason}`);
  }
  return suspects;
}

interface Cleaning extends Pick<Run, 'operation'> {
  options: Pick<Run['options'], 'incident'>;
  sites: readonly Pick<Run['sites'][number], 'siteId' | 'deeds'>[];
}

/** What was put into quarantine in an incident, by the audit's findings: once it is gone no audit names it any more. */
export function addQuarantined(suspects: Suspects, runs: readonly Cleaning[], incident: string, siteId: string): void {
  const cleaning = runs.filter(
    ({ operation, options }) => operation === 'QuarantineFiles' && options.incident?.id === incident,
  );
  for (const row of cleaning.flatMap(({ sites }) => sites.filter((one) => one.siteId === siteId)))
    for (const { kind, what, result } of row.deeds ?? [])
      if (kind === 'file' && result === 'done')
        addPath(suspects, what, `${what} was put into quarantine in this incident`.slice(0, 300), true);
}

function approved(
  site: Pick<Site, 'id' | 'client'>,
  audit: KeptAudit | null,
  agreed: ReadyAgreed,
  user: string,
): boolean {
  const email = audit?.administrators.find((one) => one.user === user)?.email ?? '';
  return agreed.approvalOf(site, { user, email }) !== null;
}

function pathIn({ evidence, where }: KeptFinding): string | null {
  const { path } = evidence;
  return (typeof path === 'string' ? path : where) || null;
}
