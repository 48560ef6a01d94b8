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
  if (unknown.length === 0) return holds(allApproved(audit.administrators));
  return fails(namedAdministrators(unknown));
};

/**
 * An address that several administrators have tells nobody apart (written by SQL it may be anybody's): of those only such count whose login is
 * approved.
 */
export function unapproved(
  site: Pick<Site, 'id' | 'client'>,
  { administrators }: Pick<KeptAudit, 'administrators'>,
  agreed: ReadyAgreed,
): KeptAdministrator[] {
  const shared = new Set(sharedAddresses(administrators));
  return administrators.filter((one) => {
    const email = shared.has(one.email.toLowerCase()) ? '' : one.email;
    return agreed.approvalOf(site, { ...one, email }) === null;
  });
}

/** Addresses that more than one of them has. */
export function sharedAddresses(administrators: readonly { email: string }[]): string[] {
  const all = administrators.map(({ email }) => email.toLowerCase());
  return all.filter((email, at) => email !== '' && all.indexOf(email) !== at);
}

/** With their addresses: whoever has taken over an approved login has put another one there. */
function allApproved(administrators: readonly KeptAdministrator[]): string {
  const some = administrators.slice(0, 20).map(({ user, email }) => `${user} (${email || 'no address'})`);
  const more = administrators.length > 20 ? ` and ${administrators.length - 20} more` : '';
  return `All ${administrators.length} administrators are approved: ${some.join(', ')}${more}.`.slice(0, 2000);
}

/** At least one. */
export function namedAdministrators(unknown: readonly KeptAdministrator[]): string {
  const names = unknown.slice(0, 20).map(({ user, userId, how }) => `${user} (user ${userId}; ${how.join(', ')})`);
  const more = unknown.length > 20 ? ` and ${unknown.length - 20} more` : '';
  const words = unknown.length === 1 ? '1 administrator is' : `${unknown.length} administrators are`;
  return `${words} not approved: ${names.join('; ')}${more}.`.slice(0, 2000);
}

const whyNot = (checks: readonly { check: string; why: string | null }[]): string =>
  checks.find(({ check, why }) => check === 'hidden-administrator' && why !== null)?.why ?? '';
