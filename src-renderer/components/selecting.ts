import { useRef } from 'react';
import { allOrNone, extended, toggled } from '../stores/selection.ts';

interface Selecting {
  /** Everything shown, in its order. */
  ids(): string[];
  current: string | null;
  onCurrent(id: string): void;
  selection?: string[] | undefined;
  onSelection?: ((ids: string[]) => void) | undefined;
}

/** What `x`, `a` and Shift do, the same in every list. A range goes from where the last step without Shift ended. */
export function useSelecting({ ids, current, onCurrent, selection, onSelection }: Selecting) {
  const anchor = useRef<string | null>(null);
  return {
    step(id: string, extend: boolean): void {
      if (extend && selection && onSelection) {
        anchor.current ??= current ?? id;
        onSelection(extended(selection, ids(), anchor.current, id));
      } else anchor.current = id;
      onCurrent(id);
    },
    choose(id: string, range: boolean): void {
      if (!selection || !onSelection) return;
      onCurrent(id);
      onSelection(range && anchor.current ? extended(selection, ids(), anchor.current, id) : toggled(selection, id));
      anchor.current = id;
    },
    all(): void {
      if (selection && onSelection) onSelection(allOrNone(selection, ids()));
    },
  };
}
