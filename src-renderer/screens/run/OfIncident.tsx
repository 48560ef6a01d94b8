import type { Route } from '../../stores/route.ts';
import { hrefOf } from '../../stores/route.ts';

/** A run that belongs to an incident leads back to it: what it did is looked at there. */
export function OfIncident({ route, over }: { route: Route; over: boolean }) {
  return (
    <p className="known-note">
      <span className="grow">
        {over
          ? 'This run belongs to an incident. Whether its steps hold is looked at there.'
          : 'This run belongs to an incident. It goes on also when you leave this screen.'}
      </span>
      <a className="quiet-button" href={hrefOf(route)}>
        Back to the incident
      </a>
    </p>
  );
}
