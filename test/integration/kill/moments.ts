import { watch } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { FleetSite } from '../../fleet/site.ts';

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** When to kill: so long after the run began, or so long after the first configuration was seen replaced. */
export interface Moment {
  after: 'start' | 'swap';
  ms: number;
}

const longestAfterSwapMs = 40;

/**
 * One of `count` moments: two of three spread evenly at random over the run's whole length, one of three right around the
 * write, where a wait of milliseconds decides between before, within and after.
 */
export function momentAt(index: number, count: number, runMs: number, random: () => number): Moment {
  return index % 3 === 2
    ? { after: 'swap', ms: random() * longestAfterSwapMs }
    : { after: 'start', ms: ((index + random()) / count) * runMs };
}

/** Comes back at the moment, or when the run was over before it. Call it when the run begins. */
export async function momentCome(moment: Moment, sites: readonly FleetSite[], over: Promise<unknown>): Promise<void> {
  if (moment.after === 'swap') await swapSeen(sites, over);
  await Promise.race([wait(moment.ms), over]);
}

async function swapSeen(sites: readonly FleetSite[], over: Promise<unknown>): Promise<void> {
  const watchers = sites.map((site) => watch(dirname(site.configPath)));
  try {
    const seen = watchers.map(
      (watcher) =>
        new Promise<void>((resolve) =>
          watcher.on('change', (_event, name) => {
            if (name === 'wp-config.php') resolve();
          }),
        ),
    );
    await Promise.race([...seen, over]);
  } finally {
    for (const watcher of watchers) watcher.close();
  }
}
