import type { Acceptance, Approval } from '../contract/agreements.ts';
import type { Finding } from '../contract/findings.ts';
import type { AuditSummary } from '../contract/known-audits.ts';
import type { Site } from '../contract/sites.ts';
import type { Agreed } from '../store/agreements.ts';
import type { AuditHead } from '../store/kept-audits/kept-types.ts';

type Content = Pick<Finding, 'check' | 'contentHash'>;
type Named = { user: string; email: string };

/** What the agency agreed to, ready to be asked of many findings and administrators. */
export interface ReadyAgreed {
  /** The one for this site first, where there are two. */
  acceptanceOf(siteId: string, content: Content): Acceptance | null;
  approvalOf(site: Pick<Site, 'id' | 'client'>, who: Named): Approval | null;
  summary(site: Pick<Site, 'id' | 'client'>, head: AuditHead): AuditSummary;
}

export function readyAgreed({ acceptances, approvals }: Pick<Agreed, 'acceptances' | 'approvals'>): ReadyAgreed {
  const accepted = grouped(acceptances, keyOf);
  const approved = grouped(approvals, ({ who }) => who.toLowerCase());
  const acceptanceOf = (siteId: string, content: Content) => {
    const all = accepted.get(keyOf(content)) ?? [];
    return all.find((one) => one.siteId === siteId) ?? all.find((one) => one.siteId === null) ?? null;
  };
  const approvalOf = (site: Pick<Site, 'id' | 'client'>, { user, email }: Named) => {
    // A login may look like an address: only addresses are approved by what holds an @.
    const byLogin = user.includes('@') ? [] : (approved.get(user.toLowerCase()) ?? []);
    const byEmail = email.includes('@') ? (approved.get(email.toLowerCase()) ?? []) : [];
    return [...byEmail, ...byLogin].find(({ scope }) => covers(scope, site)) ?? null;
  };
  return {
    acceptanceOf,
    approvalOf,
    summary(site, { lookedAt, failed, findings, administrators, drift }) {
      const open = { critical: 0, high: 0, medium: 0, low: 0 };
      const left = { all: 0, critical: 0 };
      for (const [check, contentHash, severity] of findings) {
        if (!acceptanceOf(site.id, { check: check as Content['check'], contentHash })) open[severity] += 1;
        else {
          left.all += 1;
          if (severity === 'critical') left.critical += 1;
        }
      }
      const unapproved = administrators.filter(([user, email]) => !approvalOf(site, { user, email })).length;
      return {
        ...{ lookedAt, failed, findings: open, accepted: left },
        ...{ administrators: administrators.length, unapproved, drift },
      };
    },
  };
}

/** A finding with what the agency said of it. */
export function withAcceptance<F extends Finding>(agreed: ReadyAgreed, finding: F): F {
  const { acceptance: _, ...bare } = finding;
  const found = agreed.acceptanceOf(finding.siteId, finding);
  if (!found) return { ...bare, accepted: false } as F;
  const { reason, by, at, siteId } = found;
  return { ...bare, accepted: true, acceptance: { reason, by, at, everywhere: siteId === null } } as F;
}

export function covers(scope: Approval['scope'], { id, client }: Pick<Site, 'id' | 'client'>): boolean {
  if ('all' in scope) return true;
  return 'client' in scope ? scope.client === client : scope.siteId === id;
}

const keyOf = ({ check, contentHash }: Content) => `${check} ${contentHash}`;

function grouped<T>(all: readonly T[], nameOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(nameOf(one));
    if (group) group.push(one);
    else groups.set(nameOf(one), [one]);
  }
  return groups;
}
