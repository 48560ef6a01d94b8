import { useEffect, useState } from 'react';

/** A button that copies a text; it says so where it did, and shows the whole text where that is not possible. */
export function Copy({ text, children, label }: { text: string; children: string; label: string }) {
  const [state, setState] = useState<'copied' | 'refused' | null>(null);
  useEffect(() => {
    if (state !== 'copied') return;
    const timer = setTimeout(() => setState(null), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = (): void => {
    Promise.resolve(navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))).then(
      () => setState('copied'),
      () => setState('refused'),
    );
  };
  return (
    <button type="button" className="copy mono" title={text} aria-label={label} onClick={copy}>
      {state === 'refused' ? text : children}
      <span className="copy-said" role="status">
        {state === 'copied' ? 'copied' : ''}
      </span>
    </button>
  );
}
