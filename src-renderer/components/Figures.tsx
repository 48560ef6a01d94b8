import type { ReactNode } from 'react';
import type { Tone } from '../theme/palette.ts';
import './figures.css';

export interface FigureProps {
  value: ReactNode;
  label: string;
  /** A small line below; its room is kept when there is none. */
  note?: string;
  /** The note says that someone can still get in. */
  loudNote?: boolean;
  /** Colours the number; only when it says something. */
  tone?: Tone;
  /** With it the figure is a switch. */
  onClick?: () => void;
  pressed?: boolean;
}

/** One number that matters, big, with what it counts. */
export function Figure({ value, label, note, loudNote, tone, onClick, pressed }: FigureProps) {
  const inside = (
    <>
      <span className={`figure-value${tone ? ` ink-${tone}` : ''}`}>{value}</span>
      <span className="figure-label" title={label}>
        {label}
      </span>
      <span className={loudNote ? 'figure-note ink-danger strong' : 'figure-note'} title={note}>
        {note ?? ''}
      </span>
    </>
  );
  if (!onClick) return <div className="figure">{inside}</div>;
  return (
    <button type="button" className="figure" aria-pressed={pressed ?? false} onClick={onClick}>
      {inside}
    </button>
  );
}

export function Figures({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section className="figures" aria-label={label}>
      {children}
    </section>
  );
}
