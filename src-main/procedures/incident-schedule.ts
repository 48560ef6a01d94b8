import { toFailure } from '../contract/failures.ts';
import { systemTimers, type Timers } from '../vault/lock-timer.ts';
import { recheckWhatIsDue, type ToCome } from './incident-recheck.ts';
import type { Parts } from './parts.ts';

/** A sleeping computer stops timers but not the time. */
const lookEveryMs = 60_000;
/** A look that could not be made and left no line in the record is not begun anew each minute: it reaches every site. */
const againAfterMs = 3_600_000;

/**
 * Looks again at incidents when it is due, while Resalt runs and its vault is unlocked; what became due meanwhile is made up for. While the vault is locked `tellDue`
 * is told once of each look that becomes due: who it concerns is sealed, and only ids and times are remembered. Returns how to stop.
 */
export function recheckWhenDue(
  parts: Parts,
  timers: Timers = systemTimers,
  tellDue: (incident: string) => void = () => undefined,
): () => void {
  let cancel = () => {};
  let busy = false;
  let toCome: ToCome[] = [];
  const told = new Set<string>();
  const failedAt = new Map<string, number>();
  const now = () => parts.tools.clock().getTime();
  const isUnlocked = () => parts.vault.state() === 'unlocked';
  const failed = (id: string, error: unknown) => {
    // Where it was locked meanwhile the look is made as soon as it is open again.
    if (isUnlocked()) failedAt.set(id, now());
    toFailure(error);
  };
  const isLeft = (id: string) => now() - (failedAt.get(id) ?? Number.NEGATIVE_INFINITY) < againAfterMs;
  const tellWhatIsDue = () => {
    for (const { incident, after, dueAt } of toCome) {
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
        toCome = await recheckWhatIsDue(parts, { isLeft, failed });
      } finally {
        busy = false;
      }
    });
  };
  look();
  return () => cancel();
}
