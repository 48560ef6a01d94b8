import { afterAudit, afterFailure } from '../audit/after-audit.ts';
import type { Audited } from '../audit/find.ts';
import { peopleSeen } from '../audit/people-seen.ts';
import { type Failure, ResaltError } from '../contract/failures.ts';
import type { Site } from '../contract/sites.ts';
import type { AuditReading } from '../wordpress/audit-reading.ts';
import type { Parts } from './parts.ts';

type Keeper = Pick<Parts, 'audits' | 'tools' | 'sitesChanged'>;

/** Keeps what a look found. What can't be kept is no reason to lose what was read: why comes back in words. */
export async function keepAudit(
  { audits, sitesChanged }: Keeper,
  { id }: Site,
  reading: AuditReading,
  audited: Audited,
  at: string,
): Promise<string | null> {
  try {
    await audits.change(id, (before) => afterAudit(id, before, { at, audited, people: peopleSeen(reading) }));
    sitesChanged([id]);
    return null;
  } catch (error) {
    if (error instanceof ResaltError) return `It was audited, but what was found is not kept. ${error.message}`;
    throw error;
  }
}

/** What is known of these sites is older than now. Where that can't be noted, the report is right all the same. */
export async function keepFailures(
  { audits, tools, sitesChanged }: Keeper,
  found: readonly { reached: { siteId: string; failure?: Failure } }[],
): Promise<void> {
  const at = tools.clock().toISOString();
  const failed = found.flatMap(({ reached: { siteId, failure } }) => (failure ? [{ siteId, failure }] : []));
  for (const { siteId, failure } of failed)
    await audits.change(siteId, (before) => afterFailure(siteId, before, failure, at)).catch(() => undefined);
  if (failed.length > 0) sitesChanged(failed.map(({ siteId }) => siteId));
}
