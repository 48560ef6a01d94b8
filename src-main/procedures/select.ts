import { ResaltError } from '../contract/failures.ts';
import type { Select, Site } from '../contract/sites.ts';
import type { Parts } from './parts.ts';

const unfinished = new Set(['failed', 'unreachable', 'uncertain', 'cancelled']);

/** The sites that a selection means. INPUT_INVALID names what does not exist, so that no site is silently left out. */
export async function sitesOf({ store, runs }: Pick<Parts, 'store' | 'runs'>, select: Select): Promise<Site[]> {
  const all = store.sites.list();
  if ('all' in select) return [...all];
  if ('client' in select)
    return some(
      all.filter((site) => site.client === select.client),
      `client “${select.client}”`,
    );
  if ('tag' in select)
    return some(
      all.filter((site) => site.tags.includes(select.tag)),
      `tag “${select.tag}”`,
    );
  if ('failedIn' in select) {
    const run = await runs.show(select.failedIn);
    const ids = new Set(run.sites.filter((row) => unfinished.has(row.outcome ?? '')).map((row) => row.siteId));
    return some(
      all.filter((site) => ids.has(site.id)),
      `failure in run ${select.failedIn}`,
    );
  }
  const found = select.sites.map((name) => store.sites.byName(name));
  const missing = select.sites.filter((_, index) => found[index] === undefined);
  if (missing.length > 0)
    throw new ResaltError(
      'INPUT_INVALID',
      `No site is called ${missing
        .slice(0, 5)
        .map((name) => `“${name}”`)
        .join(', ')}.`,
      'never',
    );
  return [...new Set(found.filter((site) => site !== undefined))];
}

function some(sites: Site[], what: string): Site[] {
  if (sites.length > 0) return sites;
  throw new ResaltError('INPUT_INVALID', `No site has the ${what}.`, 'never');
}
