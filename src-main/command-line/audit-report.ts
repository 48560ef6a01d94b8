import type { Drift } from '../contract/drift.ts';
import type { Administrator, AuditReport, Finding, Severity } from '../contract/findings.ts';
import { table } from './table.ts';
import { note, type Style, say, type Terminal } from './terminal.ts';
import { count, dateTime } from './words.ts';

/** As DESIGN promises it; what is not known is null. */
export const auditFrame = ({ sites, administrators, findings }: AuditReport, drift: readonly Drift[]): object => ({
  sites: sites.map(({ site, outcome, checks, failure, notKept }) => ({
    site,
    outcome,
    looked: checks.filter(({ looked }) => looked === 'whole').map(({ check }) => check),
    notLooked: checks
      .filter(({ looked }) => looked !== 'whole')
      .map(({ check, looked, why }) => ({ check, looked, why })),
    ...(notKept ? { notKept } : {}),
    ...(failure ? { failure: { code: failure.code, message: failure.message, retry: failure.retry } } : {}),
  })),
  administrators: administrators.map(({ siteId: _siteId, ...row }) => row),
  findings: findings.map(({ siteId: _siteId, ...row }) => row),
  drift: drift.map(({ siteId: _siteId, ...row }) => row),
});

const style: Record<Severity, Style | null> = { critical: 'red', high: 'red', medium: 'yellow', low: 'dim' };
const shownSeverity = (severity: Severity, text: string = severity) => ({ text, style: style[severity] ?? 'dim' });

/** Of a content hash: enough to name a finding with. */
const shownHash = 12;

type Shown = Pick<AuditReport, 'administrators' | 'findings'>;

/** What changed, administrators, what was found, the worst first, then what is accepted. */
export function showFindings(terminal: Terminal, { administrators, findings }: Shown, drift: readonly Drift[]): void {
  const accepted = findings.filter((one) => one.accepted);
  const found = findings.filter((one) => !one.accepted);
  const parts: [number, () => void][] = [
    [drift.length, () => showDrift(terminal, drift)],
    [administrators.length, () => showAdministrators(terminal, administrators)],
    [found.length, () => showOpen(terminal, found)],
    [accepted.length, () => showAccepted(terminal, accepted)],
  ];
  for (const [index, [, show]] of parts.filter(([some]) => some > 0).entries()) {
    if (index > 0) say(terminal, '');
    show();
  }
}

export function showDrift(terminal: Terminal, drift: readonly Drift[]): void {
  table(
    terminal,
    terminal.out,
    ['Changed', 'Site', 'What', 'Between', 'And', 'Approved'],
    drift.map((one) => [
      { text: one.kind, style: one.kind.startsWith('gone') ? 'dim' : 'yellow' },
      one.site,
      one.what,
      dateTime(one.since),
      dateTime(one.at),
      one.approved === null ? '-' : yesOrNo(one.approved),
    ]),
  );
}

/** Those who are not approved first. */
function showAdministrators(terminal: Terminal, administrators: readonly Administrator[]): void {
  table(
    terminal,
    terminal.out,
    ['Site', 'Administrator', 'E-mail', 'How', 'Approved'],
    [...administrators]
      .sort((one, other) => Number(one.approved) - Number(other.approved))
      .map(({ site, user, userId, email, how, approved }) => [
        site,
        `${user || '-'} (${userId})`,
        email || '-',
        how.join('; '),
        yesOrNo(approved),
      ]),
  );
}

const yesOrNo = (approved: boolean) =>
  approved ? { text: 'yes', style: 'dim' as const } : { text: 'no', style: 'yellow' as const };

function showOpen(terminal: Terminal, findings: readonly Finding[]): void {
  table(
    terminal,
    terminal.out,
    ['Severity', 'Sure', 'Site', 'Check', 'Finding', 'Where', 'Since', 'Id', 'What to do'],
    findings.map((one) => [
      shownSeverity(one.severity),
      one.confidence,
      one.site,
      one.check,
      shownSeverity(one.severity, one.title),
      one.where,
      one.since ? dateTime(one.since) : '-',
      one.contentHash.slice(0, shownHash),
      one.byHand,
    ]),
  );
}

function showAccepted(terminal: Terminal, findings: readonly Finding[]): void {
  table(
    terminal,
    terminal.out,
    ['Accepted', 'Site', 'Check', 'Finding', 'Id', 'Reason', 'By', 'On'],
    findings.map((one) => [
      shownSeverity(one.severity),
      one.site,
      one.check,
      one.title,
      one.contentHash.slice(0, shownHash),
      one.acceptance?.reason ?? '-',
      one.acceptance?.by ?? '-',
      one.acceptance ? `${dateTime(one.acceptance.at)}${one.acceptance.everywhere ? ', everywhere' : ''}` : '-',
    ]),
  );
}

/** All of it, and over how many sites that was looked for. */
export function showAudit(terminal: Terminal, report: AuditReport, drift: readonly Drift[]): void {
  showFindings(terminal, report, drift);
  const { sites } = report;
  const looked = sites.filter(({ outcome }) => outcome === 'ok').length;
  const of = looked === sites.length ? count(sites.length, 'site') : `${looked} of ${count(sites.length, 'site')}`;
  const whole = sites.every(({ checks }) => checks.every((one) => one.looked === 'whole'));
  sayTotals(terminal, report, `on ${of}${whole ? '' : ', as far as the checks could look'}.`);
}

/** `where`: the end of the sentence. What is accepted is always counted. */
export function sayTotals(terminal: Terminal, { administrators, findings }: Shown, where: string): void {
  const accepted = findings.filter((one) => one.accepted);
  const found = findings.filter((one) => !one.accepted);
  const critical = accepted.filter(({ severity }) => severity === 'critical').length;
  say(terminal, `${count(administrators.length, 'administrator')}; ${inWords(found)} ${where}`);
  const unapproved = administrators.filter(({ approved }) => !approved).length;
  if (unapproved > 0) say(terminal, `Not approved: ${count(unapproved, 'administrator')}.`);
  if (accepted.length > 0)
    say(
      terminal,
      `Accepted: ${count(accepted.length, 'finding')}${critical > 0 ? `, ${critical} of them critical` : ''}.`,
    );
}

function inWords(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'nothing found';
  const of = (severity: Severity) => findings.filter((one) => one.severity === severity).length;
  const parts = (['critical', 'high', 'medium', 'low'] as const)
    .filter((one) => of(one) > 0)
    .map((one) => `${of(one)} ${one}`);
  return `${count(findings.length, 'finding')} (${parts.join(', ')})`;
}

/** What was not looked at, so that nobody takes silence for an answer. */
export function complainOfAudit(terminal: Terminal, { sites }: Pick<AuditReport, 'sites'>): void {
  for (const { site, outcome, failure, checks, notKept } of sites) {
    if (outcome !== 'ok')
      note(terminal, `${site}: ${outcome}, ${failure?.message ?? 'not read'} Nothing was looked at.`, 'red');
    if (notKept) note(terminal, `${site}: ${notKept}`, 'yellow');
    const whys = new Map<string, string[]>();
    for (const { check, looked, why } of checks)
      if (looked !== 'whole') {
        const key = `${looked === 'not' ? 'not looked at' : 'looked at in part'}: ${why ?? ''}`;
        whys.set(key, [...(whys.get(key) ?? []), check]);
      }
    for (const [why, names] of whys) note(terminal, `${site}: ${names.join(', ')} ${why}`, 'yellow');
  }
}
