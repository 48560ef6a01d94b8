const underWay = new Map<string, Promise<unknown>>();

/** What is asked for while the very same is under way is that: a button that is pressed twice begins one thing. */
export function once<T>(what: unknown, act: () => Promise<T>): Promise<T> {
  const key = JSON.stringify(what);
  const before = underWay.get(key);
  if (before) return before as Promise<T>;
  const now = act().finally(() => underWay.delete(key));
  underWay.set(key, now);
  return now;
}
