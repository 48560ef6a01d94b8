import type { Standing, StepState } from '../../../src-main/contract/incidents.ts';
import { StateMark, StateTile } from '../../components/StateMark.tsx';
import { doubtMeans, sayDoubt, sayStep, stateMeans } from '../../words/incidents.ts';

/** The mark of a step's state. A person's word has one of its own: nobody shall take it for a proof. What is in doubt is never green. */
export function StepTile({ state, doubt, label }: { state: StepState; doubt?: boolean; label?: string }) {
  const said = label ? { label } : {};
  if (doubt) return <StateTile tone="look" {...said} />;
  if (state !== 'ticked') return <StateTile tone={sayStep(state).tone} {...said} />;
  return (
    <svg className="tile tile-ticked" viewBox="0 0 12 12" role={label ? 'img' : 'presentation'} aria-label={label}>
      <path d="M1.5 1.5h9v9h-9z" />
      <path d="M3.4 6.2 5.3 8.1 8.7 4" />
    </svg>
  );
}

/** The state with its word. */
export function StepMark({ state, doubt }: Pick<Standing, 'state' | 'doubt'>) {
  const said = sayStep(state);
  if (doubt) return <StateMark {...sayDoubt(doubt)} title={doubtMeans[doubt]} />;
  if (said.loud) return <StateMark {...said} title={stateMeans[state]} />;
  return (
    <span className={`state-mark ink-${said.tone}`} title={stateMeans[state]}>
      <StepTile state={state} />
      <span className="state-word">{said.word}</span>
    </span>
  );
}
