import { expect, it } from 'vitest';
import { hoursAgo, policy, reasons, session } from '../a-fleet.ts';

const at = (hours: number, more = {}) => session({ loginAt: hoursAgo(hours), ...more });

it('too many: the oldest beyond the figure, per user and site, live ones alone', () => {
  const policies = [policy({ mostPerUser: 2 })];
  const why = 'one of 3 logins of this user; the policy “Strict” has at most 2';
  expect(reasons('too-many', [at(9), at(1), at(5)], { policies })).toEqual([why, null, null]);
  expect(reasons('too-many', [at(9), at(1), at(5, { expired: true })], { policies })).toEqual([null, null, null]);
  expect(reasons('too-many', [at(9), at(1), at(5, { userId: 2 })], { policies })).toEqual([null, null, null]);
  expect(reasons('too-many', [at(9), at(1), at(5)])).toEqual([null, null, null]);
});

it('too old: beyond the days, and where nobody knows since when', () => {
  const policies = [policy({ oldestDays: 14 })];
  expect(reasons('too-old', [at(24 * 20), at(24 * 13), at(1, { loginAt: null })], { policies })).toEqual([
    '20 days old; the policy “Strict” has at most 14 days',
    null,
    'nobody knows when it began; the policy “Strict” has at most 14 days',
  ]);
  expect(reasons('too-old', [at(24 * 20, { goneAt: hoursAgo(1) })], { policies })).toEqual([null]);
});

it('a login that is said to be of the day after tomorrow began nobody knows when, as it does for a sweep', () => {
  const ahead = [at(-30), at(5), at(9)];
  expect(reasons('too-many', ahead, { policies: [policy({ mostPerUser: 2 })] }).map(Boolean)).toEqual([
    true,
    false,
    false,
  ]);
  expect(reasons('too-old', ahead, { policies: [policy({ oldestDays: 14 })] })).toEqual([
    'nobody knows when it began; the policy “Strict” has at most 14 days',
    null,
    null,
  ]);
});

it('only the policies of the site hold, and of several the strictest', () => {
  const of = (where: object) => [policy({ oldestDays: 14, ...where })];
  const old = [at(24 * 20)];
  expect(reasons('too-old', old, { policies: of({ of: { client: 'Acme' } }) })[0]).not.toBeNull();
  expect(reasons('too-old', old, { policies: of({ of: { tag: 'shop' } }) })[0]).not.toBeNull();
  expect(reasons('too-old', old, { policies: of({ of: { client: 'Other' } }) })[0]).toBeNull();
  expect(reasons('too-old', old, { policies: of({ of: { tag: 'other' } }) })[0]).toBeNull();
  const both = [policy({ oldestDays: 14 }), policy({ oldestDays: 7, name: 'Week' })];
  expect(reasons('too-old', old, { policies: both })[0]).toContain('“Week” has at most 7');
});
