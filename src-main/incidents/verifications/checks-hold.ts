import { createHash } from 'node:crypto';
import type { CheckName } from '../../contract/findings.ts';
import type { EvidenceRef } from '../../contract/incidents.ts';
import type { Site } from '../../contract/sites.ts';
import type { KeptAudit, KeptFinding } from '../../store/kept-audits/kept-types.ts';
import { fails, holds, type Look, unseen, type Verdict } from './verification.ts';

/**
 * Each of these checks looked whole in an audit of this very look, and found nothing that nobody accepted. Findings are named, so that the record tells what was
 * there. What was looked at in part, or not, is never taken for clean.
 */
export async function checksHold(look: Look, checks: readonly CheckName[]): Promise<Verdict> {
  const audit = await look.audit();
  if (!audit) return unseen('No audit of this site could be made.');
  const wanted = new Set(checks);
  const evidence = [auditRef(look.site, audit, wanted)];
  const open = audit.findings.filter(
    (one) => wanted.has(one.check) && look.agreed.acceptanceOf(look.site.id, one) === null,
  );
  if (open.length > 0) return fails(`Found: ${inWords(open)}.${partsOf(look, audit, wanted)}`.slice(0, 2000), evidence);
  const missing = partsOf(look, audit, wanted);
  if (missing !== '')
    return unseen(`Nothing was found, but not all of it could be looked at.${missing}`.slice(0, 2000), evidence);
  const accepted = audit.findings.filter((one) => wanted.has(one.check)).length;
  const left = accepted > 0 ? `, beside ${accepted} that are accepted` : '';
  return holds(`Nothing was found${left} (${checks.length} checks looked whole).`, evidence);
}

/** What was not looked at whole within this look, with why; empty where all was. */
function partsOf(look: Look, audit: KeptAudit, wanted: ReadonlySet<CheckName>): string {
  const began = look.at.toISOString();
  const whole = new Set(
    audit.checks.filter(({ looked, at }) => looked === 'whole' && at >= began).map(({ check }) => check),
  );
  const missing = [...wanted].filter((check) => !whole.has(check));
  if (missing.length === 0) return '';
  const reasons = audit.checks.flatMap(({ check, at, why }) =>
    missing.includes(check) && at >= began && why ? [why] : [],
  );
  const why = [...new Set(reasons), ...(audit.failure ? [audit.failure.message] : [])].join(' ');
  return ` Not looked at whole: ${missing.join(', ')}. ${why || 'The site was not looked at.'}`;
}

const mostNamed = 12;

export function inWords(open: readonly KeptFinding[]): string {
  const some = open.slice(0, mostNamed).map(({ title, where }) => `${title.slice(0, 120)} (${where.slice(0, 120)})`);
  return `${some.join('; ')}${open.length > mostNamed ? ` and ${open.length - mostNamed} more` : ''}`;
}

/** The audit by the hash of what these checks saw in it. */
export function auditRef(site: Pick<Site, 'name'>, audit: KeptAudit, wanted: ReadonlySet<CheckName>): EvidenceRef {
  const seen = {
    siteId: audit.siteId,
    lookedAt: audit.lookedAt,
    checks: audit.checks.filter(({ check }) => wanted.has(check)),
    findings: audit.findings
      .filter(({ check }) => wanted.has(check))
      .map(({ check, contentHash, where }) => [check, contentHash, where]),
  };
  const sha256 = createHash('sha256').update(JSON.stringify(seen)).digest('hex');
  return { what: `audit of ${site.name}`.slice(0, 200), sha256, at: audit.lookedAt ?? '' };
}
