import type { Failure } from './failures.ts';

/** Hears of an error that no layer has words for. */
export type Witness = (error: unknown, where: Failure['where']) => void;

const witnesses = new Set<Witness>();
const told = new WeakSet<object>();

/** What becomes a BUG for whoever asked is told here as it is, once each, so that it can be found. Returns how to stop. */
export function onUnexpected(witness: Witness): () => void {
  witnesses.add(witness);
  return () => {
    witnesses.delete(witness);
  };
}

export function tellUnexpected(error: unknown, where?: Failure['where']): void {
  if (typeof error === 'object' && error !== null) {
    if (told.has(error)) return;
    told.add(error);
  }
  for (const witness of witnesses) {
    // Libraries throw anything: what can't be described is lost, and whoever is told of a BUG hears of that one.
    try {
      witness(error, where);
    } catch {}
  }
}
