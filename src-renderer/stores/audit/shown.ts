import { useMemo } from 'react';
import { useFleet } from '../fleet.ts';
import type { FindingFilter } from './filter.ts';
import { type Audits, useAudits } from './load.ts';
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
}

/** The findings of all sites, or of one, as the view wants them. */
export function useShownFindings(only: string | null): ShownFindings {
  const audits = useAudits();
  const fleet = useFleet((state) => state.sites);
  const { filter, sort, group } = useAuditView();
  const sites = useMemo(
    () =>
      [...fleet.values()]
        .filter(({ site }) => only === null || site.name === only)
        .map(({ site }) => ({
          ...(audits.sites.get(site.id)?.site ?? { siteId: site.id, lookedAt: null, failure: null, checks: [] }),
          site: site.name,
        })),
    [fleet, audits.sites, only],
  );
  const all = useMemo(() => {
    const findings = sites.flatMap(({ siteId }) => audits.sites.get(siteId)?.findings ?? []);
    return rowsOf(findings, fleet, () => false);
  }, [sites, audits.sites, fleet]);
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
  return { audits, sites, all, filter: asked, rows, groups };
}
