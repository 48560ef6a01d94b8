import { type ReadyAgreed, readyAgreed } from '../audit/agreed.ts';
import { toFailure } from '../contract/failures.ts';
import type { SiteRow } from '../contract/fleet.ts';
import type { Site } from '../contract/sites.ts';
import type { Parts } from './parts.ts';

/** Rows of the fleet; what the last audits found stands in them while the vault is open. */
export async function siteRowsOf(parts: Parts, sites: readonly Site[]): Promise<SiteRow[]> {
  await Promise.all([parts.audits.ready(), parts.incidents.ready()]);
  const agreed = agreedOf(parts);
  return sites.map((site) => siteRowOf(parts, site, agreed));
}

/** What can't be read is told by who asks for it; until then nothing is accepted or approved. */
function agreedOf({ agreements }: Parts): ReadyAgreed {
  try {
    return readyAgreed(agreements.get());
  } catch (error) {
    toFailure(error);
    return readyAgreed({ acceptances: [], approvals: [] });
  }
}

function siteRowOf({ store, runs, audits, incidents }: Parts, site: Site, agreed: ReadyAgreed): SiteRow {
  const head = audits.head(site.id);
  const open = incidents.openOn(site.id);
  return {
    ...{ site, inspection: store.inspections.latest(site.id), ...runs.historyOf(site.id) },
    ...(head ? { audit: agreed.summary(site, head) } : {}),
    ...(open > 0 ? { incidents: open } : {}),
  };
}
