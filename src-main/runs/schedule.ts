import { Cron } from 'croner';
import { type Failure, ResaltError, toFailure } from '../contract/failures.ts';
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

/**
 * The first moment after `after` at which it is due; null where there is none, or it is swept by hand only. A file may hold what
 * nobody could have saved: such a schedule never comes, and no Resalt stays closed for it.
 */
export function nextSweep({ sweeps }: KeptPolicy['policy'], after: Date): Date | null {
  return sweeps === null ? null : nextTime(sweeps, after);
}

/** INPUT_INVALID where it is no schedule, or never comes. */
export function checkSchedule(pattern: string, now: Date): void {
  readSchedule(pattern);
  if (nextTime(pattern, now) === null)
    throw new ResaltError('INPUT_INVALID', `“${pattern}” never comes: no day is like that.`, 'never');
}

const known = new Map<string, { after: number; next: Date | null }>();
/** More than policies can be stored. */
const mostKnown = 1000;

/**
 * The first moment after `after`; null where there is none, or the pattern can't be read. What was worked out last holds until that
 * moment comes: to find that a schedule never comes, as 30 February, takes a walk through the centuries (30 ms), and it is asked
 * every 20 seconds.
 */
function nextTime(pattern: string, after: Date): Date | null {
  const before = known.get(pattern);
  if (before && before.after <= after.getTime() && !(before.next && before.next <= after)) return before.next;
  const next = workOut(pattern, after);
  if (known.size >= mostKnown) known.clear();
  known.set(pattern, { after: after.getTime(), next });
  return next;
}

function workOut(pattern: string, after: Date): Date | null {
  try {
    return readSchedule(pattern).nextRun(after);
  } catch (error) {
    if (error instanceof ResaltError) return null;
    throw error;
  }
}

/** What a pattern means to who is writing it: the next three moments, ISO 8601 UTC, or why there are none. */
export function explainSchedule(pattern: string, now: Date): { wrong: string | null; next: string[] } {
  try {
    checkSchedule(pattern.trim(), now);
  } catch (error) {
    if (error instanceof ResaltError) return { wrong: error.message, next: [] };
    throw error;
  }
  const next: string[] = [];
  for (let at = nextTime(pattern.trim(), now); at instanceof Date && next.length < 3; at = workOut(pattern.trim(), at))
    next.push(at.toISOString());
  return { wrong: null, next };
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
  sweep(policyId: string): Promise<unknown>;
  /** Hears of each one that was due at `at` and did not begin, and why: it stays due. */
  missed(policyId: string, missed: { at: string; failure: Failure }): void;
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
export function startSchedule(parts: ScheduleParts): () => void {
  const { policies, unlocked, sweep, timers = systemTimers } = parts;
  let lookedAt = timers.now();
  let cancel = () => {};
  const look = () => {
    const now = timers.now();
    const due = policies().flatMap((kept) => {
      const at = nextOf(kept, lookedAt);
      return at <= now && now - at <= latestMs ? [{ id: kept.policy.id, at }] : [];
    });
    lookedAt = now;
    const open = unlocked();
    for (const { id, at } of due) {
      const miss = (error: unknown) => tell(parts, id, at, error);
      if (open) sweep(id).catch(miss);
      else miss(new ResaltError('VAULT_LOCKED', 'The vault was locked.'));
    }
    const next = Math.min(...policies().map((kept) => nextOf(kept, now) - now), lookEveryMs);
    cancel = timers.after(Math.max(1, next), look);
  };
  look();
  return () => cancel();
}

/** A reason that can't be written down is left out: the sweep is due all the same. */
function tell({ missed }: ScheduleParts, id: string, at: number, error: unknown): void {
  try {
    missed(id, { at: new Date(at).toISOString(), failure: toFailure(error) });
  } catch {}
}

/** Milliseconds; never is infinite. */
function nextOf({ policy, scheduledAt }: KeptPolicy, after: number): number {
  const next = nextSweep(policy, new Date(Math.max(after, Date.parse(scheduledAt))));
  return next?.getTime() ?? Number.POSITIVE_INFINITY;
}
