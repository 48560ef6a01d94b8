import { toFailure } from '../contract/failures.ts';
import { systemTimers, type Timers } from '../vault/lock-timer.ts';
import { recheckWhatIsDue } from './incident-recheck.ts';
import type { Parts } from './parts.ts';

/** A sleeping computer stops timers but not the time. */
const lookEveryMs = 60_000;
/** A look that could not be made and left no line in the record is not begun anew each minute: it reaches every site. */
const againAfterMs = 3_600_000;

/**
 * Looks again at incidents when it is due, while Resalt runs and its vault is unlocked; what became due meanwhile is made up for. While the vault is locked `tellDue`
 * is told once of each look that becomes due: who it concerns is sealed, and only ids and times are known then, also to a Resalt that starts locked. Returns how to stop.
 */
export function recheckWhenDue(
  parts: Parts,
  timers: Timers = systemTimers,
  tellDue: (incident: string) => void = () => undefined,
): () => void {
  let cancel = () => {};
  let busy = false;
  const { looksToCome } = parts.store;
  const told = new Set<string>();
  const failedAt = new Map<string, number>();
  const now = () => parts.tools.clock().getTime();
  const isUnlocked = () => parts.vault.state() === 'unlocked';
  const failed = (id: string, error: unknown) => {
    // Where it was locked meanwhile the look is made as soon as it is open again.
    if (isUnlocked()) failedAt.set(id, now());
    toFailure(error);
  };
  const isLeft = (id: string) => {
    const since = now() - (failedAt.get(id) ?? Number.NEGATIVE_INFINITY);
    // A clock that was put back does not keep a look from being made.
    return since >= 0 && since < againAfterMs;
  };
  const tellWhatIsDue = () => {
    for (const { incident, after, dueAt } of looksToCome.list()) {
      const key = `${incident} ${after}`;
      if (Date.parse(dueAt) > now() || told.has(key)) continue;
      told.add(key);
      tellDue(incident);
    }
  };
  const look = () => {
    cancel = timers.after(lookEveryMs, look);
    if (busy) return;
    if (!isUnlocked()) return tellWhatIsDue();
    busy = true;
    parts.incidentWork.later(async () => {
      try {
        looksToCome.set(await recheckWhatIsDue(parts, { before: looksToCome.list(), isLeft, failed }));
      } finally {
        busy = false;
      }
    });
  };
  // Who starts locked is told a little later: at this moment nobody listens yet.
  if (isUnlocked()) look();
  else cancel = timers.after(lookEveryMs, look);
  return () => cancel();
}
