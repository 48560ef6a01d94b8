import type { Incident, IncidentStep } from '../../../src-main/contract/incidents.ts';
import { StateTile } from '../../components/StateMark.tsx';
import { isDone, rotations, toContain } from '../../stores/incidents/steps.ts';
import { hrefOf } from '../../stores/route.ts';
import { plain } from '../../words/plain.ts';

interface AdviceProps {
  incident: Incident;
  step: IncidentStep;
}

/** What should have come first. It can be done now all the same. */
export function Before({ incident, step }: AdviceProps) {
  const before = incident.steps.filter(({ id }) => step.waitsFor.includes(id));
  if (before.length === 0 || isDone(step.state)) return null;
  return (
    <p className="step-note">
      <StateTile tone="look" />
      <span>
        Better first:{' '}
        {before.map(({ id, title }, index) => (
          <span key={id}>
            {index > 0 && ', '}
            <a href={hrefOf({ screen: 'incident', id: incident.id, step: id })}>{plain(title, 120)}</a>
          </span>
        ))}
        . You can do this step now all the same; it may have to be done again afterwards.
      </span>
    </p>
  );
}

/** A step of the containment is not begun alone where all of them are to be done: minutes count. */
export function Together({ incident, step }: AdviceProps) {
  if (!step.containment || isDone(step.state) || incident.closedAt !== null || toContain(incident).length === 0)
    return null;
  const others = incident.steps.filter(({ containment }) => containment).length - 1;
  return (
    <p className="step-note step-note-plain">
      <span>
        Containing does this together with the {others} others of the set, in the right order, by one plan: the button
        on top. Alone it is only for what that left undone.
      </span>
    </p>
  );
}

/** Why salts and passwords change twice, said at both. */
export function Twice({ incident, step }: AdviceProps) {
  const all = rotations(incident.steps);
  const [first, last] = [all[0], all.at(-1)];
  if (!first || !last || first === last || (step.id !== first.id && step.id !== last.id)) return null;
  const other = step.id === first.id ? last : first;
  return (
    <p className="step-note">
      <StateTile tone="look" />
      <span>
        <strong>{step.id === first.id ? 'The first of two times.' : 'The second of two times.'}</strong>{' '}
        {step.id === first.id
          ? 'It shuts everybody out now. But a program that was left on the site can read the new salts until it is found. So once the sites are clean, all of it changes once more: '
          : 'What was left on the site could read the salts and passwords of the first time until you cleaned it. From now on they are worthless. The first time was: '}
        <a href={hrefOf({ screen: 'incident', id: incident.id, step: other.id })}>{plain(other.title, 120)}</a>.
      </span>
    </p>
  );
}
