import PQueue from 'p-queue';
import { ResaltError, toFailure } from '../contract/failures.ts';
import type { Site } from '../contract/sites.ts';
import type { SiteResult, Story } from '../operations/story.ts';
import { type ActiveRun, journalLost } from './active-run.ts';
import { tellStory } from './tell-story.ts';
import { tooManyFailures } from './waves.ts';

/** Does the operation on one site, to its end; throws what made it fail. */
export type Perform = (site: Site, story: Story) => Promise<SiteResult>;

/** Works through the waiting sites of a run, wave after wave, until done, cancelled or too much has failed. */
export async function execute(active: ActiveRun, sites: ReadonlyMap<string, Site>, perform: Perform): Promise<void> {
  const { concurrency, maxFailures } = active.state.run.options;
  for (const wave of active.state.run.waves.keys()) {
    const queue = new PQueue({ concurrency });
    const rows = [...active.state.sites.values()].filter((row) => row.wave === wave && row.state === 'waiting');
    for (const { siteId } of rows) {
      queue.add(async () => {
        await oneSite(active, siteId, sites.get(siteId), perform).catch(() => active.cancel(journalLost));
        const failed = failuresOf(active);
        if (tooManyFailures(failed, maxFailures, active.state.sites.size))
          active.cancel(`More sites failed (${failed}) than this run tolerates (${maxFailures}).`);
      });
    }
    await queue.onIdle();
  }
  await active.conclude({ kind: 'run.ended', at: active.now(), stoppedWhy: active.state.run.stoppedWhy });
}

async function oneSite(active: ActiveRun, siteId: string, site: Site | undefined, perform: Perform): Promise<void> {
  const started = Date.now();
  const end = (result: SiteResult) =>
    active.conclude({ kind: 'site.ended', siteId, at: active.now(), ms: Date.now() - started, ...result });
  const doubt = active.state.open.has(siteId);
  if (active.cancelled()) return end(doubt ? stillOpen(siteId) : { ...nothing, outcome: 'cancelled' });
  if (!site) return end({ ...nothing, outcome: 'skipped', failure: removedSince(siteId) });
  await active.record({ kind: 'site.started', siteId, at: active.now() });
  const story = tellStory(active, siteId);
  const result = await perform(site, story).catch((error: unknown): SiteResult => {
    const failed = fromError(error, siteId, active.state.open.has(siteId));
    return doubt ? { ...failed, outcome: 'uncertain' } : failed;
  });
  await end(result);
}

/** An attempt that was left in doubt stays so until one has looked at the site, also where this run was cancelled before. */
function stillOpen(siteId: string): SiteResult {
  const message = 'Cancelled before it was looked at. An interrupted attempt may have changed it: resume the run.';
  return {
    ...nothing,
    outcome: 'uncertain',
    failure: toFailure(new ResaltError('CANCELLED', message, 'check-first'), { siteId }),
  };
}

/**
 * An error as the site's outcome. Once a write was marked, a lost connection or a timeout leaves it open whether the
 * write happened: that is `uncertain`, never `failed`.
 */
export function fromError(error: unknown, siteId: string, wrote: boolean): SiteResult {
  const failure = toFailure(error, { siteId });
  const lost = failure.code === 'HOST_UNREACHABLE' || failure.code === 'TIMED_OUT' || failure.code === 'BUG';
  if (wrote && (lost || failure.retry === 'check-first'))
    return { ...nothing, outcome: 'uncertain', failure: { ...failure, retry: 'check-first' } };
  if (failure.code === 'CANCELLED') return { ...nothing, outcome: 'cancelled', failure };
  const unreachable = unreachableCodes.has(failure.code);
  return { ...nothing, outcome: unreachable ? 'unreachable' : 'failed', failure };
}

const unreachableCodes = new Set(['HOST_UNREACHABLE', 'HOST_KEY_UNKNOWN', 'HOST_KEY_CHANGED', 'AUTH_REFUSED']);
const nothing = { salts: null, sessions: null, proof: null, failure: null, inspection: null } as const;

function failuresOf(active: ActiveRun): number {
  let failed = 0;
  for (const { outcome } of active.state.sites.values())
    if (outcome === 'failed' || outcome === 'unreachable' || outcome === 'uncertain') failed += 1;
  return failed;
}

function removedSince(siteId: string) {
  return toFailure(
    new ResaltError('INPUT_INVALID', 'This site was removed from Resalt since the run began.', 'never'),
    {
      siteId,
    },
  );
}
