import { useMemo } from 'react';
import type { Drift } from '../../../src-main/contract/drift.ts';
import { useFleet } from '../fleet.ts';
import { freshness } from './drift.ts';
import type { FindingFilter } from './filter.ts';
import { useFreshAudits } from './fresh.ts';
import type { Audits } from './load.ts';
import { type AuditedSite, type FindingGroup, type FindingRow, grouped, rowsOf, shows, sorted } from './rows.ts';
import { type FindingGrouping, useAuditView } from './view.ts';

/** What an audit screen shows. */
export interface ShownFindings {
  audits: Audits;
  /** Of each site that the screen is about how it stands, those of which nothing is known, too. */
  sites: AuditedSite[];
  /** Every finding of these sites. */
  all: FindingRow[];
  filter: FindingFilter;
  rows: FindingRow[];
  groups: FindingGroup[] | null;
  /** What changed on these sites and nobody has said was seen. */
  drift: Drift[];
}

/** The findings of all sites, or of one, as the view wants them; the same object until one of its parts changes. */
export function useShownFindings(only: string | null): ShownFindings {
  const audits = useFreshAudits();
  const fleet = useFleet((state) => state.sites);
  const { filter, sort, group } = useAuditView();
  const sites = useMemo(
    () =>
      [...fleet.values()]
        .filter(({ site }) => only === null || site.name === only)
        .map(({ site }) => ({
          ...(audits.sites.get(site.id)?.site ?? {
            siteId: site.id,
            lookedAt: null,
            changedAt: null,
            failure: null,
            checks: [],
          }),
          site: site.name,
        })),
    [fleet, audits.sites, only],
  );
  const all = useMemo(() => {
    const findings = sites.flatMap(({ siteId }) => audits.sites.get(siteId)?.findings ?? []);
    return rowsOf(findings, fleet, freshness(audits.drift).finding);
  }, [sites, audits.sites, audits.drift, fleet]);
  const asked = useMemo(() => (only === null ? filter : { ...filter, site: null, client: null }), [filter, only]);
  const rows = useMemo(
    () =>
      sorted(
        all.filter((row) => shows(asked, row)),
        sort,
      ),
    [all, asked, sort],
  );
  const by: FindingGrouping | null = only !== null && group === 'site' ? null : group;
  const groups = useMemo(() => (by === null ? null : grouped(rows, by)), [rows, by]);
  const drift = useMemo(() => {
    const mine = new Set(sites.map(({ siteId }) => siteId));
    return audits.drift.filter(({ siteId }) => mine.has(siteId));
  }, [audits.drift, sites]);
  return useMemo(
    () => ({ audits, sites, all, filter: asked, rows, groups, drift }),
    [audits, sites, all, asked, rows, groups, drift],
  );
}
