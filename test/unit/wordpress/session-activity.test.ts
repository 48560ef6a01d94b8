import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activityLogs } from '../../../src-main/contract/known-sessions.ts';
import { type Activity, addressOf, lastSeenOf } from '../../../src-main/wordpress/session-activity.ts';
import type { Session } from '../../../src-main/wordpress/session-tokens.ts';

const name = (n: number) => n.toString(16).padStart(64, '0');
const session = (n: number, login: number | null, ip: string | null): Session => ({
  ...{ verifier: name(n), expiration: 9_000, login, ip, ua: null, legacy: false },
});
const did = (at: number, ip: string | null = null, of: number | null = null): Activity => ({
  ...{ at, ip, session: of === null ? null : name(of), by: 'Wordfence' },
});
const seen = (sessions: Session[], log: Activity[]) =>
  Object.fromEntries([...lastSeenOf(sessions, log, 5000)].map(([verifier, { at }]) => [verifier, at]));

describe('when a session was last seen', () => {
  it('is the latest that the log says of it', () => {
    expect(seen([session(1, 100, '203.0.113.1')], [did(200), did(400), did(300)])).toEqual({ [name(1)]: 400 });
  });

  it('is told by the log that says the latest', () => {
    const log = [{ ...did(200), by: 'Simple History' as const }, did(400), { ...did(300), by: 'Guard Dog' as const }];
    expect(lastSeenOf([session(1, 100, null)], log, 5000).get(name(1))).toEqual({ at: 400, by: 'Wordfence' });
  });

  it('is not told by what happened before it began, nor by what is yet to come', () => {
    expect(seen([session(1, 100, null)], [did(99), did(99_999)])).toEqual({});
  });

  it('is not told where it could have been another session of the user', () => {
    expect(seen([session(1, 100, null), session(2, 100, null)], [did(200)])).toEqual({});
    const apart = [session(1, 100, '203.0.113.1'), session(2, 100, '203.0.113.2')];
    expect(seen(apart, [did(200, '203.0.113.2')])).toEqual({ [name(2)]: 200 });
    expect(seen(apart, [did(200, '198.51.100.9')])).toEqual({});
  });

  it('goes by the session’s name where the log has it, wherever it came from', () => {
    const two = [session(1, 100, '203.0.113.1'), session(2, 100, '203.0.113.1')];
    expect(seen(two, [did(200, '198.51.100.9', 2)])).toEqual({ [name(2)]: 200 });
    expect(seen([session(1, 100, null)], [did(200, null, 7)])).toEqual({});
  });

  it('is told of 13,000 sessions by 80,000 log lines without stalling: of those that the log names', () => {
    const many = Array.from({ length: 13_000 }, (_, n) => session(n, 100, `203.0.113.${n % 200}`));
    const log = Array.from({ length: 80_000 }, (_, n) => did(200, '198.51.100.9', n % 2 === 0 ? null : 7));
    const began = performance.now();
    expect(seen(many, log)).toEqual({ [name(7)]: 200 });
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('never says a time that the log does not have, and none for a session that is not there', () => {
    const entry = fc.record({
      at: fc.integer({ min: 1, max: 6000 }),
      ip: fc.constantFrom(null, '203.0.113.1', '203.0.113.2', '203.0.113.x'),
      session: fc.constantFrom(null, name(1), name(2), name(3)),
      by: fc.constantFrom(...activityLogs),
    });
    const one = fc.record({
      n: fc.integer({ min: 1, max: 3 }),
      login: fc.option(fc.integer({ min: 0, max: 5000 })),
      ip: fc.constantFrom(null, '203.0.113.1', '203.0.113.2'),
    });
    fc.assert(
      fc.property(fc.uniqueArray(one, { selector: ({ n }) => n }), fc.array(entry), (some, log) => {
        const sessions = some.map(({ n, login, ip }) => session(n, login, ip));
        for (const [verifier, { at, by }] of lastSeenOf(sessions, log, 5000)) {
          expect(sessions.some((each) => each.verifier === verifier)).toBe(true);
          expect(log.some((each) => each.at === at && each.by === by && (each.session ?? verifier) === verifier)).toBe(
            true,
          );
          expect(at).toBeLessThanOrEqual(5300);
        }
      }),
    );
  });
});

describe('an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    [' ::ffff:203.0.113.7 ', '203.0.113.7'],
    ['::FFFF:cb00:7107', '203.0.113.7'],
    ['2001:DB8::1', '2001:db8:0:0:0:0:0:1'],
    ['2001:db8:0:0:0:0:0:1', '2001:db8:0:0:0:0:0:1'],
    ['203.0.113.x', '203.0.113.x'],
    ['', null],
    ['no address', null],
    [':::', null],
    ['1:2:3:4:5:6:7:8:9', null],
    ['<script>', null],
  ])('%s is %s', (text, expected) => {
    expect(addressOf(text)).toBe(expected);
  });

  it('of any text throws nothing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof addressOf(text) !== 'undefined'));
  });
});
