import { expect, it } from 'vitest';
import { hoursAgo, reasons, session } from '../a-fleet.ts';

const flag = 'several-countries';
const nl = session();
const br = session({ ip: '90.1.1.1', loginAt: hoursAgo(2.5) });

it('is raised for all live logins of a person who is in more than one country', () =>
  expect(reasons(flag, [nl, br])).toEqual(['also BR within 2 hours', 'also NL within 2 hours']));

it('counts a person by e-mail across sites, whatever the case', () =>
  expect(reasons(flag, [nl, { ...br, siteId: 's_zeta000000', userId: 9, email: ' ED@client.test' }])).toEqual([
    'also BR within 2 hours',
    'also NL within 2 hours',
  ]));

it('is not raised for one country, another person, or what is over', () => {
  expect(reasons(flag, [nl, session({ ip: '80.9.9.9' })])).toEqual([null, null]);
  expect(reasons(flag, [nl, { ...br, email: 'other@client.test', userId: 2 }])).toEqual([null, null]);
  for (const over of [{ expired: true }, { goneAt: hoursAgo(0) }, { ghost: true }])
    expect(reasons(flag, [nl, { ...br, ...over }])).toEqual([null, null]);
});

it('keeps people without an e-mail address apart by site and user', () => {
  const nobody = { email: null };
  expect(
    reasons(flag, [
      { ...nl, ...nobody },
      { ...br, ...nobody, userId: 2 },
    ]),
  ).toEqual([null, null]);
  expect(
    reasons(flag, [
      { ...nl, ...nobody },
      { ...br, ...nobody },
    ])[0],
  ).not.toBeNull();
});

it('is raised beside a login at a known office, but not for that; and never for known people', () => {
  const offices = [{ name: 'Amsterdam', range: '80.1.0.0/16' }];
  expect(reasons(flag, [nl, br], { knowledge: { offices } })).toEqual([null, 'also NL within 2 hours']);
  expect(reasons(flag, [nl, br], { knowledge: { people: ['Ed@Client.test'] } })).toEqual([null, null]);
});
