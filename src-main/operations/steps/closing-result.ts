import { ResaltError, toFailure } from '../../contract/failures.ts';
import { type Deed, mostDeeds } from '../../contract/runs.ts';
import type { SiteResult } from '../story.ts';
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
  return { ...nothing, outcome, failure, deeds: bounded(deeds) };
}

/** The journal and the window hold only so many. */
function bounded(deeds: readonly Deed[]): Deed[] {
  if (deeds.length <= mostDeeds) return [...deeds];
  const more = deeds.length - mostDeeds + 1;
  return [
    ...deeds.slice(0, mostDeeds - 1),
    { kind: 'more', what: `${more} more, not listed`, result: 'done', why: null },
  ];
}
