import type { ReadyAgreed } from '../../audit/agreed.ts';
import type { Site } from '../../contract/sites.ts';
import type { KeptAdministrator, KeptAudit } from '../../store/kept-audits/kept-types.ts';
import { fails, holds, unseen, type Verify } from './verification.ts';

/** Of a look that saw them all: every administrator is approved by the agency. */
export const onlyApprovedAdministrators: Verify = async (look) => {
  const audit = await look.audit();
  if (!audit?.administratorsAt || audit.administratorsAt < look.at.toISOString())
    return unseen(
      `Who is an administrator could not be seen for all. ${audit?.failure?.message ?? whyNot(audit?.checks ?? [])}`.trim(),
    );
  if (audit.administrators.length === 0)
    return unseen('Not one administrator was seen, and a site without any can’t be looked after: look at its people.');
  const unknown = unapproved(look.site, audit, look.agreed);
  if (unknown.length === 0) return holds(`All ${audit.administrators.length} administrators are approved.`);
  return fails(namedAdministrators(unknown));
};

export const unapproved = (site: Site, { administrators }: KeptAudit, agreed: ReadyAgreed): KeptAdministrator[] =>
  administrators.filter((one) => agreed.approvalOf(site, one) === null);

/** At least one. */
export function namedAdministrators(unknown: readonly KeptAdministrator[]): string {
  const names = unknown.slice(0, 20).map(({ user, userId, how }) => `${user} (user ${userId}; ${how.join(', ')})`);
  const more = unknown.length > 20 ? ` and ${unknown.length - 20} more` : '';
  const words = unknown.length === 1 ? '1 administrator is' : `${unknown.length} administrators are`;
  return `${words} not approved: ${names.join('; ')}${more}.`.slice(0, 2000);
}

const whyNot = (checks: readonly { check: string; why: string | null }[]): string =>
  checks.find(({ check, why }) => check === 'hidden-administrator' && why !== null)?.why ?? '';
