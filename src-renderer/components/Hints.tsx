import type { ReactNode } from 'react';
import { Key } from './Said.tsx';

/** The keys of a list, in the bar where its actions stand once something is chosen. */
export function Hints({ hints, children }: { hints: [key: string, does: string][]; children?: ReactNode }) {
  return (
    <section className="action-bar quiet" aria-label="Keys">
      {hints.map(([key, does]) => (
        <span key={key} className="hint">
          <Key>{key}</Key> {does}
        </span>
      ))}
      {children}
    </section>
  );
}
