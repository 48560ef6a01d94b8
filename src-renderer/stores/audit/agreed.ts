import type { Acceptance, Approval } from '../../../src-main/contract/agreements.ts';
import { api } from '../../api.ts';
import { useFleet } from '../fleet.ts';

export type AcceptedRow = Acceptance & { matches: number };
export type ApprovedRow = Approval & { matches: number };

export const readAccepted = (): Promise<AcceptedRow[]> => api.audit.acceptances.query({});
export const readApproved = (): Promise<ApprovedRow[]> => api.administrators.approved.query({});

const siteName = (siteId: string): string =>
  useFleet.getState().sites.get(siteId)?.site.name ?? 'a site that is not in the fleet any more';

export const whereAccepted = ({ siteId }: Acceptance): string => (siteId === null ? 'every site' : siteName(siteId));

export function whereApproved({ scope }: Approval): string {
  if ('all' in scope) return 'every site';
  return 'client' in scope ? `sites of ${scope.client}` : siteName(scope.siteId);
}
