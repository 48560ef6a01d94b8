import { setTimeout as wait } from 'node:timers/promises';
import { ResaltError } from '../contract/failures.ts';
import type { OpenToVisitors } from '../contract/orders/open-to-visitors.ts';
import type { Site } from '../contract/sites.ts';
import { whyFiles } from './close-to-visitors.ts';
import type { Operation } from './operations.ts';
import { addressesOf } from './steps/ask-visitors.ts';
import { closed, nothing } from './steps/closing-result.ts';
import { forgetIn } from './steps/forget-in-cache.ts';
import { keptMeansFailed } from './steps/kept-means-failed.ts';
import { openSite } from './steps/look.ts';
import { openAgain, tellOpening } from './steps/open-visitors.ts';
import { findPageCaches, toldOfPageCaches } from './steps/page-caches.ts';
import { withSeen } from './steps/see-closed.ts';
import { seeOpen } from './steps/see-open.ts';
import { openFiles, type SiteFiles } from './steps/site-files.ts';
import type { Story } from './story.ts';
import type { Tools } from './tools.ts';

/**
 * OpenToVisitors: empties the object cache while nobody can fill it, takes Resalt's `.maintenance` away or puts back what stood there, and sees from
 * outside that the site answers as it should.
 */
export function openToVisitors({ changedToo }: OpenToVisitors): Operation {
  return async (site, tools, story) => {
    const files = await openFiles(site, tools, story, whyFiles);
    if (story.dryRun) {
      await story.step('Look at .maintenance', () => tellOpening(files, changedToo, tools, story));
      return { ...nothing, outcome: 'unchanged' };
    }
    await emptyCache(site, tools, story);
    const { deed, forgets } = await openAgain(files, changedToo, tools, story);
    if (deed.result === 'kept') return keptMeansFailed(files, closed(files, [deed], null));
    const seen = await story.step('See that the site is open', () => seenOpen(files, tools));
    if (forgets) {
      // From here on the run's own journal knows what of it is still in the vault; it is forgotten as old files are.
      const path = story.marks.visitors?.path ?? deed.what;
      const { pass, kept, sha256 } = forgets;
      await story.mark({ visitors: { path, sha256, pass, ...(kept === null ? {} : { kept }) } });
      tools.closings.remove(site.id);
    }
    return closed(files, withSeen(deed, seen.deeds), seen.problem);
  };
}

/** An entry in OPcache is still served for a moment where another file came back in its place. */
async function seenOpen({ site, configuration }: SiteFiles, tools: Tools) {
  if (site.url === null)
    return { deeds: [], problem: 'No address is entered, so whether visitors see it again is not seen.' };
  const addresses = addressesOf(site.url, configuration.coreFolder);
  const seen = await seeOpen(addresses, tools);
  if (seen.problem === null) return seen;
  await wait(tools.opcacheMs);
  return seeOpen(addresses, tools);
}

/** What an attacker put into the cache must not outlive the cleaning. A cache that can't be emptied is told, and keeps no site closed. */
async function emptyCache(site: Site, tools: Tools, story: Story): Promise<void> {
  let pageCaches: string[] = [];
  try {
    const open = await openSite(site, tools, story);
    try {
      pageCaches = await findPageCaches(open);
      const problem = open.cache.way === 'none' ? null : await forgetIn(open, story, {});
      if (problem) story.warn('object-cache', `${problem} Empty it in the host’s panel.`);
      if (open.cache.way === 'redis')
        story.warn(
          'object-cache',
          'Of the object cache the settings are dropped, not the rest: empty it in the host’s panel.',
        );
    } finally {
      await open.close();
    }
  } catch (error) {
    if (!(error instanceof ResaltError) || error.code === 'CANCELLED') throw error;
    story.warn('object-cache', `The object cache was not emptied: ${error.message}`);
  }
  story.warn('other', toldOfPageCaches(pageCaches));
}
