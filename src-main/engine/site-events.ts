import type { Parts } from '../procedures/parts.ts';

/** Who wants to hear which sites changed. */
export function siteEvents() {
  const listeners = new Set<(siteIds: string[], removed: boolean) => void>();
  return {
    tell(siteIds: string[], removed = false) {
      for (const listener of listeners) listener(siteIds, removed);
    },
    listen(listener: (siteIds: string[], removed: boolean) => void) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** In how many open incidents a site is stands in the fleet, and an alert is news of its sites. */
export function tellFleet({ incidents, sitesChanged }: Parts): void {
  const openOf = new Map<string, string>();
  incidents.onChange((id) => {
    const tell = async () => {
      const { sites, closedAt, alerts } = await incidents.folded(id);
      const now = `${closedAt === null} ${alerts.filter(({ seen }) => !seen).length} ${[...sites.keys()].join(' ')}`;
      if (openOf.get(id) === now) return;
      openOf.set(id, now);
      sitesChanged([...sites.keys()]);
    };
    // A vault that was locked meanwhile shows no fleet.
    tell().catch(() => undefined);
  });
}
