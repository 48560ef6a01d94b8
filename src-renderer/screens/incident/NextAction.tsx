import { Button } from '@mantine/core';
import type { KeyboardEvent, MouseEvent } from 'react';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import { When } from '../../components/Said.tsx';
import { useSteady } from '../../components/steady.ts';
import { useFleet } from '../../stores/fleet.ts';
import { waitingPlan } from '../../stores/incidents/of-run.ts';
import { hrefOf } from '../../stores/route.ts';
import { sayLeft } from '../../words/incidents.ts';
import { askOpenAgain } from './asking.ts';
import { type NextActionProps, nextOf } from './next-of.ts';

/** The one thing to do now, with the only primary button of the screen. */
export function NextAction(props: NextActionProps) {
  return props.incident.closedAt === null ? <ToDo {...props} /> : <Closed {...props} />;
}

function ToDo(props: NextActionProps) {
  const next = nextOf(props);
  const steady = useSteady(next.about);
  const free = next.busy === null && steady;
  const press = ({ detail }: MouseEvent): void => {
    // The second of two clicks was meant for what the first one did.
    if (free && detail < 2) next.act();
  };
  return (
    <section className="next-action" aria-label="Next action">
      <div className="grow">
        <p className="small quiet">What to do next</p>
        <p className="next-title" aria-live="polite">
          <bdi>{next.title}</bdi>
        </p>
        <p className="second next-why" title={next.why}>
          <bdi>{next.why}</bdi>
        </p>
        {next.about === 'contain' && <WaitingPlan incident={props.incident} />}
      </div>
      <Button
        size="md"
        data-next
        aria-disabled={!free}
        {...(free ? {} : { 'data-disabled': true })}
        onClick={press}
        onKeyDown={once}
      >
        {next.busy ?? next.button}
      </Button>
    </section>
  );
}

/** A key that is held down presses once. */
const once = (event: KeyboardEvent): void => {
  if (event.repeat) event.preventDefault();
};

/** A plan that somebody asked for, here or in another window, and nobody began yet. */
function WaitingPlan({ incident }: { incident: Incident }) {
  const plan = useFleet(({ runs }) => waitingPlan(incident, runs));
  if (!plan) return null;
  return (
    <p className="small">
      A plan for {plan.count === 1 ? '1 site' : `${plan.count} sites`} was made <When at={plan.startedAt} /> and not
      begun: <a href={hrefOf({ screen: 'plan', run: plan.id })}>look at it</a>.
    </p>
  );
}

function Closed({ incident, ask }: NextActionProps) {
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
}
