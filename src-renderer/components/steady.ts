import { useEffect, useState } from 'react';
import { isOver } from './keys.ts';

/** A hand that is on its way when something changes has come down by then; ms. */
const reaction = 1000;

/**
 * False for a moment after the value changed: what is pressed then was meant for what stood there before. Behind a dialog nothing can be meant, so what changed
 * there counts at once. `appeared`: what comes up under the hand is itself a change.
 */
export function useSteady(value: string, appeared = false): boolean {
  const [seen, set] = useState({ value, steady: !appeared });
  if (seen.value !== value) set({ value, steady: isOver() });
  useEffect(() => {
    if (seen.steady) return;
    const timer = setTimeout(() => set({ ...seen, steady: true }), reaction);
    return () => clearTimeout(timer);
  }, [seen]);
  return seen.steady && seen.value === value;
}
