import type { Contain } from '../contract/orders/contain.ts';
import { type EvidenceKind, evidenceKinds, type TakeSnapshot, takeSnapshot } from '../contract/orders/take-snapshot.ts';
import type { Site } from '../contract/sites.ts';
import type { Operation } from './operations.ts';
import { revokeTokens } from './revoke-tokens.ts';
import { passwordsAndLogins } from './steps/contain-logins.ts';
import { type PartsDone, partsOf } from './steps/contain-parts.ts';
import { containedResult } from './steps/contained-result.ts';
import type { SiteResult } from './story.ts';

/** What the containment is made of beside what is here: the operations that keep evidence and close a site. */
export interface ContainBy {
  snapshot(order: TakeSnapshot): Operation;
  close(order: { operation: 'CloseToVisitors'; incident: string; allow: string[] }): Operation;
}

/** Seconds to read, and gone or changed by what comes next: kept before anything is touched. */
export const quickKinds: readonly EvidenceKind[] = [
  ...(['users', 'sessions', 'capabilities', 'tokens', 'options', 'cron', 'wp-config'] as const),
];

/**
 * Contain: keeps what is about to be changed, closes the site to visitors, keeps the rest of the evidence, gives new passwords and salts and ends all logins,
 * revokes application passwords. Where evidence can't be kept nothing more is changed, unless it was ordered so. What fails further on does not keep
 * the rest from being done: the result says what is not. Gone on with, it goes on at the part where it stood.
 */
export function contain(order: Contain, by: ContainBy): Operation {
  return async (site, tools, story, options) => {
    const parts = partsOf(site, tools, story, options);
    const kept = (kinds: readonly EvidenceKind[]) => order.kinds.filter((kind) => kinds.includes(kind));
    const keep = (kinds: EvidenceKind[]) =>
      by.snapshot(takeSnapshot.parse({ operation: 'TakeSnapshot', incident: order.incident, kinds }));

    const first = kept(quickKinds);
    if (first.length > 0) await parts.do('first-evidence', keep(first));
    if (lacksEvidence(parts, order)) return stopped(site, parts, untouched(site));

    const { incident, allow } = order;
    await parts.do('closed', by.close({ operation: 'CloseToVisitors', incident, allow }));

    const rest = kept(evidenceKinds.filter((kind) => !quickKinds.includes(kind)));
    if (rest.length > 0) await parts.do('evidence', keep(rest));
    if (lacksEvidence(parts, order)) return stopped(site, parts, closedOnly(site, parts));

    await parts.do('logins', passwordsAndLogins(order.whose));
    await parts.do(
      'application-passwords',
      revokeTokens({ operation: 'RevokeTokens', tokens: [{ kind: 'application-password' }] }),
    );
    return containedResult(site, parts.done, null);
  };
}

const lacksEvidence = ({ failed }: PartsDone, { withoutEvidence }: Contain): boolean =>
  !withoutEvidence && (failed('first-evidence') || failed('evidence'));

const stopped = (site: Site, { done }: PartsDone, why: string): SiteResult => containedResult(site, done, why);

const how = 'Free what is in the way and contain it again, or contain it without evidence (--without-evidence).';

const untouched = ({ name }: Site): string => `Nothing was changed on ${name}: its evidence comes first. ${how}`;

const closedOnly = ({ name }: Site, { failed }: PartsDone): string =>
  `${failed('closed') ? `${name} is open to visitors` : `${name} is closed to visitors`}; its passwords, salts and logins are as they were, for the evidence comes first. ${how}`;
