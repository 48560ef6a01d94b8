import { useMemo } from 'react';
import type { Administrator } from '../../../src-main/contract/findings.ts';
import { useFleet } from '../fleet.ts';
import { freshness } from './drift.ts';
import { useAudits } from './load.ts';
import type { AuditedSite } from './rows.ts';

export interface AdministratorRow extends Administrator {
  key: string;
  client: string | null;
  /** Not there at the look before. */
  fresh: boolean;
  /** What it says, in lower case, to be looked through. */
  text: string;
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const rank = ({ fresh, approved }: AdministratorRow): number => (fresh ? 0 : 2) + (approved ? 1 : 0);

/** The administrators of these sites: new ones first, then those that nobody approved. */
export function useAdministrators(sites: AuditedSite[]): AdministratorRow[] {
  const audits = useAudits((state) => state.sites);
  const drift = useAudits((state) => state.drift);
  const fleet = useFleet((state) => state.sites);
  return useMemo(() => {
    const { administrator } = freshness(drift);
    const rows = sites.flatMap(({ siteId }) =>
      (audits.get(siteId)?.administrators ?? []).map((one) => {
        const client = fleet.get(siteId)?.site.client ?? null;
        const text = [one.user, one.email, one.site, client, ...one.how].join('\n').toLowerCase();
        return { ...one, key: `${siteId}/${one.userId}/${one.user}`, client, fresh: administrator(one), text };
      }),
    );
    return rows.sort(
      (a, b) => rank(a) - rank(b) || collator.compare(a.user, b.user) || collator.compare(a.site, b.site),
    );
  }, [sites, audits, drift, fleet]);
}
