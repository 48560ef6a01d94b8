import { ResaltError, toFailure } from '../../contract/failures.ts';
import type { SiteResult } from '../story.ts';
import type { OpenSite } from './look.ts';

/** Where something was kept on purpose, the site is not as it was asked for: nobody may read it as done. */
export function keptMeansFailed({ site }: Pick<OpenSite, 'site'>, result: SiteResult): SiteResult {
  const kept = result.deeds?.filter((deed) => deed.result === 'kept') ?? [];
  if (kept.length === 0 || result.outcome === 'failed') return result;
  const why = kept.map((deed) => `${deed.what} stays: ${deed.why}`).join(' ');
  const failure = toFailure(new ResaltError('NOT_ALLOWED_HERE', why.slice(0, 2000), 'never'), { siteId: site.id });
  return { ...result, outcome: 'failed', failure };
}
