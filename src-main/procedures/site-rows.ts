import type { SiteRow } from '../contract/fleet.ts';
import type { Site } from '../contract/sites.ts';
import type { Parts } from './parts.ts';

export function siteRowOf({ store, runs }: Pick<Parts, 'store' | 'runs'>, site: Site): SiteRow {
  return { site, inspection: store.inspections.latest(site.id), ...runs.historyOf(site.id) };
}
