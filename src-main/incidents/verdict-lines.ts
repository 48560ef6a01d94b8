import { randomBytes } from 'node:crypto';
import { cellKey, type Folded, isMeantOtherwise } from './folded.ts';
import type { NewLine } from './lines.ts';
import type { StepVerdict } from './verify-site.ts';

/**
 * What a look at a step adds to the record, written in one go. Of a step that counted as verified and no longer holds: that it is open again, and an alert; unless
 * a later step means it to be otherwise. Of one that could not be looked at only that. `siteId` null: a step of the incident as a whole.
 */
export function verdictLines(folded: Folded, siteId: string | null, verdict: StepVerdict): NewLine[] {
  const { step, holds, told, evidence, parts } = verdict;
  const verified: NewLine = { kind: 'verified', step, siteId, holds, told, evidence, parts };
  if (holds !== false || !falls(folded, step, siteId)) return [verified];
  return [verified, ...reopening(folded, step, siteId, told)];
}

/** Whether this was verified, and has to hold still. */
export function falls(folded: Folded, step: string, siteId: string | null): boolean {
  const done = folded.cells.get(cellKey(step, siteId))?.done;
  return done?.how === 'verified' && !isMeantOtherwise(folded, step, siteId);
}

function reopening(folded: Folded, step: string, siteId: string | null, why: string): NewLine[] {
  const title = folded.steps.get(step)?.title ?? step;
  const site = siteId === null ? '' : ` on ${folded.sites.get(siteId)?.site ?? siteId}`;
  return [
    { kind: 'reopened', step, siteIds: siteId === null ? null : [siteId], why: why.slice(0, 4000) },
    alertLine(`“${title}”${site} no longer holds. ${why}`, { step, siteId }),
  ];
}

export const alertLine = (
  text: string,
  { step = null, siteId = null }: { step?: string | null; siteId?: string | null } = {},
): NewLine => ({
  kind: 'alert',
  id: `a_${randomBytes(9).toString('base64url')}`,
  ...{ step, siteId, text: text.slice(0, 2000) },
});
