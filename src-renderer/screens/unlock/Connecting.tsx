import { useFleet } from '../../stores/fleet.ts';
import { Door } from './Door.tsx';

/** Before the first snapshot. */
export function Connecting() {
  const lost = useFleet((state) => state.lost);
  return (
    <Door title="Resalt">
      {!lost && (
        <p className="second" role="status">
          Reading the vault’s state and the sites…
        </p>
      )}
    </Door>
  );
}
