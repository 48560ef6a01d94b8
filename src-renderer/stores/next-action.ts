import type { RunSite } from '../../src-main/contract/runs.ts';
import { api } from '../api.ts';
import { type NextAction, nextAction } from '../words/failure.ts';
import { testSites } from './access.ts';
import { ask } from './calls.ts';
import { once } from './once.ts';
import { go } from './route.ts';

/** Again only what failed, was not reached, is uncertain or was cancelled; all of it, or one site. */
export async function retry(run: string, sites?: string[]): Promise<void> {
  const again = () => ask('retry', () => api.runs.retry.mutate({ run, ...(sites ? { sites } : {}) }));
  const started = await once(['retry', run, sites], again);
  if (started) go({ screen: 'run', run: started.run });
}

/** What a person does next about a row that did not go; null where nothing is to be done. */
export function nextFor(row: RunSite): NextAction | null {
  const next = row.failure && nextAction(row.failure);
  // Not reached is said only where no write had begun (runs/execute.ts), whatever the lost connection was in the midst of.
  if (next) return next === 'settle' && row.outcome === 'unreachable' ? 'retry' : next;
  if (row.outcome === 'uncertain') return 'settle';
  return row.outcome === 'unreachable' || row.outcome === 'failed' ? 'retry' : null;
}

/** Does it for the site of that name; `run` is the one that left it so. */
export async function doNext(action: NextAction, site: string, run: string | null): Promise<void> {
  switch (action) {
    case 'retry':
    case 'settle':
      return run === null ? undefined : retry(run, [site]);
    case 'trust':
    case 'look-at-key':
      go({ screen: 'access' });
      return testSites([site]);
    case 'open':
      return go({ screen: 'site', name: site });
  }
}
