import { create } from 'zustand';
import type { Failure } from '../../../src-main/contract/failures.ts';
import type { Administrator, AuditReport, Finding } from '../../../src-main/contract/findings.ts';
import { useFleet } from '../fleet.ts';
import type { AuditedSite } from './rows.ts';

/** What an audit knows of one site. */
export interface SiteAudit {
  site: AuditedSite;
  findings: Finding[];
  administrators: Administrator[];
}

/** A look that goes on: how many sites it is of, and how many are done. */
export interface Looking {
  total: number;
  done: number;
  silent: number;
}

export interface Audits {
  /** By the site's id. */
  sites: ReadonlyMap<string, SiteAudit>;
  /** Whether what is known was read. */
  read: boolean;
  looking: Looking | null;
  failure: Failure | null;
}

const nothing: Audits = { sites: new Map(), read: false, looking: null, failure: null };
export const useAudits = create<Audits>()(() => nothing);

/**
 * What is known after a report: a site that answered is as the report says, one that did not keeps what was known of it with
 * the reason. Checks that were not asked keep what they found before.
 */
export function afterReport(before: Audits['sites'], report: AuditReport): Map<string, SiteAudit> {
  const after = new Map(before);
  for (const { siteId, site, outcome, failure, checks } of report.sites) {
    const old = before.get(siteId);
    if (outcome !== 'ok') {
      const known = old?.site ?? { siteId, site, lookedAt: null, checks: [] };
      after.set(siteId, {
        findings: old?.findings ?? [],
        administrators: old?.administrators ?? [],
        site: { ...known, failure: failure ?? null },
      });
      continue;
    }
    after.set(siteId, {
      site: { siteId, site, lookedAt: report.at, failure: null, checks },
      findings: report.findings.filter((one) => one.siteId === siteId),
      administrators: report.administrators.filter((one) => one.siteId === siteId),
    });
  }
  return after;
}

/** Names of people leave the window when the vault locks. */
useFleet.subscribe(({ vault }, before) => {
  if (before.vault?.state === 'unlocked' && vault?.state !== 'unlocked') useAudits.setState(nothing);
});
