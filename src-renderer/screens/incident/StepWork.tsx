import type { ReactNode, Ref } from 'react';
import type { Incident, IncidentStep } from '../../../src-main/contract/incidents.ts';
import { When } from '../../components/Said.tsx';
import { noFilter, queryOf } from '../../stores/audit/filter.ts';
import { isDone, lookAgainStep } from '../../stores/incidents/steps.ts';
import { hrefOf } from '../../stores/route.ts';
import { checkTitle } from '../../words/audit.ts';
import { list } from '../../words/count.ts';
import { sayAutomations, sayDoer, sayVerifications } from '../../words/incidents.ts';
import { plain } from '../../words/plain.ts';
import type { Acts } from './acting.ts';
import { Cause, causeStep } from './Cause.tsx';
import { Rechecks } from './Rechecks.tsx';
import { Standings } from './Standings.tsx';
import { StepActions } from './StepActions.tsx';
import { Before, Together, Twice } from './StepAdvice.tsx';
import { StepMark } from './StepMark.tsx';

interface StepWorkProps {
  incident: Incident;
  step: IncidentStep;
  heading: Ref<HTMLHeadingElement>;
  chosen: string[];
  onChosen(sites: string[]): void;
  acts: Acts;
}

/** One step: why, who does what, what proves it, and how it stands on each site. */
export function StepWork({ incident, step, heading, chosen, onChosen, acts }: StepWorkProps) {
  const at = incident.steps.findIndex(({ id }) => id === step.id) + 1;
  return (
    <section className="step-work" aria-label="The step’s work">
      <div className="step-head">
        <h2 ref={heading} tabIndex={-1}>
          <span className="quiet">{at}.</span> <bdi>{plain(step.title, 120)}</bdi>
        </h2>
        <StepMark state={step.state} />
        <span className="second">{sayDoer(step)}</span>
      </div>
      <Before incident={incident} step={step} />
      <Together incident={incident} step={step} />
      <p className="step-why">
        <bdi>{plain(step.why, 1000)}</bdi>
      </p>
      <Twice incident={incident} step={step} />
      <Ways step={step} />
      <Found step={step} />
      <StepActions rechecks={incident.rechecks} step={step} chosen={chosen} acts={acts} />
      <NewOnes incident={incident} step={step} />
      {step.id === lookAgainStep && <Rechecks incident={incident} />}
      {step.id === causeStep && <Cause incident={incident} onAnew={() => acts.tick(step, [])} />}
      <Standings step={step} chosen={chosen} onChosen={onChosen} />
      <Notes incident={incident} step={step} />
    </section>
  );
}

/** Who does what, and what makes it count as done. */
function Ways({ step }: { step: IncidentStep }) {
  const does = sayAutomations(step.automations);
  const proves = sayVerifications(step.verifications);
  return (
    <div className="step-ways">
      {step.byHand.length > 0 && (
        <div className="step-by-hand">
          <Way title={byHand(step)} lines={step.byHand} ordered />
        </div>
      )}
      {does.length > 0 && <Way title="What Resalt does" lines={does} />}
      <Way title="It counts as done when" lines={proves.length > 0 ? proves : [sayUnproven(step)]} />
      <Way title="What it leaves for the record" lines={[step.evidence]} />
    </div>
  );
}

/** Where the new passwords are, once there are some. */
function NewOnes({ incident, step }: { incident: Incident; step: IncidentStep }) {
  const makes = step.automations.some((one) => 'operation' in one && one.operation === 'ResetPasswords');
  const own = step.standings.find(({ run }) => run !== null)?.run;
  const run = own ?? (step.containment ? incident.containment.run : null);
  if (!makes || !run || !step.standings.some(({ state }) => isDone(state))) return null;
  return (
    <p>
      The new passwords are kept with the run: <a href={hrefOf({ screen: 'run', run })}>show or export them there</a>.
    </p>
  );
}

/** Where what was found can be looked at, accepted, or approved. */
function Found({ step }: { step: IncidentStep }) {
  const checks = new Set([
    ...step.automations.flatMap((one) => ('audit' in one ? one.audit : 'fix' in one ? one.fix : [])),
    ...step.verifications.flatMap((one) => ('checks' in one ? one.checks : [])),
  ]);
  const people = step.verifications.some((one) => 'fact' in one && one.fact === 'only-approved-administrators');
  if (checks.size === 0 && !people) return null;
  return (
    <p className="step-found">
      <span className="second">What was found, to look at and to accept:</span>
      {people && <a href={hrefOf({ screen: 'audit', part: 'administrators' })}>Administrators, to approve yours</a>}
      {[...checks].map((check) => (
        <a key={check} href={hrefOf({ screen: 'audit', query: queryOf({ ...noFilter, check }) })}>
          {checkTitle(check)}
        </a>
      ))}
    </p>
  );
}

const sayUnproven = ({ id, who }: IncidentStep): string =>
  id === 'look-again'
    ? 'All three looks were made, each not before its time, and found nothing new.'
    : who === 'person'
      ? 'A person says so, with a name and a note. Resalt can’t see it.'
      : 'Resalt did it and wrote down what it saw.';

/** What a person does, or what is left to do where Resalt can't do it. */
const byHand = ({ who }: IncidentStep): string => (who === 'person' ? 'What you do' : 'Your part');

function Way({ title, lines, ordered }: { title: string; lines: string[]; ordered?: boolean }): ReactNode {
  const items = lines.map((line) => (
    <li key={line}>
      <bdi>{plain(line, 1200)}</bdi>
    </li>
  ));
  return (
    <div className="step-way">
      <h3>{title}</h3>
      {ordered && lines.length > 1 ? <ol>{items}</ol> : <ul>{items}</ul>}
    </div>
  );
}

const most = 5;

/** What was last written down under this step. */
function Notes({ incident, step }: { incident: Incident; step: IncidentStep }) {
  const lines = incident.record.filter((line) => line.step === step.id);
  if (lines.length === 0) return null;
  return (
    <section className="step-notes" aria-label="Written down under this step">
      <h3>Written down</h3>
      <ul>
        {lines
          .slice(-most)
          .reverse()
          .map(({ seq, at, by, what }) => (
            <li key={seq}>
              <bdi>{plain(what, 600)}</bdi>{' '}
              <span className="quiet small">
                {list([plain(by, 100)])}, <When at={at} />
              </span>
            </li>
          ))}
      </ul>
      {lines.length > most && <p className="quiet small">All {lines.length} stand in the record.</p>}
    </section>
  );
}
