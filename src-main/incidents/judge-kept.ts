import type { ReadyAgreed } from '../audit/agreed.ts';
import type { ChecklistStep } from '../contract/checklist.ts';
import type { Site } from '../contract/sites.ts';
import type { KeptAudit } from '../store/kept-audits/kept-types.ts';
import { auditRef, inWords } from './verifications/checks-hold.ts';
import { namedAdministrators, unapproved } from './verifications/only-approved-administrators.ts';
import type { StepVerdict } from './verify-site.ts';

/** A step that was verified on a site, at `at`. */
export interface Verified {
  step: ChecklistStep;
  site: Site;
  at: string;
}

/** What an audit that was kept since says against a step; null where it says nothing. What it did not look at says nothing either. */
export function judgeKept({ step, site, at }: Verified, audit: KeptAudit, agreed: ReadyAgreed): StepVerdict | null {
  const parts = step.verifications.flatMap((verification): StepVerdict['parts'] => {
    const told =
      'checks' in verification ? foundBy(verification.checks) : verification.fact === people ? strangers() : null;
    return told === null ? [] : [{ verification, holds: false, told: told.slice(0, 2000) }];
  });
  if (parts.length === 0) return null;
  const told = parts
    .map((one) => one.told)
    .join(' ')
    .slice(0, 2000);
  return { step: step.id, holds: false, told, evidence: [auditRef(site, audit, new Set(checks()))], parts };

  function foundBy(names: readonly string[]): string | null {
    const looked = new Set(
      audit.checks.filter((one) => names.includes(one.check) && one.at > at).map(({ check }) => check),
    );
    const open = audit.findings.filter(
      (one) => looked.has(one.check) && one.at > at && agreed.acceptanceOf(site.id, one) === null,
    );
    return open.length > 0 ? `Found: ${inWords(open)}.` : null;
  }
  function strangers(): string | null {
    if ((audit.lookedAt ?? '') <= at) return null;
    const unknown = unapproved(site, audit, agreed);
    return unknown.length > 0 ? namedAdministrators(unknown) : null;
  }
  function checks() {
    return step.verifications.flatMap((one) => ('checks' in one ? one.checks : []));
  }
}

const people = 'only-approved-administrators';
