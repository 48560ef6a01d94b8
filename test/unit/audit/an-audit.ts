import { createHash } from 'node:crypto';
import type { Look } from '../../../src-main/audit/after-audit.ts';
import type { Audited } from '../../../src-main/audit/find.ts';
import type { Administrator, CheckName, Finding } from '../../../src-main/contract/findings.ts';

export const siteId = 's_0000000001';
export const minute = (n: number) => new Date(Date.UTC(2026, 5, 1, 8, n)).toISOString();
export const hashOf = (content: string) => createHash('sha256').update(content).digest('hex');

export const aFinding = (content: string, more: Partial<Finding> = {}): Finding => ({
  ...{ siteId, site: 'site-1', check: 'weak-hash', severity: 'medium', confidence: 'possible', title: content },
  ...{ where: content, since: null, why: 'Because.', evidence: {}, fix: null, byHand: 'Ask.', accepted: false },
  ...{ contentHash: hashOf(content), ...more },
});

export const anAdministrator = (userId: number, more: Partial<Administrator> = {}): Administrator => ({
  ...{ siteId, site: 'site-1', userId, user: `user${userId}`, email: `user${userId}@client.test` },
  ...{ how: ['role: administrator'], approved: false, ...more },
});

export const whole = (...checks: CheckName[]): Audited['checks'] =>
  checks.map((check) => ({ check, looked: 'whole', why: null }));

export const aLook = (n: number, more: Partial<Audited> = {}): Look => {
  const audited = {
    ...{ findings: [], administrators: [], checks: whole('weak-hash'), administratorsWhole: true },
    ...more,
  };
  const people = audited.administrators.map(({ userId, user, email }) => ({
    ...{ userId, user, email, roles: ['administrator'], administrator: true, applicationPasswords: 0, keys: 0 },
  }));
  return { at: minute(n), audited, people };
};
