import { create } from 'zustand';
import type { Drift } from '../../../src-main/contract/drift.ts';
import type { Failure } from '../../../src-main/contract/failures.ts';
import type { Administrator, AuditReport, Finding, Looked } from '../../../src-main/contract/findings.ts';
import type { KnownAudits } from '../../../src-main/contract/known-audits.ts';
import { api } from '../../api.ts';
import { failureOf } from '../failed.ts';
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
  /** What changed and nobody has said was seen; `more` beyond what is listed. */
  drift: Drift[];
  more: number;
  /** When what is known was read, ISO 8601; null where it was not yet. */
  readAt: string | null;
  reading: boolean;
  looking: Looking | null;
  failure: { doing: string; failure: Failure } | null;
}

const nothing: Audits = {
  ...{ sites: new Map(), drift: [], more: 0, readAt: null, reading: false, looking: null, failure: null },
};
export const useAudits = create<Audits>()(() => nothing);

const groupBy = <T extends { siteId: string }>(all: readonly T[]): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(one.siteId);
    if (group) group.push(one);
    else groups.set(one.siteId, [one]);
  }
  return groups;
};

/** What checks found before that could not look this time: that it is gone is not known. */
function unseen(findings: Finding[], checks: readonly Looked[]): Finding[] {
  const blind = new Set(checks.flatMap(({ check, looked }) => (looked === 'not' ? [check] : [])));
  return findings.filter(({ check }) => blind.has(check));
}

/** What is known after a report: a site that answered is as the report says, one that did not keeps what was known with the reason. */
export function afterReport(before: Audits['sites'], report: AuditReport): Map<string, SiteAudit> {
  const after = new Map(before);
  const [findings, administrators] = [groupBy(report.findings), groupBy(report.administrators)];
  for (const { siteId, site, outcome, failure, checks } of report.sites) {
    const old = before.get(siteId);
    const known = old?.site ?? { siteId, site, lookedAt: null, changedAt: null, failure: null, checks: [] };
    if (outcome === 'ok')
      after.set(siteId, {
        site: { ...known, lookedAt: report.at, changedAt: null, failure: null, checks },
        findings: [...(findings.get(siteId) ?? []), ...unseen(old?.findings ?? [], checks)],
        administrators: administrators.get(siteId) ?? [],
      });
    else
      after.set(siteId, {
        findings: old?.findings ?? [],
        administrators: old?.administrators ?? [],
        site: { ...known, failure: failure ?? null },
      });
  }
  return after;
}

/** Adds a page of what is kept on this machine. */
export function addKnown(to: Map<string, SiteAudit>, page: KnownAudits): void {
  const [findings, administrators] = [groupBy(page.findings), groupBy(page.administrators)];
  for (const { siteId, site, lookedAt, changedAt, failure, checks } of page.sites)
    to.set(siteId, {
      site: { siteId, site, lookedAt, changedAt, failure, checks },
      findings: findings.get(siteId) ?? [],
      administrators: administrators.get(siteId) ?? [],
    });
}

export interface AskKnown {
  known(after: string | null): Promise<KnownAudits>;
  drift(): Promise<{ drift: Drift[]; more: number }>;
}
const all = { all: true } as const;
const engine: AskKnown = {
  known: (after) => api.audit.known.query({ select: all, ...(after === null ? {} : { after }) }),
  drift: () => api.audit.drift.query({ select: all }),
};
let turn = 0;

/** Reads what the last audits found, from this machine. What was in sight stays so until the new reading is whole, also where it fails. */
export async function readAudits(ask: AskKnown = engine): Promise<void> {
  const mine = ++turn;
  useAudits.setState({ reading: true });
  try {
    const sites = new Map<string, SiteAudit>();
    let page = await ask.known(null);
    addKnown(sites, page);
    while (page.next !== null && mine === turn) {
      page = await ask.known(page.next);
      addKnown(sites, page);
    }
    const { drift, more } = await ask.drift();
    if (mine === turn) useAudits.setState({ sites, drift, more, readAt: page.at, reading: false, failure: null });
  } catch (error) {
    const failure = { doing: 'read what the last audits found', failure: failureOf(error) };
    if (mine === turn) useAudits.setState({ reading: false, failure });
  }
}

/** Names of people leave the window when the vault locks. */
useFleet.subscribe(({ vault }, before) => {
  if (before.vault?.state !== 'unlocked' || vault?.state === 'unlocked') return;
  turn++;
  useAudits.setState(nothing);
});
