import { expect, it } from 'vitest';
import { hoursAgo, reasons, session } from '../a-fleet.ts';

const first = session({ firstKnownAt: hoursAgo(72) });
const later = (ip: string, more = {}) => session({ ip, firstKnownAt: hoursAgo(2), ...more });

it('an address is new where a later look found it first', () => {
  expect(reasons('new-address', [first, later('80.1.1.2')])).toEqual([
    null,
    'this user was not seen from this address before, since 2026-11-19',
  ]);
  expect(reasons('new-address', [first, later('80.1.1.1')])).toEqual([null, null]);
});

it('a network is new where none of its addresses was seen', () => {
  expect(reasons('new-network', [first, later('80.1.7.7')])).toEqual([null, null]);
  expect(reasons('new-network', [first, later('80.2.7.7')])[1]).toBe(
    'this user was not seen in AS80002 Net 80002 before, since 2026-11-19',
  );
});

it('sessions that are gone are what the history remembers', () => {
  const gone = later('80.1.1.2', { firstKnownAt: hoursAgo(48), goneAt: hoursAgo(40) });
  expect(reasons('new-address', [first, gone, later('80.1.1.2')])[2]).toBeNull();
});

it('is silent where there is no history, and at the first look at a user', () => {
  for (const flag of ['new-address', 'new-network'] as const) {
    expect(reasons(flag, [session(), session({ ip: '90.1.1.1' })])).toEqual([null, null]);
    const same = { firstKnownAt: hoursAgo(5) };
    expect(reasons(flag, [session(same), session({ ...same, ip: '90.1.1.1' })])).toEqual([null, null]);
    expect(reasons(flag, [first, later('90.1.1.1', { userId: 2 })])).toEqual([null, null]);
  }
});

it('another site can not vouch for an address', () => {
  const there = later('90.1.1.1', { siteId: 's_zeta000000', firstKnownAt: hoursAgo(90) });
  expect(reasons('new-address', [first, later('90.1.1.1'), there])[1]).not.toBeNull();
});

it('the addresses of a proxy are no history', () => {
  const proxy = session({ ip: '104.16.0.1', firstKnownAt: hoursAgo(99), goneAt: hoursAgo(80) });
  expect(reasons('new-address', [proxy, later('80.1.1.1')])[1]).toBeNull();
});
