import type { Tone } from '../theme/palette.ts';
import type { Said } from '../words/outcome.ts';
import './state-mark.css';

/** One shape per tone, so that it can be told without its colour. */
const shapes: Record<Tone, string> = {
  danger: 'M1 1h10v10H1z M4 4l4 4 M8 4l-4 4',
  look: 'M6 1.2 11.2 11H.8z M6 5v3 M6 9.3v.4',
  proven: 'M1 1h10v10H1z M3.4 6.2 5.3 8.1 8.7 4',
  work: 'M6 1a5 5 0 1 1 0 10z',
  unknown: 'M1.5 1.5h9v9h-9z',
};

/** The small tile of a state. Give it a word next to it, or `label` where there is no room for one. */
export function StateTile({ tone, label }: { tone: Tone; label?: string }) {
  const [ground = '', ...strokes] = shapes[tone].split(/ (?=M)/);
  return (
    <svg className={`tile tile-${tone}`} viewBox="0 0 12 12" role={label ? 'img' : 'presentation'} aria-label={label}>
      <path className="tile-ground" d={ground} />
      {tone === 'work' && <circle className="tile-ring" cx="6" cy="6" r="5" />}
      {strokes.length > 0 && <path className="tile-sign" d={strokes.join(' ')} />}
    </svg>
  );
}

/** A state as a tile and its word. Loud ones fill their ground. */
export function StateMark({ tone, word, loud, title }: Said & { title?: string }) {
  return (
    <span className={`state-mark ink-${tone}${loud ? ` loud loud-${tone}` : ''}`} title={title ?? word}>
      <StateTile tone={tone} />
      <span className="state-word">{word}</span>
    </span>
  );
}
