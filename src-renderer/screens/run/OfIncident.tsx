import { Button } from '@mantine/core';
import type { Route } from '../../stores/route.ts';
import { hrefOf } from '../../stores/route.ts';

interface OfIncidentProps {
  route: Route;
  over: boolean;
  /** Nothing is left to be done here: the way back is what is next. */
  whole: boolean;
}

/** A run that belongs to an incident leads back to it: what it did is looked at there. */
export function OfIncident({ route, over, whole }: OfIncidentProps) {
  return (
    <p className="known-note">
      <span className="grow">
        {over
          ? 'This run belongs to an incident. Whether its steps hold is looked at there.'
          : 'This run belongs to an incident. It goes on also when you leave this screen.'}
      </span>
      <Button component="a" size="xs" href={hrefOf(route)} variant={whole ? 'filled' : 'default'}>
        Back to the incident
      </Button>
    </p>
  );
}
