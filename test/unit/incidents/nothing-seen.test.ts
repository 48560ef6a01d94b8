import { expect, it } from 'vitest';
import { readyAgreed } from '../../../src-main/audit/agreed.ts';
import { facts } from '../../../src-main/contract/checklist.ts';
import { checkNames } from '../../../src-main/contract/findings.ts';
import { allFacts } from '../../../src-main/incidents/verifications/all-facts.ts';
import { passwordDigests } from '../../../src-main/incidents/verifications/baseline.ts';
import { neighboursLookedAt } from '../../../src-main/incidents/verifications/neighbours-looked-at.ts';
import { onlyApprovedAdministrators } from '../../../src-main/incidents/verifications/only-approved-administrators.ts';
import { judgeSalts } from '../../../src-main/incidents/verifications/salts-as-rotated.ts';
import type { Look, PastRun } from '../../../src-main/incidents/verifications/verification.ts';

// What was not seen never makes a fact hold.

const openedAt = '2026-11-22T20:00:00.000Z';
const later = '2026-11-22T21:00:00.000Z';
const look = (more: object) =>
  ({
    at: new Date(openedAt),
    incident: { id: 'i_1', openedAt },
    site: { id: 's_1', ssh: null, local: true },
    agreed: { acceptanceOf: () => null, approvalOf: () => null },
    ...more,
  }) as unknown as Look;

it('every fact of the contract can be looked at', () => {
  expect(Object.keys(allFacts).sort()).toEqual([...facts].sort());
});

it.each(['partly', 'not'] as const)('neighbours of which a check looked %s are not looked at', async (looked) => {
  const judge = (how: string) =>
    neighboursLookedAt(
      look({
        fellows: () => [{ id: 's_2', name: 'two', ssh: null, local: true }],
        auditOf: async () => ({
          findings: [],
          checks: checkNames.map((check, n) => ({ check, at: later, looked: n === 3 ? how : 'whole' })),
        }),
      }),
    );
  expect((await judge('whole')).holds).toBe(true);
  expect((await judge(looked)).holds).not.toBe(true);
});

it('no administrator at all is not “all are approved”', async () => {
  const audit = { administratorsAt: later, administrators: [], checks: [], findings: [] };
  expect((await onlyApprovedAdministrators(look({ audit: async () => audit }))).holds).toBe(null);
});

it('a baseline without one hash to compare with is none', async () => {
  const evidence = {
    items: async () => [{ id: 'e_1', kind: 'users', lacks: null, begunAt: '', name: 'users', sha256: '', endedAt: '' }],
    async *bytes() {
      yield Buffer.from('{"table":"wp_users","row":{"ID":"1"}}\n');
    },
  };
  expect(await passwordDigests(look({ evidence }))).toBe(null);
});

it('the baseline has the hash of each user, as TakeSnapshot writes the rows', async () => {
  const evidence = {
    items: async () => [{ id: 'e_1', kind: 'users', lacks: null, begunAt: '', name: 'users', sha256: '', endedAt: '' }],
    async *bytes() {
      yield Buffer.from('{"table":"wp_users","row":{"ID":"7","user_pass":"$P$Bold"}}\n');
    },
  };
  const found = await passwordDigests(look({ evidence }));
  expect([...(found?.digests.keys() ?? [])]).toEqual([7]);
});

it('a second administrator with an approved address is not approved by it', async () => {
  const approvals = ['boss@agency.test', 'ann'].map((who) => ({ who, scope: { all: true }, by: '', at: '', note: '' }));
  const agreed = readyAgreed({ acceptances: [], approvals } as unknown as Parameters<typeof readyAgreed>[0]);
  const one = (userId: number, user: string, email: string) => ({ userId, user, email, how: ['administrator'] });
  const judge = (administrators: object[]) =>
    onlyApprovedAdministrators(
      look({ agreed, audit: async () => ({ administratorsAt: later, administrators, checks: [], findings: [] }) }),
    );
  expect((await judge([one(1, 'boss', 'boss@agency.test'), one(2, 'ann', 'x@evil.test')])).told).toContain(
    'x@evil.test',
  );
  const doubled = await judge([one(1, 'boss', 'boss@agency.test'), one(7, 'wpsys', 'Boss@agency.test')]);
  expect(doubled.holds).toBe(false);
  expect(doubled.told).toMatch(/boss .* wpsys/);
  const told = await judge([one(2, 'ann', 'boss@agency.test'), one(7, 'wpsys', 'boss@agency.test')]);
  expect(told.told).toMatch(/^1 administrator is not approved: wpsys/);
});

it.each([
  ['refused', true],
  ['not-possible', null],
  ['not-asked', null],
] as const)('new salts of which an old cookie was %s', (verdict, holds) => {
  const salts = { place: 'wp-config.php', rotated: 8, fingerprintBefore: 'a', fingerprintAfter: 'b' };
  const proof = { verdict, before: null, after: null, why: 'The dashboard is hidden.', at: null };
  const run = { run: 'r_1', operation: 'FleetLogout', row: { salts, proof } } as unknown as PastRun;
  const seen = judgeSalts(run, run, 'b');
  expect(seen.holds).toBe(holds);
  if (holds === null) expect(seen.told).toContain('The dashboard is hidden.');
});
