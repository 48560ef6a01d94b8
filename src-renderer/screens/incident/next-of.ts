import type { Incident, IncidentStep } from '../../../src-main/contract/incidents.ts';
import { lookAgain } from '../../stores/incidents/acts.ts';
import { askToOpen } from '../../stores/incidents/asked.ts';
import { heldBy, isDone, lookAgainStep, toContain, workOf } from '../../stores/incidents/steps.ts';
import { go } from '../../stores/route.ts';
import { sayContain, sayDoer } from '../../words/incidents.ts';
import { plain } from '../../words/plain.ts';
import { type Acts, sayTick, wayOf } from './acting.ts';
import { askClose } from './asking.ts';
import type { Asking } from './NameAndNote.tsx';

export interface NextActionProps {
  incident: Incident;
  /** The step whose work is shown. */
  at: string;
  acts: Acts;
  ask(asking: Asking): void;
  /** Shows a step and brings the focus to its work. */
  show(step: string): void;
}

export interface Next {
  /** What it is about: another one is another action, whatever the button says. */
  about: string;
  title: string;
  why: string;
  button: string;
  /** What is being done already, in words. */
  busy: string | null;
  act(): void;
}

/** The one thing to do now in an open incident: contain, what Resalt does in the step, or the way to what a person does. */
export function nextOf(props: NextActionProps): Next {
  const { incident, acts, ask } = props;
  if (incident.damaged !== null)
    return {
      about: 'damaged',
      title: 'Go on in a new incident',
      why: 'Nothing can be written into a damaged record any more. Make its reports, then open a new incident for the same sites.',
      button: 'Open a new incident…',
      busy: null,
      act: () => askToOpen(incident.sites.map(({ site }) => site)),
    };
  const step = incident.steps.find(({ id }) => id === incident.next?.step);
  if (!incident.next || !step)
    return {
      about: 'close',
      title: 'Close the incident',
      why: 'Every step is done. Look through the report before you close it.',
      button: 'Close the incident…',
      busy: null,
      act: () => ask(askClose(incident)),
    };
  const rest = toContain(incident);
  const running = incident.steps.find((one) => one.containment && one.state === 'working');
  const { run } = incident.containment;
  if (step.containment && running && run !== null)
    return {
      about: 'containing',
      title: 'Containing',
      why: 'It goes on by itself. Watch it, or read ahead in the checklist.',
      button: 'Watch it',
      busy: null,
      act: () => go({ screen: 'run', run }),
    };
  if (step.containment && rest.length > 0)
    return {
      about: 'contain',
      title: sayContain(rest.length),
      why: 'Evidence first, then everybody is shut out at once. Minutes count: what is known later can still be done later. You see a plan before anything changes.',
      button: `${sayContain(rest.length)}…`,
      busy: null,
      act: acts.contain,
    };
  return ofStep(props, step);
}

/** What is next in one step: a person is led to it before anything is asked of them. */
function ofStep({ incident, at, acts, ask, show }: NextActionProps, step: IncidentStep): Next {
  // Of the set the engine speaks as a whole; what fell later is one step again.
  const said = step.containment ? step : (incident.next ?? step);
  const held = heldBy(incident.steps, step);
  const wait = held === null ? null : `Wait for step ${held}…`;
  const base = {
    about: step.id,
    title: plain(said.title, 120),
    why: plain(said.why, 1000),
    busy: acts.busy(step) ?? wait,
  };
  if (step.id === lookAgainStep) return afterwards(incident, base, ask);
  const work = workOf(step);
  if (at !== step.id && (step.who === 'person' || work === 'none'))
    return {
      ...base,
      busy: null,
      button: `Show this step: ${sayDoer(step).replace(/^You/, 'you')}`,
      act: () => show(step.id),
    };
  if (step.who === 'person' && step.verifications.length === 0)
    return { ...base, busy: acts.busy(step), button: sayTick(step), act: () => acts.tick(step, []) };
  const { doing, planning } = wayOf(step, []);
  if (doing || planning)
    return {
      ...base,
      button: doing ?? planning ?? '',
      act: () => {
        show(step.id);
        void acts.work(step, [], doing === null);
      },
    };
  return step.verifications.length > 0
    ? { ...base, button: 'I did it: verify now', act: () => void acts.verify(step, []) }
    : { ...base, button: sayTick(step), act: () => acts.tick(step, []) };
}

/** Nothing is left but the looks that follow by themselves: one that is due is done, else the incident can be closed. */
function afterwards(incident: Incident, base: Omit<Next, 'button' | 'act'>, ask: NextActionProps['ask']): Next {
  const others = incident.steps.some(({ id, state }) => id !== lookAgainStep && !isDone(state));
  if (others || incident.rechecks.some(({ state }) => state === 'due' || state === 'failed'))
    return { ...base, button: 'Look again now', act: () => void lookAgain(incident.id) };
  return {
    ...base,
    about: 'close',
    title: 'Close the incident',
    why: 'Only the looks after 24 hours, 7 and 30 days are left. Resalt does them by itself, also when the incident is closed. Make the reports before you close it.',
    button: 'Close the incident…',
    act: () => ask(askClose(incident)),
  };
}
