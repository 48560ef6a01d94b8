import { ResaltError } from '../contract/failures.ts';
import type { Site } from '../contract/sites.ts';
import type { Closing } from '../store/closings.ts';
import { forgetAgreed } from './agreements.ts';
import { forgetUnused } from './import-sites.ts';
import { refuseInIncident } from './incidents-of-sites.ts';
import type { Parts } from './parts.ts';

/**
 * Forgets sites with what is kept of them. NOT_ALLOWED_HERE where one is closed to visitors by Resalt: nothing would know any more how to open it,
 * or what stood there before; and where one is in an open incident. With `closedToo` it goes all the same, and stays closed.
 */
export async function removeSites(parts: Parts, sites: readonly Site[], closedToo: boolean): Promise<string[]> {
  const { store, vault, who } = parts;
  const ids = sites.map((site) => site.id);
  await refuseInIncident(parts, ids);
  const closings = sites.flatMap(({ id }) => store.closings.get(id) ?? []);
  if (closings.length > 0 && !closedToo) throw stillClosed(sites, closings);
  const removed = store.sites.remove(ids);
  await forgetUnused(parts, removed);
  for (const { siteId, pass, kept } of closings) {
    store.closings.remove(siteId);
    await vault.forget(pass);
    if (kept !== null) await vault.forget(kept);
  }
  await store.inspections.remove(ids);
  const leftClosed = closings.map(({ folder }) => `${folder}/.maintenance`);
  await store.auditTrail.append({
    who,
    what: 'sites.removed',
    details: { sites: removed.map((site) => site.name), ...(leftClosed.length > 0 ? { leftClosed } : {}) },
  });
  parts.sitesChanged(ids, true);
  await parts.history.remove(ids);
  await parts.audits.remove(ids);
  await forgetAgreed(parts, ids);
  return removed.map((site) => site.name);
}

function stillClosed(sites: readonly Site[], closings: readonly Closing[]): ResaltError {
  const closed = new Set(closings.map(({ siteId }) => siteId));
  const names = sites.filter(({ id }) => closed.has(id)).map(({ name }) => name);
  const some = names.slice(0, 10).join(', ');
  return new ResaltError(
    'NOT_ALLOWED_HERE',
    `Resalt has closed ${some}${names.length > 10 ? ` and ${names.length - 10} more` : ''} to visitors. Open ${names.length === 1 ? 'it' : 'them'} first (resalt open); nothing else would know how. Nothing was removed. To leave ${names.length === 1 ? 'it' : 'them'} closed: resalt sites remove --force.`,
    'never',
  );
}
