import { Button } from '@mantine/core';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import { When } from '../../components/Said.tsx';
import { isDone, leftOf, toContain, workOf } from '../../stores/incidents/steps.ts';
import { go } from '../../stores/route.ts';
import { sayContain, sayDoer, sayLeft } from '../../words/incidents.ts';
import { plain } from '../../words/plain.ts';
import { type Acts, wayOf } from './acting.ts';
import { askClose, askOpenAgain } from './asking.ts';
import type { Asking } from './NameAndNote.tsx';

interface NextActionProps {
  incident: Incident;
  /** The step whose work is shown. */
  at: string;
  acts: Acts;
  ask(asking: Asking): void;
  /** Shows a step and brings the focus to its work. */
  show(step: string): void;
}

interface Next {
  title: string;
  why: string;
  button: string;
  /** What is being done already, in words. */
  busy: string | null;
  act(): void;
}

/** The one thing to do now, with the only primary button of the screen. */
export function NextAction(props: NextActionProps) {
  const { incident, ask } = props;
  if (incident.closedAt !== null)
    return (
      <section className="next-action" aria-label="Next action">
        <div className="grow">
          <p className="next-title">
            Closed <When at={incident.closedAt} />
          </p>
          <p className="second">{sayLeft(incident.steps)}</p>
        </div>
        <Button variant="default" onClick={() => ask(askOpenAgain(incident))}>
          Work on it again…
        </Button>
      </section>
    );
  const next = nextOf(props);
  return (
    <section className="next-action" aria-label="Next action">
      <div className="grow">
        <p className="small quiet">What to do next</p>
        <p className="next-title">
          <bdi>{next.title}</bdi>
        </p>
        <p className="second next-why" title={next.why}>
          <bdi>{next.why}</bdi>
        </p>
      </div>
      <Button size="md" data-next disabled={next.busy !== null} onClick={next.act}>
        {next.busy ?? next.button}
      </Button>
    </section>
  );
}

/** What the button does: contain, what Resalt does in the step, or the way to what a person does. */
export function nextOf({ incident, at, acts, ask, show }: NextActionProps): Next {
  const step = incident.steps.find(({ id }) => id === incident.next?.step);
  if (!incident.next || !step)
    return {
      title: 'Close the incident',
      why: 'Every step is done. Look through the report before you close it.',
      button: 'Close the incident…',
      busy: null,
      act: () => ask(askClose(incident)),
    };
  const { title, why } = { title: plain(incident.next.title, 120), why: plain(incident.next.why, 1000) };
  const rest = toContain(incident);
  const running = incident.steps.find((one) => one.containment && one.state === 'working');
  const { run } = incident.containment;
  if (step.containment && running && run !== null)
    return {
      title: 'Containing',
      why: 'It goes on by itself. Watch it, or read ahead in the checklist.',
      button: 'Watch it',
      busy: null,
      act: () => go({ screen: 'run', run }),
    };
  if (step.containment && rest.length > 0)
    return {
      title: sayContain(rest.length),
      why: 'Evidence first, then everybody is shut out at once. Minutes count: what is known later can still be done later. You see a plan before anything changes.',
      button: `${sayContain(rest.length)}…`,
      busy: null,
      act: acts.contain,
    };
  const way = wayOf(step, []);
  const onlyVerifies =
    workOf(step) === 'none' && step.verifications.length > 0 && leftOf(step).some(({ state }) => !isDone(state));
  const shown = at === step.id;
  const busy = acts.busy(step);
  if (way.doing || way.planning) {
    const label = way.doing ?? way.planning ?? '';
    return {
      title,
      why,
      button: label,
      busy,
      act: () => {
        show(step.id);
        void acts.work(step, [], way.doing === null);
      },
    };
  }
  if (!shown)
    return {
      title,
      why,
      button: `Show this step: ${sayDoer(step).toLowerCase()}`,
      busy: null,
      act: () => show(step.id),
    };
  return onlyVerifies
    ? { title, why, button: 'I did it: verify now', busy, act: () => void acts.verify(step, []) }
    : { title, why, button: 'It is done…', busy, act: () => acts.tick(step, []) };
}
