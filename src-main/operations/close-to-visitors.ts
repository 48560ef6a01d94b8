import type { CloseToVisitors } from '../contract/orders/close-to-visitors.ts';
import type { Operation } from './operations.ts';
import { closeSite, tellClosing } from './steps/close-visitors.ts';
import { closed, nothing } from './steps/closing-result.ts';
import { openFiles } from './steps/site-files.ts';
import { tellNetwork } from './steps/tell-network.ts';

/** Why files are needed, where a site has none. */
export const whyFiles = 'closing it to visitors is a file in WordPress’s folder.';

/**
 * CloseToVisitors: visitors get 503, who was let in and Resalt itself come in (docs/decisions/0024). What stood at `.maintenance` is kept. Seen from
 * outside, or it is not called done.
 */
export function closeToVisitors({ allow }: CloseToVisitors): Operation {
  return async (site, tools, story) => {
    const files = await openFiles(site, tools, story, whyFiles);
    if (story.dryRun) {
      await story.step('Look at .maintenance', () => tellClosing(files, allow, story));
      await tellNetwork(files, tools, story);
      return { ...nothing, outcome: 'unchanged' };
    }
    const { deeds, problem } = await closeSite(files, allow, tools, story);
    return closed(files, deeds, problem);
  };
}
