import { expect, it } from 'vitest';
import { hoursAgo, reasons, session } from '../a-fleet.ts';

const flag = 'impossible-travel';
const at = (ip: string, hours: number, more = {}) => session({ ip, loginAt: hoursAgo(hours), ...more });

it('is raised for the later of two logins that nobody can have travelled between', () => {
  const [nl, br] = reasons(flag, [at('80.1.1.1', 3), at('90.1.1.1', 1)]);
  expect(nl).toBeNull();
  expect(br).toMatch(/^BR 2 hours after NL: at least [67],\d00 km$/);
});

it('sees logins that are over, and those on other sites', () => {
  expect(reasons(flag, [at('80.1.1.1', 3, { goneAt: hoursAgo(2) }), at('90.1.1.1', 1)])[1]).not.toBeNull();
  expect(reasons(flag, [at('80.1.1.1', 3, { siteId: 's_zeta000000' }), at('90.1.1.1', 1)])[1]).not.toBeNull();
});

it('is not raised for neighbours, for who had the time, nor where the time is not known', () => {
  expect(reasons(flag, [at('80.1.1.1', 1), at('81.1.1.1', 1)])).toEqual([null, null]);
  expect(reasons(flag, [at('80.1.1.1', 12), at('90.1.1.1', 1)])).toEqual([null, null]);
  expect(reasons(flag, [at('80.1.1.1', 3), at('90.1.1.1', 1, { loginAt: null })])).toEqual([null, null]);
});

it('leaves known offices out, from which people jump by VPN', () => {
  const offices = [{ name: 'Amsterdam', range: '80.1.0.0/16' }];
  expect(reasons(flag, [at('80.1.1.1', 3), at('90.1.1.1', 1)], { knowledge: { offices } })).toEqual([null, null]);
});
