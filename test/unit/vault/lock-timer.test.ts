import { describe, expect, test } from 'vitest';
import { startLockTimer, type Timers } from '../../../src-main/vault/lock-timer.ts';

const minute = 60_000;

/** Time passes only by `pass`, and calls what is due; by `sleep` the clock goes on while timers stand still. */
function fakeTimers(): Timers & { pass(ms: number): void; sleep(ms: number): void } {
  let now = 0;
  let due: { at: number; call: () => void } | null = null;
  return {
    now: () => now,
    after(ms, call) {
      const mine = { at: now + ms, call };
      due = mine;
      return () => {
        if (due === mine) due = null;
      };
    },
    pass(ms) {
      const end = now + ms;
      while (due && due.at <= end) {
        const { at, call } = due;
        due = null;
        now = Math.max(now, at);
        call();
      }
      now = end;
    },
    sleep(ms) {
      now += ms;
      if (due) due = { ...due, at: due.at + ms };
    },
  };
}

function started(minutes: number) {
  const timers = fakeTimers();
  const locked: number[] = [];
  const timer = startLockTimer(minutes, () => locked.push(timers.now()), timers);
  return { timers, timer, locked };
}

describe('The lock timer', () => {
  test('locks after the minutes without a person, not before', () => {
    const { timers, timer, locked } = started(15);
    timers.pass(10 * minute);
    timer.touch();
    timers.pass(15 * minute - 1);
    expect(locked).toEqual([]);
    timers.pass(1);
    expect(locked).toEqual([25 * minute]);
  });

  test('never locks at 0 minutes, and takes other minutes at once', () => {
    const { timers, timer, locked } = started(0);
    timers.pass(10_000 * minute);
    expect(locked).toEqual([]);
    timer.setMinutes(1);
    expect(locked).toHaveLength(1);
  });

  test('a touch after the time is over locks instead of going on, as when the computer slept', () => {
    const { timers, timer, locked } = started(5);
    timers.sleep(60 * minute);
    timer.touch();
    expect(locked).toHaveLength(1);
  });

  test('notices by itself, within seconds, that the computer slept too long', () => {
    const { timers, locked } = started(60);
    timers.sleep(3 * 60 * minute);
    timers.pass(20_000);
    expect(locked).toHaveLength(1);
  });

  test('waits for a run that holds it, and locks at its end where the time is over', () => {
    const { timers, timer, locked } = started(5);
    const [one, other] = [timer.hold(), timer.hold()];
    timers.pass(30 * minute);
    one();
    one();
    expect(locked).toEqual([]);
    other();
    expect(locked).toEqual([30 * minute]);
  });

  test('does nothing once stopped', () => {
    const { timers, timer, locked } = started(5);
    timer.stop();
    timers.pass(100 * minute);
    expect(locked).toEqual([]);
  });
});
