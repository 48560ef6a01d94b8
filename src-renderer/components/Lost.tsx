import { useFleet } from '../stores/fleet.ts';
import { timeOfDay } from '../words/time.ts';
import { StateTile } from './StateMark.tsx';
import './lost.css';

/** The engine can't be heard: what is shown is old, and it says from when. Vanishes with the next snapshot. */
export function Lost() {
  const lost = useFleet((state) => state.lost);
  const nothingYet = useFleet((state) => state.vault === null);
  if (!lost) return null;
  return (
    <div className="banner" role="alert">
      <StateTile tone="danger" />
      <span>
        <strong>The engine does not answer since {timeOfDay(lost.since)}</strong>
        {nothingYet ? '.' : '; what you see is from then.'}{' '}
        {lost.again ? 'Reconnecting…' : 'It is not tried again by itself: open this window anew.'}{' '}
        {lost.why !== null && <bdi className="second">{lost.why}</bdi>}
      </span>
    </div>
  );
}
