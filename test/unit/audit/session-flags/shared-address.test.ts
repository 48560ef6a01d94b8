import { expect, it } from 'vitest';
import { reasons, session } from '../a-fleet.ts';

const flag = 'shared-address';
const people = (count: number, more: (n: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, n) =>
    session({ userId: n, email: `p${n}@client.test`, ip: '80.1.1.1', ...more(n) }),
  );
/** So that the one address is not taken for the site's proxy. */
const others = Array.from({ length: 4 }, (_, n) => session({ userId: 90 + n, email: null, ip: `81.1.1.${n}` }));

it('is raised for many people at one address', () =>
  expect(reasons(flag, [...people(5), ...others])).toEqual([
    ...Array(5).fill('this address has logins of 5 people on 1 site'),
    ...Array(4).fill(null),
  ]));

it('is raised for some people on many sites, not for one person on many sites', () => {
  const sites = ['s_a', 's_b', 's_c'];
  const onSites = people(3, (n) => ({ siteId: sites[n] }));
  expect(reasons(flag, onSites)).toEqual(Array(3).fill('this address has logins of 3 people on 3 sites'));
  const one = people(40, (n) => ({ siteId: `s_${n}`, email: 'me@agency.test' }));
  expect(reasons(flag, one).every((reason) => reason === null)).toBe(true);
});

it('is not raised for a few, for what is over, nor for an office', () => {
  expect(reasons(flag, [...people(4), ...others]).filter(Boolean)).toEqual([]);
  expect(reasons(flag, [...people(5, (n) => ({ expired: n === 0 })), ...others]).filter(Boolean)).toEqual([]);
  const knowledge = { offices: [{ name: 'Client', range: '80.1.1.1' }] };
  expect(reasons(flag, [...people(9), ...others], { knowledge }).filter(Boolean)).toEqual([]);
});
