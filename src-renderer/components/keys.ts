import { useEffect, useRef } from 'react';

type Handler = (event: KeyboardEvent) => void;

const editable = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]';
const operable = 'button, a[href], summary, input, [role=menuitem], [role=option]';

/** Whether a single letter pressed now belongs to something else: a field, a dialog, a menu. */
function taken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return true;
  if (document.querySelector('[role=dialog], [role=menu]')) return true;
  const target = event.target instanceof Element ? event.target : null;
  if (!target) return false;
  // A dialog that this very key has closed is gone already; the key was its own all the same.
  if (target.closest('[role=dialog], [role=menu]')) return true;
  if (target.matches(editable)) return true;
  return (event.key === 'Enter' || event.key === ' ') && target.closest(operable) !== null;
}

/** Keys of a screen, by `event.key` in lower case (`j`, `arrowdown`; Shift is in the event); they rest while somebody types or a dialog is open. */
export function useKeys(keys: Record<string, Handler | undefined>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
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
