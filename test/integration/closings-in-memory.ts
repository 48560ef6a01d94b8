import type { Closing } from '../../src-main/store/closings.ts';
import type { Closings } from '../../src-main/store/store-types.ts';

/** Which sites are closed, for tests without a data folder. */
export function closingsInMemory(): Closings {
  const all = new Map<string, Closing>();
  return {
    list: () => [...all.values()],
    get: (siteId) => all.get(siteId),
    save: (closing) => void all.set(closing.siteId, closing),
    remove: (siteId) => void all.delete(siteId),
  };
}
