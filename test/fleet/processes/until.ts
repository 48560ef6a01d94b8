import { setTimeout as pause } from 'node:timers/promises';

/** Asks until the answer is yes (a throw counts as no); false when `ms` milliseconds are over. */
export async function until(ask: () => Promise<boolean>, ms: number): Promise<boolean> {
  const end = performance.now() + ms;
  for (let wait = 5; ; wait = Math.min(wait * 1.5, 100)) {
    if (await ask().catch(() => false)) return true;
    if (performance.now() + wait > end) return false;
    await pause(wait);
  }
}
