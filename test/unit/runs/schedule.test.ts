import { Cron } from 'croner';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Failure, ResaltError } from '../../../src-main/contract/failures.ts';
import {
  checkSchedule,
  dueSince,
  explainSchedule,
  nextSweep,
  type ScheduleParts,
  startSchedule,
} from '../../../src-main/runs/schedule.ts';
import type { KeptPolicy } from '../../../src-main/store/policies.ts';

/** Local time, as a person means it. */
const at = (text: string) => new Date(`2026-11-${text}:00`);
const kept = (sweeps: string | null, scheduledAt: Date, lastSweep: Date | null = null): KeptPolicy => ({
  policy: {
    ...{ id: 'p_nightly', name: 'Nightly', of: { all: true }, mostPerUser: 2, oldestDays: null, noExpired: false },
    sweeps,
  },
  scheduledAt: scheduledAt.toISOString(),
  lastSweep: lastSweep && { run: 'r_abcdef', at: lastSweep.toISOString() },
  missed: null,
});

/** A clock that a test moves; what was to happen meanwhile happens in its order and at its time. */
function fakeTimers(start: Date) {
  let now = start.getTime();
  let waiting: { at: number; call: () => void }[] = [];
  return {
    now: () => now,
    after(ms: number, call: () => void) {
      const one = { at: now + ms, call };
      waiting.push(one);
      return () => {
        waiting = waiting.filter((other) => other !== one);
      };
    },
    goTo(moment: Date) {
      for (;;) {
        const [first] = waiting.sort((a, b) => a.at - b.at);
        if (!first || first.at > moment.getTime()) break;
        waiting.shift();
        now = first.at;
        first.call();
      }
      now = moment.getTime();
    },
    /** The computer sleeps: time goes on, timers wait until it wakes. */
    sleepUntil(moment: Date) {
      now = moment.getTime();
      const [first] = waiting.sort((a, b) => a.at - b.at);
      waiting.shift();
      first?.call();
    },
    left: () => waiting.length,
  };
}

function scheduleOf(start: Date, policies: KeptPolicy[], unlocked = () => true) {
  const timers = fakeTimers(start);
  const swept: string[] = [];
  const missed: [id: string, at: string, code: string][] = [];
  const sweep = async (id: string) => void swept.push(`${id} ${new Date(timers.now()).toISOString()}`);
  const miss: ScheduleParts['missed'] = (id, { at: when, failure }) => void missed.push([id, when, failure.code]);
  const stop = startSchedule({ policies: () => policies, unlocked, sweep, missed: miss, timers });
  return { timers, swept, missed, stop, policies };
}
const sweepAt = (moment: Date) => `p_nightly ${moment.toISOString()}`;

describe('a policy that is swept at three every night', () => {
  it('is swept then, once, in local time', () => {
    const { timers, swept } = scheduleOf(at('22T22:00'), [kept('0 3 * * *', at('22T21:00'))]);
    timers.goTo(at('23T02:59'));
    expect(swept).toEqual([]);
    timers.goTo(at('24T12:00'));
    expect(swept).toEqual([sweepAt(at('23T03:00')), sweepAt(at('24T03:00'))]);
  });

  it('is not swept while the vault is locked, nor caught up when it opens: it is due, and that is why', () => {
    let open = false;
    const one = kept('0 3 * * *', at('22T21:00'));
    const { timers, swept, missed } = scheduleOf(at('22T22:00'), [one], () => open);
    timers.goTo(at('23T03:30'));
    open = true;
    timers.goTo(at('23T20:00'));
    expect(swept).toEqual([]);
    expect(missed).toEqual([['p_nightly', at('23T03:00').toISOString(), 'VAULT_LOCKED']]);
    expect(dueSince(one, at('23T20:00'))).toEqual(at('23T03:00'));
    expect(nextSweep(one.policy, at('23T20:00'))).toEqual(at('24T03:00'));
  });

  it('is not caught up by a computer that slept through it', () => {
    const { timers, swept } = scheduleOf(at('22T22:00'), [kept('0 3 * * *', at('22T21:00'))]);
    timers.sleepUntil(at('23T09:00'));
    timers.goTo(at('23T12:00'));
    expect(swept).toEqual([]);
  });

  it('begins at the next time that comes after it was saved, and is no longer swept once it is removed', () => {
    const { timers, swept, policies } = scheduleOf(at('22T22:00'), []);
    timers.goTo(at('22T23:00'));
    policies.push(kept('*/10 * * * *', at('22T23:05')));
    timers.goTo(at('22T23:21'));
    expect(swept).toEqual([sweepAt(at('22T23:10')), sweepAt(at('22T23:20'))]);
    policies.pop();
    timers.goTo(at('23T12:00'));
    expect(swept).toHaveLength(2);
  });

  it('goes on after a sweep that could not begin, tells why also where that can’t be kept, and stops when told to', async () => {
    const timers = fakeTimers(at('22T22:00'));
    const why: string[] = [];
    const sweep = () => Promise.reject(new ResaltError('NOT_ALLOWED_HERE', 'A site is busy.'));
    const missed = (_id: string, { failure }: { failure: Failure }) => {
      why.push(failure.message);
      throw new Error('the disk is full');
    };
    const policies = () => [kept('0 3 * * *', at('22T21:00'))];
    const stop = startSchedule({ policies, unlocked: () => true, sweep, missed, timers });
    timers.goTo(at('24T04:00'));
    await expect.poll(() => why).toEqual(['A site is busy.', 'A site is busy.']);
    stop();
    expect(timers.left()).toBe(0);
  });
});

it('a stored schedule that can’t be read never comes, and keeps no other from being swept', () => {
  const odd = kept('every night', at('22T21:00'));
  expect(nextSweep(odd.policy, at('22T22:00'))).toBe(null);
  expect(dueSince(odd, at('24T22:00'))).toBe(null);
  const { timers, swept, stop } = scheduleOf(at('22T22:00'), [odd, kept('0 3 * * *', at('22T21:00'))]);
  timers.goTo(at('23T04:00'));
  expect(swept).toEqual([sweepAt(at('23T03:00'))]);
  stop();
});

describe('what is due', () => {
  it.each<[string, KeptPolicy, Date | null]>([
    ['nothing where it is swept by hand', kept(null, at('01T00:00')), null],
    ['nothing before its first time', kept('0 3 * * *', at('23T10:00')), null],
    ['since the first time that was missed', kept('0 3 * * *', at('20T10:00')), at('21T03:00')],
    ['nothing when it was swept since', kept('0 3 * * *', at('20T10:00'), at('23T11:00')), null],
    [
      'since the first one missed after the last sweep',
      kept('0 3 * * *', at('01T00:00'), at('21T03:00')),
      at('22T03:00'),
    ],
  ])('%s', (_what, one, expected) => expect(dueSince(one, at('23T12:00'))).toEqual(expected));
});

it.each(['', 'every day', '61 * * * *', '* * * *', '* * * * * *', '0 3 * * * 2026'])('“%s” is no schedule', (pattern) =>
  expect(() => checkSchedule(pattern, at('22T22:00'))).toThrow('no schedule'),
);

it('a schedule that never comes is refused, and to find that out again costs nothing', () => {
  expect(() => checkSchedule('0 0 30 2 *', at('22T22:00'))).toThrow('never comes');
  const { policy } = kept('0 0 30 2 *', at('22T22:00'));
  const began = process.cpuUsage();
  for (let minute = 0; minute < 1000; minute += 1)
    expect(nextSweep(policy, new Date(at('22T22:00').getTime() + minute * 60_000))).toBe(null);
  const { user, system } = process.cpuUsage(began);
  expect((user + system) / 1000).toBeLessThan(1000);
});

it('what was worked out before is what croner says, whenever it is asked', () => {
  const patterns = fc.constantFrom('0 3 * * *', '*/7 * * * *', '30 22 * * 5', '0 0 29 2 *', '0 2 * 10 0');
  const moments = fc.array(fc.integer({ min: 0, max: 400 * 86_400 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(patterns, moments, (pattern, seconds) => {
      for (const second of seconds) {
        const after = new Date(at('01T00:00').getTime() + second * 1000);
        const next = new Cron(pattern, { mode: '5-part', paused: true }).nextRun(after);
        expect(nextSweep(kept(pattern, after).policy, after)).toEqual(next);
      }
    }),
  );
});

describe('a schedule that is being written', () => {
  it('is told by its next three moments', () => {
    const { wrong, next } = explainSchedule(' 30 22 * * 5 ', at('22T12:00'));
    expect([wrong, next.map((one) => new Date(one))]).toEqual([
      null,
      ['2026-11-27', '2026-12-04', '2026-12-11'].map((day) => new Date(`${day}T22:30:00`)),
    ]);
  });
  it.each(['', 'every night', '* * * * * *', '0 3 * *', '61 * * * *', '@'.repeat(100)])(
    '%j is none, and why',
    (text) => {
      expect(explainSchedule(text, at('22T12:00'))).toEqual({
        wrong: expect.stringMatching(/is no schedule/),
        next: [],
      });
    },
  );
  it('says of a day that never comes that it never comes', () => {
    expect(explainSchedule('0 0 31 2 *', at('22T12:00'))).toEqual({ wrong: expect.stringMatching(/never/), next: [] });
  });
});
