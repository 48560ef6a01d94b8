import { useLayoutEffect, useRef } from 'react';

type Handler = (event: KeyboardEvent) => void;

/** What is typed into. */
export const editable = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]';
const operable = 'button, a[href], summary, input, [role=menuitem], [role=option]';

/** Whether a dialog or a menu lies over the screen. */
export const isOver = (): boolean => document.querySelector('[role=dialog], [role=menu]') !== null;

/** Whether a dialog or menu was open when the key went down: one that this very key has closed is gone already. */
let over = false;
if (typeof window !== 'undefined')
  window.addEventListener(
    'keydown',
    () => {
      over = isOver();
    },
    { capture: true },
  );

/** Whether a single letter pressed now belongs to something else: a field, a dialog, a menu. */
function taken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return true;
  if (over || isOver()) return true;
  const target = event.target instanceof Element ? event.target : null;
  if (!target) return false;
  if (target.matches(editable)) return true;
  return (event.key === 'Enter' || event.key === ' ') && target.closest(operable) !== null;
}

/** Keys of a screen, by `event.key` in lower case (`j`, `arrowdown`; Shift is in the event); they rest while somebody types or a dialog is open. */
export function useKeys(keys: Record<string, Handler | undefined>): void {
  const latest = useRef(keys);
  latest.current = keys;
  // With the screen, not after it: what can be seen can be worked.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const handler = latest.current[event.key.toLowerCase()];
      if (!handler || taken(event)) return;
      event.preventDefault();
      handler(event);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
