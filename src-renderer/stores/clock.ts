import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function listen(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/**
 * The time, in steps of `step` ms: a component draws again only when its step has passed. One timer for all of them.
 */
export function useNow(step = 1000): number {
  return useSyncExternalStore(listen, () => {
    if (timer === undefined) now = Math.max(now, Date.now());
    return Math.floor(now / step) * step;
  });
}
