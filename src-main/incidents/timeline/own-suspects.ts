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
  'plugin-code',
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

/** Flags that a stolen session has, and many an honest one (a phone abroad, a VPN) too: noted, but nothing follows from them. */
const oddFlags = new Set(['impossible-travel', 'several-countries', 'hosting-network', 'ghost']);

/** What audits found earlier in the incident. */
export interface FoundBefore {
  findings: readonly KeptFinding[];
  /** Administrators that came from one look to the next. */
  administrators: readonly string[];
}

/** Whether a finding names somebody or something that a time line is to be marked by. */
export const namesASuspect = ({ check }: KeptFinding): boolean =>
  ofPeople.has(check) || ofStrangeFiles.has(check) || ofChangedFiles.has(check);

/**
 * What Resalt itself holds for suspicious on a site: administrators that are new, hidden or known from malware and that the agency has not approved; files that
 * an audit found, as far as it was sure, the last one or one before it in the incident; sessions from an address that the agency blocked. What was accepted is left
 * out. Sessions that only look odd are noted as that.
 */
export function ownSuspects(
  site: Pick<Site, 'id' | 'client'>,
  { audit, before }: { audit: KeptAudit | null; before: FoundBefore },
  agreed: ReadyAgreed,
  sessions: readonly FlaggedSession[],
): Suspects {
  const suspects = noSuspects();
  for (const finding of before.findings) addFinding(suspects, finding, 'earlier audit');
  for (const user of before.administrators) addPerson(user, `earlier audit: ${user} was a new administrator`);
  for (const finding of audit?.findings ?? []) addFinding(suspects, finding, 'audit');
  for (const { kind, user } of audit?.drift ?? [])
    if (kind === 'new-administrator' && user !== null) addPerson(user, `audit: ${user} is a new administrator`);
  for (const session of sessions) addSession(suspects, session);
  return suspects;

  function addPerson(user: string, why: string): void {
    if (!approved(site, audit, agreed, user)) suspects.logins.set(user.toLowerCase(), why.slice(0, 300));
  }
  function addFinding(to: Suspects, finding: KeptFinding, by: string): void {
    if (agreed.acceptanceOf(site.id, finding)) return;
    const sure = finding.confidence === 'certain' || finding.confidence === 'likely';
    const { user } = finding.evidence;
    if (ofPeople.has(finding.check) && typeof user === 'string') addPerson(user, `${by}: ${finding.title}`);
    const path = pathIn(finding);
    const strange = ofStrangeFiles.has(finding.check);
    if (sure && path !== null && (strange || ofChangedFiles.has(finding.check)))
      addPath(to, path, `${by}: ${finding.title}`.slice(0, 300), strange);
  }
}

/** A blocked address is suspected whoever comes from there. */
function addSession(suspects: Suspects, { verifier, ip, flags }: FlaggedSession): void {
  const blocked = flags.find(({ flag }) => flag === 'blocked-address');
  if (blocked) {
    suspects.sessions.set(verifier, `session: ${blocked.reason}`.slice(0, 300));
    const address = ip === null ? null : addressOf(ip);
    if (address) suspects.ips.set(address, `address ${address}: ${blocked.reason}`.slice(0, 300));
    return;
  }
  const odd = flags.filter(({ flag }) => oddFlags.has(flag)).map(({ reason }) => reason);
  if (odd.length > 0) suspects.odd.set(verifier, `looks odd, and may be honest: ${odd.join('; ')}`.slice(0, 300));
}

interface Handling extends Pick<Run, 'operation'> {
  options: Pick<Run['options'], 'incident'>;
  sites: readonly Pick<Run['sites'][number], 'siteId' | 'deeds'>[];
}

const takesRights = new Set<Run['operation']>(['ChangeUsers', 'OffboardPerson']);

/** What was put into quarantine, and whose rights or account were taken, in an incident: once that is done no audit names it any more. */
export function addHandled(suspects: Suspects, runs: readonly Handling[], incident: string, siteId: string): void {
  for (const { operation, options, sites } of runs) {
    if (options.incident?.id !== incident) continue;
    const deeds = sites.filter((one) => one.siteId === siteId).flatMap((one) => one.deeds ?? []);
    for (const { kind, what, result } of deeds) {
      if (result !== 'done') continue;
      if (operation === 'QuarantineFiles' && kind === 'file')
        addPath(suspects, what, `${what} was put into quarantine in this incident`.slice(0, 300), true);
      // "wpsvc (user 7)", as calledUser() says it; a login that is an address is not in the journal.
      const login = kind === 'user' || kind === 'super-admin' ? /^(.{1,100}) \(user \d+\)$/.exec(what)?.[1] : undefined;
      if (takesRights.has(operation) && login !== undefined)
        suspects.logins.set(login.toLowerCase(), `${login} lost rights or the account in this incident`.slice(0, 300));
    }
  }
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
