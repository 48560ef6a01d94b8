import { setTimeout as wait } from 'node:timers/promises';

const shortestPause = 50;
const longestPatience = 20_000;

/**
 * Looks, and takes away again, until nothing came back for `quietMs` milliseconds: a request that was under way writes back what it had
 * read before (docs/decisions/0009). `again` answers how much came back. False where it keeps coming.
 */
export async function untilQuiet(quietMs: number, again: () => Promise<number>): Promise<boolean> {
  const started = Date.now();
  let quietSince = started;
  let pause = shortestPause;
  for (;;) {
    const back = await again();
    pause = back > 0 ? shortestPause : pause * 2;
    if (back > 0) quietSince = Date.now();
    const left = quietSince + quietMs - Date.now();
    if (left <= 0) return true;
    if (quietSince - started > longestPatience) return false;
    await wait(Math.min(pause, left));
  }
}
