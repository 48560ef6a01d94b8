import { z } from 'zod';
import { ResaltError } from '../contract/failures.ts';
import { type Site, site } from '../contract/sites.ts';
import { type OpenConf, openDocument } from './document.ts';
import type { Sites } from './store-types.ts';

const document = z.object({ version: z.literal(1), sites: z.array(site) });

export function openSites(dir: string, open: OpenConf): Sites {
  const file = openDocument({ dir, name: 'sites', open }, document, { version: 1, sites: [] });
  let byId = new Map<string, Site>();
  let byName = new Map<string, Site>();
  const index = () => {
    byId = new Map(file.read().sites.map((one) => [one.id, one]));
    byName = new Map(file.read().sites.map((one) => [one.name, one]));
  };
  const write = (sites: Site[]) => {
    file.write({ version: 1, sites });
    index();
  };
  index();
  return {
    list: () => file.read().sites,
    get: (id) => byId.get(id),
    byName: (name) => byName.get(name),
    upsertMany(changes) {
      if (changes.length === 0) return;
      const next = new Map(byId);
      for (const change of changes) next.set(change.id, change);
      refuseSharedNames([...next.values()]);
      write([...next.values()]);
    },
    remove(ids) {
      const removed = [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
      if (removed.length > 0) write(file.read().sites.filter((one) => !removed.includes(one)));
      return removed;
    },
  };
}

function refuseSharedNames(sites: readonly Site[]): void {
  const seen = new Set<string>();
  for (const { name } of sites) {
    if (seen.has(name)) throw new ResaltError('INPUT_INVALID', `Two sites would be called "${name}".`, 'never');
    seen.add(name);
  }
}
