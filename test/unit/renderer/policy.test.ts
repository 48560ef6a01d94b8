import { describe, expect, it } from 'vitest';
import type { PolicyRow } from '../../../src-main/contract/session-policies.ts';
import { policyDue } from '../../../src-renderer/words/policy.ts';

const row: PolicyRow = {
  ...{ id: 'p_nightly', name: 'Nightly', of: { all: true }, mostPerUser: 2, oldestDays: null, noExpired: false },
  ...{ sweeps: '0 3 * * *', nextSweep: '2026-11-23T02:00:00.000Z', lastSweep: null, dueSince: null, dueFor: null },
};
const due = { ...row, dueSince: '2026-11-22T02:00:00.000Z' };

describe('a sweep that was missed', () => {
  it('is not spoken of where there is none', () => expect(policyDue(row)).toBeNull());
  it('by a locked vault says so, and where to change that', () => {
    const dueFor = { code: 'VAULT_LOCKED' as const, message: 'The vault was locked.', retry: 'safe' as const };
    expect(policyDue({ ...due, dueFor })).toMatch(/Due since .* The vault was locked: .*settings.* catch up/);
  });
  it('by anything else says what, and with nobody there that Resalt was closed', () => {
    const dueFor = { code: 'NOT_ALLOWED_HERE' as const, message: 'A site is in work.', retry: 'safe' as const };
    expect(policyDue({ ...due, dueFor })).toContain('A site is in work.');
    expect(policyDue(due)).toContain('Resalt was closed then');
  });
});
