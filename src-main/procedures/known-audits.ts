import { setImmediate as nextTurn } from 'node:timers/promises';
import { noAudit } from '../audit/after-audit.ts';
import { type ReadyAgreed, withAcceptance } from '../audit/agreed.ts';
import { worstFirst } from '../audit/find.ts';
import { ResaltError, toFailure } from '../contract/failures.ts';
import { type KnownAuditSite, type KnownAudits, knownAuditProcedures } from '../contract/known-audits.ts';
import type { Site } from '../contract/sites.ts';
import type { KeptAudit } from '../store/kept-audits/kept-types.ts';
import { readyOf } from './agreements.ts';
import type { Parts } from './parts.ts';
import { needUnlocked, unlockedProcedure } from './rpc.ts';
import { sitesOf } from './select.ts';

/** A page ends with the site that reaches it: some 3 MB, of which a window reads many. */
const perPage = 2000;

/** `audit.known`: what the last audits found, in pages of whole sites. */
export function knownAudits(parts: Parts) {
  const { known } = knownAuditProcedures;
  return unlockedProcedure(parts)
    .input(known.input)
    .output(known.output)
    .query(async ({ input: { select, after } }) => {
      const all = await sitesOf(parts, select);
      const page = await pageOf(parts, after === undefined ? all : following(all, after));
      // It may have been locked while the sites were read.
      needUnlocked(parts);
      return page;
    });
}

function following(sites: readonly Site[], after: string): readonly Site[] {
  const at = sites.findIndex(({ id }) => id === after);
  if (at >= 0) return sites.slice(at + 1);
  throw new ResaltError('NOT_ALLOWED_HERE', 'A site was removed while its audits were read. Begin again.');
}

async function pageOf(parts: Parts, sites: readonly Site[]): Promise<KnownAudits> {
  const agreed = readyOf(parts);
  const page: KnownAudits = {
    ...{ at: parts.tools.clock().toISOString(), sites: [], administrators: [], findings: [], next: null },
  };
  for (const [index, site] of sites.entries()) {
    if (index % 20 === 19) await nextTurn();
    addSite(page, parts, site, await keptOf(parts, site.id), agreed);
    if (page.findings.length + page.administrators.length < perPage || index === sites.length - 1) continue;
    page.next = site.id;
    break;
  }
  page.findings.sort(worstFirst);
  return page;
}

/** A site whose part can't be read is told as such, and keeps no other from being shown. */
export async function keptOf({ audits, tools }: Pick<Parts, 'audits' | 'tools'>, siteId: string): Promise<KeptAudit> {
  try {
    return (await audits.of(siteId)) ?? noAudit(siteId);
  } catch (error) {
    if (!(error instanceof ResaltError) || error.code === 'VAULT_LOCKED') throw error;
    return { ...noAudit(siteId), failure: toFailure(error, { siteId }), failedAt: tools.clock().toISOString() };
  }
}

function addSite(page: KnownAudits, parts: Parts, site: Site, kept: KeptAudit, agreed: ReadyAgreed): void {
  const named = { siteId: site.id, site: site.name };
  page.sites.push(siteOf(parts, site, kept));
  for (const one of kept.administrators)
    page.administrators.push({ ...named, ...one, approved: agreed.approvalOf(site, one) !== null });
  for (const one of kept.findings) page.findings.push(withAcceptance(agreed, { ...named, ...one, accepted: false }));
}

function siteOf({ runs }: Pick<Parts, 'runs'>, { id, name, client, tags }: Site, kept: KeptAudit): KnownAuditSite {
  const { lookedAt, failure, failedAt, checks } = kept;
  const { lastRun } = runs.historyOf(id);
  const changed = lastRun?.outcome === 'changed' && lookedAt !== null && lastRun.at > lookedAt;
  return {
    ...{ siteId: id, site: name, client, tags, lookedAt, failure, failedAt },
    ...{ changedAt: changed ? lastRun.at : null, checks },
  };
}
