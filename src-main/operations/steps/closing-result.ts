import { ResaltError, toFailure } from '../../contract/failures.ts';
import type { Deed } from '../../contract/runs.ts';
import type { SiteResult } from '../story.ts';
import { boundedDeeds } from './bounded-deeds.ts';
import type { OpenSite } from './look.ts';

/** What a result holds where nothing of it applies. */
export const nothing = { salts: null, sessions: null, proof: null, failure: null, inspection: null } as const;

/**
 * What a closing operation has come to: failed where a thing failed or something (`problem`, in words) speaks against calling it done,
 * changed where one was done, else unchanged.
 */
export function closed({ site }: Pick<OpenSite, 'site'>, deeds: readonly Deed[], problem: string | null): SiteResult {
  const failed = deeds.filter(({ result }) => result === 'failed');
  const why = [failed.map(({ what, why }) => `${what}: ${why ?? 'failed'}`).join(' '), problem]
    .filter(Boolean)
    .join(' ');
  const outcome = why ? 'failed' : deeds.some(({ result }) => result === 'done') ? 'changed' : 'unchanged';
  const failure = why
    ? toFailure(new ResaltError('VERIFY_FAILED', why.slice(0, 2000), 'check-first'), { siteId: site.id })
    : null;
  return { ...nothing, outcome, failure, deeds: boundedDeeds(deeds) };
}
