import type { ReactNode } from 'react';
import { useCalls } from '../stores/calls.ts';
import { useFleet } from '../stores/fleet.ts';
import { timeOfDay } from '../words/time.ts';
import { FailureNote } from './FailureNote.tsx';
import { Palette } from './Palette.tsx';
import { Rail } from './Rail.tsx';
import { StateTile } from './StateMark.tsx';
import { TopBar } from './TopBar.tsx';
import './frame.css';

/** What stands around every screen: where one can go, where one is, the run in work, the vault. */
export function Frame({ children }: { children: ReactNode }) {
  return (
    <div className="frame">
      <Rail />
      <div className="frame-main">
        <TopBar />
        <Lost />
        <Failed />
        <main className="frame-screen">{children}</main>
      </div>
      <Palette />
    </div>
  );
}

/** The engine can't be heard: what is shown is old, and it says from when. */
function Lost() {
  const lost = useFleet((state) => state.lost);
  if (!lost) return null;
  return (
    <div className="banner" role="status">
      <StateTile tone="look" />
      <span>
        The connection to Resalt’s engine is lost. What you see is from {timeOfDay(lost.since)}; it is tried again by
        itself. <bdi className="second">{lost.failure.message}</bdi>
      </span>
    </div>
  );
}

function Failed() {
  const failed = useCalls((state) => state.failed);
  if (!failed) return null;
  return (
    <FailureNote failure={failed.failure} doing={failed.doing}>
      <button type="button" className="quiet-button" onClick={() => useCalls.setState({ failed: null })}>
        Put away
      </button>
    </FailureNote>
  );
}
