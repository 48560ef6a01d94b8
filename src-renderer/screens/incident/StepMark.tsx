import type { StepState } from '../../../src-main/contract/incidents.ts';
import { StateMark, StateTile } from '../../components/StateMark.tsx';
import { sayStep, stateMeans } from '../../words/incidents.ts';

/** The mark of a step's state. A person's word has one of its own: nobody shall take it for a proof. */
export function StepTile({ state, label }: { state: StepState; label?: string }) {
  if (state !== 'ticked') return <StateTile tone={sayStep(state).tone} {...(label ? { label } : {})} />;
  return (
    <svg className="tile tile-ticked" viewBox="0 0 12 12" role={label ? 'img' : 'presentation'} aria-label={label}>
      <path d="M1.5 1.5h9v9h-9z" />
      <path d="M3.4 6.2 5.3 8.1 8.7 4" />
    </svg>
  );
}

/** The state with its word. */
export function StepMark({ state }: { state: StepState }) {
  const said = sayStep(state);
  if (said.loud) return <StateMark {...said} title={stateMeans[state]} />;
  return (
    <span className={`state-mark ink-${said.tone}`} title={stateMeans[state]}>
      <StepTile state={state} />
      <span className="state-word">{said.word}</span>
    </span>
  );
}
