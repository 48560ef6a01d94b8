import { FailureNote } from '../../components/FailureNote.tsx';
import { useFleet } from '../../stores/fleet.ts';
import { Door } from './Door.tsx';

/** Before the first snapshot. */
export function Connecting() {
  const lost = useFleet((state) => state.lost);
  return (
    <Door title="Resalt">
      <p className="second" role="status">
        {lost ? 'The engine does not answer; it is tried again by itself.' : 'Reading the vault’s state and the sites…'}
      </p>
      {lost && <FailureNote failure={lost.failure} />}
    </Door>
  );
}
