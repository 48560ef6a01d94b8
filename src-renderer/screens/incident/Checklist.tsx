import { useEffect, useRef } from 'react';
import type { Incident, IncidentStep } from '../../../src-main/contract/incidents.ts';
import { doneOf, isDone, phasesOf } from '../../stores/incidents/steps.ts';
import { hrefOf } from '../../stores/route.ts';
import { number } from '../../words/count.ts';
import { sayCount, sayDoer, sayDoubts, sayStep } from '../../words/incidents.ts';
import { plain } from '../../words/plain.ts';
import { StepTile } from './StepMark.tsx';

interface ChecklistProps {
  incident: Incident;
  /** The step whose work is shown. */
  at: string;
  /** Shows a step and brings the focus to its work. */
  onOpen(step: string): void;
}

/** Every step in its order, how it stands and who does it. */
export function Checklist({ incident, at, onOpen }: ChecklistProps) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    box.current?.querySelector(`[data-step="${CSS.escape(at)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const numbers = new Map(incident.steps.map(({ id }, index) => [id, index + 1]));
  return (
    <nav ref={box} className="checklist" aria-label="Checklist">
      {phasesOf(incident.steps).map(({ title, steps }) => (
        <section key={steps[0]?.id} aria-label={title}>
          <h2 className="phase">
            <span className="grow">{title}</span>
            <span className="quiet small">
              {number(steps.filter(({ state }) => isDone(state)).length)} of {number(steps.length)}
            </span>
          </h2>
          <ol className="step-lines" start={numbers.get(steps[0]?.id ?? '') ?? 1}>
            {steps.map((step) => (
              <li key={step.id}>
                <StepLine
                  incident={incident.id}
                  step={step}
                  number={numbers.get(step.id) ?? 0}
                  current={step.id === at}
                  next={incident.closedAt === null && incident.next?.step === step.id}
                  onOpen={onOpen}
                />
              </li>
            ))}
          </ol>
        </section>
      ))}
      <Hidden incident={incident} />
    </nav>
  );
}

interface StepLineProps {
  incident: string;
  step: IncidentStep;
  number: number;
  current: boolean;
  next: boolean;
  onOpen(step: string): void;
}

function StepLine({ incident, step, number: at, current, next, onOpen }: StepLineProps) {
  const { word, loud, tone } = sayStep(step.state);
  const { done, all } = doneOf(step);
  const doubts = step.standings.filter(({ doubt }) => doubt !== undefined).length;
  const inPart = step.per === 'site' && done > 0 && done < all;
  return (
    <a
      className={`step-line inner-focus${isDone(step.state) ? ' step-done' : ''}`}
      href={hrefOf({ screen: 'incident', id: incident, step: step.id })}
      aria-current={current ? 'step' : undefined}
      tabIndex={current ? 0 : -1}
      data-step={step.id}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        onOpen(step.id);
      }}
    >
      <StepTile state={step.state} doubt={doubts > 0 && isDone(step.state)} />
      <span className="step-number quiet">{at}</span>
      <span className="step-title">
        <bdi>{plain(step.title, 120)}</bdi>
        <span className="step-sub small quiet">
          <span className={loud || tone === 'danger' ? 'ink-danger strong' : tone === 'work' ? 'ink-work' : undefined}>
            {word}
          </span>
          {step.per === 'site' && <> · {sayCount(step)}</>}
          {doubts > 0 && <span className="ink-look"> · {sayDoubts(step, doubts)}</span>}
          {!isDone(step.state) && <> · {sayDoer(step)}</>}
        </span>
      </span>
      {next && <span className="next-mark">Next</span>}
      {inPart && <progress className="step-bar" value={done} max={all} aria-hidden="true" />}
    </a>
  );
}

/** What the agency left out, with why: nothing is dropped without a word. */
function Hidden({ incident }: { incident: Incident }) {
  const { hidden, edition, revision } = incident.checklist;
  return (
    <>
      {hidden.length > 0 && (
        <details className="hidden-steps">
          <summary>{number(hidden.length)} hidden by your checklist</summary>
          <ul>
            {hidden.map(({ step, reason }) => (
              <li key={step.id}>
                <bdi>{plain(step.title, 120)}</bdi>
                <bdi className="quiet small block">{plain(reason, 500)}</bdi>
              </li>
            ))}
          </ul>
        </details>
      )}
      <p className="quiet small checklist-edition">
        Checklist of Resalt, edition {edition}
        {revision > 0 && `, with your changes (revision ${revision})`}, as it was when the incident was opened.
      </p>
    </>
  );
}
