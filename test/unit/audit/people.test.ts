import fc from 'fast-check';
import { expect, it } from 'vitest';
import { join, peopleOf, split } from '../../../src-main/audit/people.ts';
import type { PersonThere } from '../../../src-main/contract/people.ts';

const there = (site: number, email: string, more: Partial<PersonThere> = {}): PersonThere => ({
  ...{ siteId: `s_${String(site).padStart(10, '0')}`, site: `site-${site}`, userId: 7, user: 'ed', email },
  ...{ roles: ['editor'], administrator: false, approved: null, sessions: 1, applicationPasswords: 0, keys: 0 },
  ...{ lastLoginAt: null, lastSeenAt: null, ...more },
});
const shown = (users: PersonThere[], joined: Parameters<typeof peopleOf>[1] = []) =>
  peopleOf(users, joined).map(({ key, sites }) => [key, sites.map(({ site }) => site)]);

it('is one row for an address on all sites, whatever its case', () => {
  expect(shown([there(1, 'Ed@a.test'), there(2, 'ed@A.test'), there(1, 'other@a.test', { userId: 8 })])).toEqual([
    ['ed@a.test', ['site-1', 'site-2']],
    ['other@a.test', ['site-1']],
  ]);
});

it('takes users without an address for one person only on their own site', () => {
  expect(shown([there(1, ''), there(2, ' '), there(2, '', { user: '', userId: 9 })])).toEqual([
    ['9@s_0000000002', ['site-2']],
    ['ed@s_0000000001', ['site-1']],
    ['ed@s_0000000002', ['site-2']],
  ]);
});

it('joins addresses by hand under the first of them, administrators of the most sites first', () => {
  const joined = [{ name: 'Ed', emails: ['ed@a.test', 'ed@b.test'] }];
  const users = [
    there(1, 'ed@b.test'),
    there(2, 'ED@a.test'),
    there(3, 'x@y.test', { administrator: true, approved: false }),
  ];
  expect(shown(users, joined)).toEqual([
    ['x@y.test', ['site-3']],
    ['ed@a.test', ['site-1', 'site-2']],
  ]);
  expect(peopleOf(users, joined)[1]).toMatchObject({ name: 'Ed', joined: true, emails: ['ed@a.test', 'ed@b.test'] });
});

it('joins who was joined before with one of them, and splits again', () => {
  const first = join([], ['a@x.test', 'B@x.test'], 'Ann');
  expect(first.person).toEqual({ name: 'Ann', emails: ['a@x.test', 'b@x.test'] });
  const second = join(first.people, ['c@x.test', 'b@x.test'], null);
  expect(second.people).toEqual([{ name: 'Ann', emails: ['c@x.test', 'b@x.test', 'a@x.test'] }]);
  expect(split(second.people, ['C@x.test', 'b@x.test'])).toEqual([{ name: 'Ann', emails: ['a@x.test'] }]);
  expect(split([{ name: null, emails: ['a@x.test', 'b@x.test'] }], ['a@x.test'])).toEqual([]);
});

it('never has an address in two people, whatever is joined and split (any order)', () => {
  const emails = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 3 });
  const steps = fc.array(fc.record({ what: fc.constantFrom('join', 'split'), emails }), { maxLength: 12 });
  fc.assert(
    fc.property(steps, (all) => {
      const people = all.reduce<ReturnType<typeof split>>(
        (before, step) => (step.what === 'join' ? join(before, step.emails, null).people : split(before, step.emails)),
        [],
      );
      const known = people.flatMap((one) => one.emails);
      expect(new Set(known).size).toBe(known.length);
    }),
  );
});
