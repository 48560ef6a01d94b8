import { systemTimers, type Timers } from '../vault/lock-timer.ts';
import { recheckWhatIsDue } from './incident-recheck.ts';
import type { Parts } from './parts.ts';

/** A sleeping computer stops timers but not the time. */
const lookEveryMs = 60_000;

/** Looks again at incidents when it is due, while Resalt runs and its vault is unlocked; what became due meanwhile is made up for. Returns how to stop. */
export function recheckWhenDue(parts: Parts, timers: Timers = systemTimers): () => void {
  let cancel = () => {};
  let busy = false;
  const look = () => {
    cancel = timers.after(lookEveryMs, look);
    if (busy || parts.vault.state() !== 'unlocked') return;
    busy = true;
    parts.incidentWork.later(() =>
      recheckWhatIsDue(parts).finally(() => {
        busy = false;
      }),
    );
  };
  look();
  return () => cancel();
}
