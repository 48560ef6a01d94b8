import { findIn, looksAtFiles, partsReadBy } from '../audit/find.ts';
import { toFailure } from '../contract/failures.ts';
import type { CheckName } from '../contract/findings.ts';
import type { Site } from '../contract/sites.ts';
import type { KeptEvidence } from '../incidents/verifications/verification.ts';
import type { Surroundings } from '../incidents/verify-site.ts';
import { auditSite } from '../operations/audit-site.ts';
import { readyOf } from './agreements.ts';
import { pastRuns } from './incident-past-runs.ts';
import { keepAudit, keepFailures } from './keep-audit.ts';
import type { Parts } from './parts.ts';
import { silent } from './reach-sites.ts';

/** What looks at steps of an incident work with. */
export async function aroundOf(parts: Parts, incident: { id: string; openedAt: string }): Promise<Surroundings> {
  const { tools, store, audits, runs } = parts;
  return {
    tools,
    agreed: readyOf(parts),
    fellows: () => store.sites.list(),
    auditOf: (siteId) => audits.of(siteId),
    audit: (site, checks) => auditAndKeep(parts, site, checks),
    evidenceOf: (siteId) => evidenceOf(parts, incident.id, siteId),
    runsOf: await pastRuns(runs, incident),
  };
}

/** As audit.look does it: what was found is kept, and so is that a site could not be looked at. */
export async function auditAndKeep(parts: Parts, site: Site, checks: readonly CheckName[]): Promise<void> {
  const only = new Set(checks);
  const began = parts.tools.clock().toISOString();
  try {
    const wishes = { files: looksAtFiles(only), offline: false, parts: partsReadBy(only) };
    const reading = await auditSite(site, parts.tools, silent, wishes);
    await keepAudit(parts, site, reading, findIn(site, reading, only), began);
  } catch (error) {
    const failure = toFailure(error, { siteId: site.id });
    await keepFailures(parts, [{ reached: { siteId: site.id, failure } }]);
  }
}

function evidenceOf({ evidence }: Parts, incident: string, site: string): KeptEvidence {
  const all = async () => (await evidence.list(incident)).filter(({ siteId }) => siteId === site);
  return {
    items: all,
    async *bytes(id) {
      const item = (await all()).find((one) => one.id === id);
      if (item) yield* evidence.read(incident, item);
    },
  };
}
