import { recheckWhenDue } from '../procedures/incident-schedule.ts';
import type { Parts } from '../procedures/parts.ts';
import { sweepPolicy } from '../procedures/policies.ts';
import { startSchedule } from '../runs/schedule.ts';
import type { Timers } from '../vault/lock-timer.ts';

/** Sweeps of policies and looks of incidents; `tellDue` of a look that waits for the vault to be unlocked. Only for a Resalt that stays: a command must not begin what its caller did not ask for. */
export function doWhatIsDue(parts: Parts, timers: Timers | undefined, tellDue: (incident: string) => void): () => void {
  const stops = [sweepWhenDue(parts, timers), recheckWhenDue(parts, timers, tellDue)];
  return () => {
    for (const stop of stops) stop();
  };
}

function sweepWhenDue(parts: Parts, timers: Timers | undefined): () => void {
  return startSchedule({
    policies: () => parts.store.policies.list(),
    unlocked: () => parts.vault.state() === 'unlocked',
    sweep: (id) => sweepPolicy(parts, id, { dryRun: false }),
    missed: parts.store.policies.missed,
    ...(timers ? { timers } : {}),
  });
}
