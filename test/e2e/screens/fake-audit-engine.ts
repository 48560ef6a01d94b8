import type { Acceptance, Approval, ApprovalScope } from '../../../src-main/contract/agreements.ts';
import type { Drift } from '../../../src-main/contract/drift.ts';
import type { AuditReport, Finding } from '../../../src-main/contract/findings.ts';
import type { SiteRow } from '../../../src-main/contract/fleet.ts';
import type { AuditSummary, KnownAuditSite, KnownAudits } from '../../../src-main/contract/known-audits.ts';
import type { RunSite } from '../../../src-main/contract/runs.ts';
import { findingsOf, reportOf } from './fake-findings.ts';
import { chance, type Fate } from './fake-sites.ts';

interface Entry {
  row: SiteRow;
  fate: Fate;
}
type Known = Pick<KnownAudits, 'administrators' | 'findings'> & { site: KnownAuditSite };
type Accepting = { findings: Pick<Finding, 'contentHash' | 'check'>[]; reason: string } & (
  | { scope: 'site'; siteId: string }
  | { scope: 'everywhere' }
);
const agreed = (): { id: string; by: string; at: string } => ({
  id: `g_${Math.random().toString(36).slice(2).padEnd(16, '0').slice(0, 16)}`,
  by: 'you',
  at: new Date().toISOString(),
});

/** What audits found, and what the agency said of it. */
export class FakeAuditEngine {
  readonly acceptances: Acceptance[] = [];
  readonly approvals: Approval[] = [];
  private readonly known = new Map<string, Known>();
  private changes: Drift[] = [];
  /** What orders closed, by site, check and hash. */
  private readonly closed = new Set<string>();
  private readonly entries: ReadonlyMap<string, Entry>;
  private readonly many: number;
  private looks = 0;

  constructor(entries: ReadonlyMap<string, Entry>, how: { findings: number; audited: boolean }) {
    this.entries = entries;
    this.many = how.findings;
    if (how.audited) this.look([...entries.values()]);
  }

  look(entries: Entry[]): AuditReport {
    const report = reportOf(entries, (row) => this.judged(findingsOf(row, this.many)));
    const administrators = report.administrators
      .filter((one) => !this.closed.has(`${one.siteId} user ${one.userId}`))
      .map((one) => ({ ...one, approved: one.approved || this.approves(one) }));
    const whole = { ...report, administrators };
    this.keep(whole);
    return whole;
  }

  private keep({ at, sites, findings, administrators }: AuditReport): void {
    this.looks++;
    const bySite = <T extends { siteId: string }>(all: T[]): Map<string, T[]> => {
      const groups = new Map<string, T[]>();
      for (const one of all) groups.set(one.siteId, [...(groups.get(one.siteId) ?? []), one]);
      return groups;
    };
    const [found, who] = [bySite(findings), bySite(administrators)];
    for (const { siteId, site, outcome, failure, checks } of sites) {
      const row = this.entries.get(siteId)?.row;
      const old = this.known.get(siteId);
      const base = { siteId, site, client: row?.site.client ?? null, tags: row?.site.tags ?? [], changedAt: null };
      if (outcome !== 'ok') {
        this.known.set(siteId, {
          findings: old?.findings ?? [],
          administrators: old?.administrators ?? [],
          site: {
            ...base,
            lookedAt: old?.site.lookedAt ?? null,
            failure: failure ?? null,
            failedAt: at,
            checks: old?.site.checks ?? [],
          },
        });
        continue;
      }
      this.known.set(siteId, {
        findings: (found.get(siteId) ?? []).map((one) => ({ ...one, at })),
        administrators: who.get(siteId) ?? [],
        site: { ...base, lookedAt: at, failure: null, failedAt: null, checks: checks.map((one) => ({ ...one, at })) },
      });
      if (old === undefined && this.looks === 1) this.begunWith(siteId, site, at);
    }
  }

  /** On some sites an administrator was made since a look that nobody remembers. */
  private begunWith(siteId: string, site: string, at: string): void {
    const since = new Date(Date.parse(at) - 86_400_000).toISOString();
    for (const { user, userId } of this.known.get(siteId)?.administrators ?? []) {
      if (userId === 1) continue;
      const what = `New administrator “${user}” (user ${userId}), not approved.`;
      const none = { check: null, severity: null, contentHash: null };
      this.changes.push({
        siteId,
        site,
        kind: 'new-administrator',
        what,
        at,
        since,
        userId,
        user,
        approved: false,
        ...none,
      });
    }
    for (const { check, severity, contentHash, title } of this.known.get(siteId)?.findings ?? [])
      if (chance(`${siteId} ${contentHash} new`) < 0.08)
        this.changes.push({
          ...{ siteId, site, kind: 'new-finding', what: title, at, since, userId: null, user: null, approved: null },
          ...{ check, severity, contentHash },
        });
  }

  private judged(findings: Finding[]): Finding[] {
    return findings
      .filter(({ siteId, check, contentHash }) => !this.closed.has(`${siteId} ${check} ${contentHash}`))
      .map((one) => {
        const { contentHash, check, siteId } = one;
        const said = this.acceptances.find(
          (each) => each.check === check && each.contentHash === contentHash && (each.siteId ?? siteId) === siteId,
        );
        if (!said) return one;
        const { reason, by, at } = said;
        return { ...one, accepted: true, acceptance: { reason, by, at, everywhere: said.siteId === null } };
      });
  }

  private approves({ siteId, user, email }: { siteId: string; user: string; email: string }): boolean {
    const client = this.entries.get(siteId)?.row.site.client;
    return this.approvals.some(
      ({ who, scope }) =>
        [user, email].includes(who) &&
        ('all' in scope || ('siteId' in scope ? scope.siteId === siteId : scope.client === client)),
    );
  }

  knownAudits(after?: string): KnownAudits {
    const all = [...this.entries.keys()];
    const from = after === undefined ? 0 : all.indexOf(after) + 1;
    const page = all.slice(from, from + 300);
    const some = page.map((id) => this.known.get(id) ?? this.never(id));
    return {
      at: new Date().toISOString(),
      sites: some.map(({ site }) => site),
      administrators: some.flatMap(({ administrators }) =>
        administrators.map((one) => ({ ...one, approved: one.userId === 1 || this.approves(one) })),
      ),
      findings: some.flatMap(({ findings }) =>
        this.judged(findings.map(({ acceptance: _, ...one }) => ({ ...one, accepted: false }))).map((one) => ({
          ...one,
          at: (one as Finding & { at: string }).at,
        })),
      ),
      next: from + page.length < all.length ? (page.at(-1) ?? null) : null,
    };
  }

  private never(siteId: string): Known {
    const row = this.entries.get(siteId)?.row;
    const { name = '', client = null, tags = [] } = row?.site ?? {};
    const unknown = { lookedAt: null, failure: null, failedAt: null, changedAt: null, checks: [] };
    return { findings: [], administrators: [], site: { siteId, site: name, client, tags, ...unknown } };
  }

  drift(): { drift: Drift[]; more: number } {
    return { drift: this.changes, more: 0 };
  }

  seen({ siteIds, until }: { siteIds: string[]; until: string }): { seen: number } {
    const before = this.changes.length;
    this.changes = this.changes.filter(({ siteId, at }) => !siteIds.includes(siteId) || at > until);
    return { seen: before - this.changes.length };
  }

  accept(asked: Accepting): Acceptance[] {
    const { findings, reason } = asked;
    const siteId = asked.scope === 'site' ? asked.siteId : null;
    const all = [...this.known.values()].flatMap((known) => known.findings);
    const made = findings.map((one) => {
      const title = all.find(({ check, contentHash }) => check === one.check && contentHash === one.contentHash)?.title;
      return { ...agreed(), ...one, siteId, reason, title: title ?? '' };
    });
    this.acceptances.push(...made);
    return made;
  }

  unaccept(ids: string[]): Acceptance[] {
    const gone = this.acceptances.filter(({ id }) => ids.includes(id));
    this.acceptances.splice(0, Infinity, ...this.acceptances.filter(({ id }) => !ids.includes(id)));
    return gone;
  }

  approve({ who, scope, reason }: { who: string; scope: ApprovalScope; reason: string | null }): Approval {
    const made = { ...agreed(), who, scope, reason };
    this.approvals.push(made);
    return made;
  }

  unapprove(ids: string[]): Approval[] {
    const gone = this.approvals.filter(({ id }) => ids.includes(id));
    this.approvals.splice(0, Infinity, ...this.approvals.filter(({ id }) => !ids.includes(id)));
    return gone;
  }

  /** An order was done there: what it closes is not found any more. */
  after(operation: string, sites: RunSite[]): void {
    for (const { siteId, outcome } of sites) {
      if (outcome !== 'changed') continue;
      for (const { check, contentHash, fix } of this.known.get(siteId)?.findings ?? [])
        if (fix?.operation === operation) this.closed.add(`${siteId} ${check} ${contentHash}`);
      if (operation === 'ChangeUsers') this.closed.add(`${siteId} user 7`);
    }
  }

  summary(siteId: string): AuditSummary | null {
    const known = this.known.get(siteId);
    if (!known) return null;
    const open = this.judged(known.findings.map(({ acceptance: _, ...one }) => ({ ...one, accepted: false })));
    const n = (severity: Finding['severity']) =>
      open.filter((one) => !one.accepted && one.severity === severity).length;
    const administrators = known.administrators.map((one) => ({
      ...one,
      approved: one.userId === 1 || this.approves(one),
    }));
    const drift = this.changes.filter((one) => one.siteId === siteId);
    return {
      lookedAt: known.site.lookedAt,
      failed: known.site.failure !== null,
      findings: { critical: n('critical'), high: n('high'), medium: n('medium'), low: n('low') },
      accepted: { all: open.filter(({ accepted }) => accepted).length, critical: 0 },
      administrators: administrators.length,
      unapproved: administrators.filter(({ approved }) => !approved).length,
      drift: { newAdministrators: drift.filter(({ kind }) => kind === 'new-administrator').length, all: drift.length },
    };
  }
}
