import type { AuditReport, Finding, Severity } from '../contract/findings.ts';
import { table } from './table.ts';
import { note, type Style, say, type Terminal } from './terminal.ts';
import { count, dateTime } from './words.ts';

/** As DESIGN promises it; what is not known is null. */
export const auditFrame = ({ sites, administrators, findings }: AuditReport): object => ({
  sites: sites.map(({ site, outcome, checks, failure }) => ({
    site,
    outcome,
    looked: checks.filter(({ looked }) => looked === 'whole').map(({ check }) => check),
    notLooked: checks
      .filter(({ looked }) => looked !== 'whole')
      .map(({ check, looked, why }) => ({ check, looked, why })),
    ...(failure ? { failure: { code: failure.code, message: failure.message, retry: failure.retry } } : {}),
  })),
  administrators: administrators.map(({ siteId: _siteId, ...row }) => row),
  findings: findings.map(({ siteId: _siteId, ...row }) => row),
});

const style: Record<Severity, Style | null> = { critical: 'red', high: 'red', medium: 'yellow', low: 'dim' };

/** Administrators, then what was found, the worst first; and over how many sites that was looked for. */
export function showAudit(terminal: Terminal, { sites, administrators, findings }: AuditReport): void {
  table(
    terminal,
    terminal.out,
    ['Site', 'Administrator', 'E-mail', 'How'],
    administrators.map(({ site, user, userId, email, how }) => [
      site,
      `${user || '-'} (${userId})`,
      email || '-',
      how.join('; '),
    ]),
  );
  if (administrators.length > 0 && findings.length > 0) say(terminal, '');
  table(
    terminal,
    terminal.out,
    ['Severity', 'Sure', 'Site', 'Check', 'Finding', 'Where', 'Since', 'What to do'],
    findings.map((one) => [
      { text: one.severity, style: style[one.severity] ?? 'dim' },
      one.confidence,
      one.site,
      one.check,
      { text: one.title, style: style[one.severity] ?? 'dim' },
      one.where,
      one.since ? dateTime(one.since) : '-',
      one.byHand,
    ]),
  );
  const looked = sites.filter(({ outcome }) => outcome === 'ok').length;
  const of = looked === sites.length ? count(sites.length, 'site') : `${looked} of ${count(sites.length, 'site')}`;
  const whole = sites.every(({ checks }) => checks.every((one) => one.looked === 'whole'));
  const limit = whole ? '' : ', as far as the checks could look';
  say(terminal, `${count(administrators.length, 'administrator')}; ${inWords(findings)} on ${of}${limit}.`);
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
export function complainOfAudit(terminal: Terminal, { sites }: AuditReport): void {
  for (const { site, outcome, failure, checks } of sites) {
    if (outcome !== 'ok')
      note(terminal, `${site}: ${outcome}, ${failure?.message ?? 'not read'} Nothing was looked at.`, 'red');
    const whys = new Map<string, string[]>();
    for (const { check, looked, why } of checks)
      if (looked !== 'whole') {
        const key = `${looked === 'not' ? 'not looked at' : 'looked at in part'}: ${why ?? ''}`;
        whys.set(key, [...(whys.get(key) ?? []), check]);
      }
    for (const [why, names] of whys) note(terminal, `${site}: ${names.join(', ')} ${why}`, 'yellow');
  }
}
