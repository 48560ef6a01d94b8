import type { Drift, DriftKind } from '../../../src-main/contract/drift.ts';
import type { Finding } from '../../../src-main/contract/findings.ts';
import { api } from '../../api.ts';
import { ask } from '../calls.ts';
import { readAudits } from './load.ts';

const ofFindings: DriftKind[] = ['new-finding', 'changed-finding', 'new-token', 'changed-files'];
const ofAdministrators: DriftKind[] = ['new-administrator', 'changed-administrator'];

/** Tells which findings and administrators were not there, or not so, at the look before. */
export function freshness(drift: readonly Drift[]) {
  const findings = new Set<string>();
  const people = new Set<string>();
  for (const { kind, siteId, check, contentHash, userId } of drift) {
    if (ofFindings.includes(kind)) findings.add(`${siteId} ${check} ${contentHash}`);
    if (ofAdministrators.includes(kind)) people.add(`${siteId}/${userId}`);
  }
  return {
    finding: ({ siteId, check, contentHash }: Finding): boolean => findings.has(`${siteId} ${check} ${contentHash}`),
    administrator: ({ siteId, userId }: { siteId: string; userId: number }): boolean =>
      people.has(`${siteId}/${userId}`),
  };
}

/** Somebody has read these: they are not new any more. What a look sees meanwhile stays. */
export async function sayWasSeen(drift: readonly Drift[]): Promise<void> {
  const until = drift.reduce((latest, { at }) => (at > latest ? at : latest), '');
  const siteIds = [...new Set(drift.map(({ siteId }) => siteId))].slice(0, 5000);
  if (siteIds.length === 0) return;
  if (await ask('store that it was seen', () => api.audit.seen.mutate({ siteIds, until }))) await readAudits();
}
