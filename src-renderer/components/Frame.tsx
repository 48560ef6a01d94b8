import type { ReactNode } from 'react';
import { useCalls } from '../stores/calls.ts';
import { FailureNote } from './FailureNote.tsx';
import { Lost } from './Lost.tsx';
import { Palette } from './Palette.tsx';
import { Rail } from './Rail.tsx';
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
