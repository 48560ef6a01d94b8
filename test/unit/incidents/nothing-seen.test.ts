import { expect, it } from 'vitest';
import { facts } from '../../../src-main/contract/checklist.ts';
import { checkNames } from '../../../src-main/contract/findings.ts';
import { allFacts } from '../../../src-main/incidents/verifications/all-facts.ts';
import { passwordDigests } from '../../../src-main/incidents/verifications/baseline.ts';
import { neighboursLookedAt } from '../../../src-main/incidents/verifications/neighbours-looked-at.ts';
import { onlyApprovedAdministrators } from '../../../src-main/incidents/verifications/only-approved-administrators.ts';
import type { Look } from '../../../src-main/incidents/verifications/verification.ts';

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
