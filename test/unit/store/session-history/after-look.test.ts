import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterEnding, afterLook } from '../../../../src-main/store/session-history/after-look.ts';
import type { KeptSite, SeenSession } from '../../../../src-main/store/session-history/history-types.ts';
import { aLook, aSession, moment, verifierOf } from './a-history.ts';

type Event =
  | { kind: 'look'; there: number[]; unread: number[]; cut: boolean }
  | { kind: 'all' }
  | { kind: 'some'; which: number[] };
const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 8 });
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({
    kind: fc.constant('look' as const),
    there: numbers,
    unread: fc.uniqueArray(fc.integer({ min: 0, max: 4 }), { maxLength: 2 }),
    cut: fc.boolean(),
  }),
  fc.constant({ kind: 'all' as const }),
  fc.record({ kind: fc.constant('some' as const), which: numbers }),
);
const keep = 90;

/** The same told plainly, a session at a time. */
function plainly(events: Event[], n: number): { first: string; gone: string | null } | null {
  let known = null as { first: string; gone: string | null } | null;
  for (const [minute, one] of events.entries()) {
    if (one.kind === 'look' && one.there.includes(n)) known = { first: known?.first ?? moment(minute), gone: null };
    else if (!known || known.gone) continue;
    else if (one.kind === 'look') known.gone = one.cut || one.unread.includes(n % 5) ? null : moment(minute);
    else if (one.kind === 'all' || one.which.includes(n)) known.gone = moment(minute);
  }
  return known;
}

function byTheHistory(events: Event[]): KeptSite | null {
  let site: KeptSite | null = null;
  for (const [minute, one] of events.entries()) {
    if (one.kind === 'look') {
      const look = aLook(
        minute,
        one.there.map((n) => aSession(n)),
        { unread: new Set(one.unread), cut: one.cut },
      );
      site = afterLook(site, look, keep);
    } else if (site && one.kind === 'all') site = afterEnding(site, moment(minute), 'all');
    else if (site && one.kind === 'some') {
      const which = new Map<number, Set<string>>();
      for (const n of one.which) which.set(n % 5, (which.get(n % 5) ?? new Set()).add(verifierOf(n)));
      site = afterEnding(site, moment(minute), which);
    }
  }
  return site;
}

describe('what is known of a session', () => {
  it('after any sequence of looks and endings is what a plain account of them says', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (events) => {
        const site = byTheHistory(events);
        const kept = new Map(site?.sessions.map((one) => [one.verifier, one]));
        for (let n = 0; n <= 12; n += 1) {
          const one = kept.get(verifierOf(n));
          const told = one ? { first: one.firstKnownAt, gone: one.goneAt } : null;
          expect(told).toEqual(plainly(events, n));
        }
      }),
    );
  });

  it('a look that began before an ending does not bring back what was ended, known before or not', () => {
    const first = afterLook(null, aLook(1, [aSession(1)]), keep);
    const ended = { ...afterEnding(first, moment(5), 'all'), allEndedAt: moment(5) };
    const late = afterLook(ended, aLook(4, [aSession(1), aSession(2)]), keep);
    expect(afterEnding(late, moment(5), 'all').sessions.map(({ goneAt }) => goneAt)).toEqual([moment(5), moment(5)]);
    expect(late.allEndedAt).toBe(moment(5));
  });

  it('a session that a later look finds again is there again', () => {
    const first = afterLook(null, aLook(1, [aSession(1)]), keep);
    const again = afterLook(afterEnding(first, moment(5), 'all'), aLook(6, [aSession(1)]), keep);
    expect(again.sessions).toMatchObject([{ firstKnownAt: moment(1), goneAt: null }]);
    expect(again.allEndedAt).toBeNull();
  });

  it('an ending of before the last look changes nothing: the look knows better', () => {
    const look = afterLook(null, aLook(7, [aSession(1)]), keep);
    expect(afterEnding(look, moment(5), 'all')).toEqual(look);
  });

  it('the earlier session of a user stays beside the new one, so that a change of address can be told', () => {
    const first = afterLook(null, aLook(1, [aSession(1, { ip: '198.51.100.1' })]), keep);
    const next = afterLook(first, aLook(2, [aSession(6, { ip: '203.0.113.9' })]), keep);
    expect(next.sessions.map(({ userId, ip, goneAt }) => [userId, ip, goneAt])).toEqual([
      [1, '203.0.113.9', null],
      [1, '198.51.100.1', moment(2)],
    ]);
  });

  it('leaves when it is gone for longer than it is to be kept, and its user with it', () => {
    const first = afterLook(null, aLook(0, [aSession(1), aSession(2)]), 1);
    const gone = afterLook(first, aLook(10, [aSession(2)]), 1);
    expect(gone.sessions).toHaveLength(2);
    const after = afterLook(gone, aLook(11 + 24 * 60, [aSession(2)]), 1);
    expect(after.sessions.map(({ verifier }) => verifier)).toEqual([verifierOf(2)]);
    expect(after.users.map(({ userId }) => userId)).toEqual([2]);
  });

  it('what a plugin said of its last use is not forgotten when the plugin forgets it', () => {
    const seen = { lastSeenAt: moment(1), lastSeenBy: 'Wordfence' } as const;
    const first = afterLook(null, aLook(1, [aSession(1, seen)]), keep);
    const then = (now: Partial<SeenSession>) => afterLook(first, aLook(2, [aSession(1, now)]), keep).sessions[0];
    expect(then({})).toMatchObject(seen);
    expect(then({ lastSeenAt: moment(0), lastSeenBy: 'Guard Dog' })).toMatchObject(seen);
    const later = { lastSeenAt: moment(2), lastSeenBy: 'Guard Dog' } as const;
    expect(then(later)).toMatchObject(later);
  });
});
