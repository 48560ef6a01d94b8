import { Cron } from 'croner';
import { ResaltError } from '../contract/failures.ts';
import type { KeptPolicy } from '../store/policies.ts';
import { systemTimers, type Timers } from '../vault/lock-timer.ts';

/** A pattern as cron has it: five parts, local time. INPUT_INVALID says what is wrong with it. */
export function readSchedule(pattern: string): Cron {
  try {
    return new Cron(pattern, { mode: '5-part', paused: true });
  } catch {
    const example = '“0 3 * * *” is every day at three, “30 22 * * 5” each Friday at half past ten in the evening.';
    throw new ResaltError('INPUT_INVALID', `“${pattern.slice(0, 100)}” is no schedule. ${example}`, 'never');
  }
}

/** What a pattern means to who is writing it: the next three moments, ISO 8601 UTC, or why there are none. */
export function explainSchedule(pattern: string, now: Date): { wrong: string | null; next: string[] } {
  try {
    const next = readSchedule(pattern.trim())
      .nextRuns(3, now)
      .map((at) => at.toISOString());
    return { wrong: next.length > 0 ? null : 'No day is like that: it would never be swept.', next };
  } catch (error) {
    if (error instanceof ResaltError) return { wrong: error.message, next: [] };
    throw error;
  }
}

/**
 * The first moment after `after` at which it is due; null where there is none, or it is swept by hand only. A file may hold what
 * nobody could have saved: such a schedule never comes, and no Resalt stays closed for it.
 */
export function nextSweep({ sweeps }: KeptPolicy['policy'], after: Date): Date | null {
  if (sweeps === null) return null;
  try {
    return readSchedule(sweeps).nextRun(after);
  } catch (error) {
    if (error instanceof ResaltError) return null;
    throw error;
  }
}

/** Since when a sweep is due that was never begun; null where none is. Told from what is stored, so that nobody must have been there. */
export function dueSince({ policy, scheduledAt, lastSweep }: KeptPolicy, now: Date): Date | null {
  const seen = Math.max(Date.parse(scheduledAt), lastSweep ? Date.parse(lastSweep.at) : 0);
  const due = nextSweep(policy, new Date(seen));
  return due !== null && due <= now ? due : null;
}

export interface ScheduleParts {
  policies(): readonly KeptPolicy[];
  unlocked(): boolean;
  /** Its failures are its own to tell: such a sweep stays due. */
  sweep(policyId: string): Promise<unknown>;
  timers?: Timers;
}

/** A sleeping computer stops timers but not the time, and policies come and go: look at least this often. */
const lookEveryMs = 20_000;
/** What is found later than that was missed: it stays due for a person to see, and is not caught up. */
const latestMs = 60_000;

/**
 * Begins sweeps when they are due, while Resalt runs and its vault is unlocked. Looks at the policies as they are at that moment:
 * one that was removed or changed since is not swept by what it was. Returns how to stop.
 */
export function startSchedule({ policies, unlocked, sweep, timers = systemTimers }: ScheduleParts): () => void {
  let lookedAt = timers.now();
  let cancel = () => {};
  const look = () => {
    const now = timers.now();
    const due = policies().filter((kept) => {
      const at = nextOf(kept, lookedAt);
      return at <= now && now - at <= latestMs;
    });
    lookedAt = now;
    const open = unlocked();
    for (const { policy } of open ? due : []) sweep(policy.id).catch(() => undefined);
    const next = Math.min(...policies().map((kept) => nextOf(kept, now) - now), lookEveryMs);
    cancel = timers.after(Math.max(1, next), look);
  };
  look();
  return () => cancel();
}

/** Milliseconds; never is infinite. */
function nextOf({ policy, scheduledAt }: KeptPolicy, after: number): number {
  const next = nextSweep(policy, new Date(Math.max(after, Date.parse(scheduledAt))));
  return next?.getTime() ?? Number.POSITIVE_INFINITY;
}
