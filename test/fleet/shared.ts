import { afterAll, beforeAll } from 'vitest';
import { type Fleet, type FleetOptions, startFleet } from './fleet.ts';

/**
 * A small fleet of a test file's own: up before its tests, gone after them. Ask for it inside a test or hook.
 * Three sites take about three seconds once the cache is filled; the first start on a machine downloads nothing for 6.1
 * and some 15 MB for newer versions.
 */
export function useFleet(options: Partial<FleetOptions> = {}): () => Fleet {
  let fleet: Fleet | undefined;
  beforeAll(async () => {
    fleet = await startFleet({ sites: 3, ...options });
  }, 180_000);
  afterAll(() => fleet?.stop(), 60_000);
  return () => {
    if (!fleet) throw new Error('The fleet is not up: ask for it inside a test or hook');
    return fleet;
  };
}
