import { describe, expect, it } from 'vitest';
import { readyAgreed, withAcceptance } from '../../../src-main/audit/agreed.ts';
import type { Acceptance, Approval } from '../../../src-main/contract/agreements.ts';
import { aFinding, anAdministrator, hashOf, minute, siteId } from './an-audit.ts';

const acceptance = (content: string, more: Partial<Acceptance> = {}): Acceptance => ({
  ...{ id: 'g_0000000000000000', check: 'weak-hash', contentHash: hashOf(content), siteId, title: content },
  ...{ reason: 'It is ours.', by: 'ada', at: minute(0), ...more },
});
const approval = (who: string, scope: Approval['scope']): Approval => ({
  ...{ id: 'g_0000000000000001', who, scope, reason: null, by: 'ada', at: minute(0) },
});
const agreed = (acceptances: Acceptance[], approvals: Approval[] = []) => readyAgreed({ acceptances, approvals });
const here = { id: siteId, client: 'acme' };
const elsewhere = { id: 's_0000000002', client: 'other' };

describe('accepting', () => {
  it('holds for that content, that check and that site', () => {
    const one = agreed([acceptance('a')]);
    expect(withAcceptance(one, aFinding('a'))).toMatchObject({
      accepted: true,
      acceptance: { reason: 'It is ours.', by: 'ada', at: minute(0), everywhere: false },
    });
    for (const other of [
      aFinding('b'),
      aFinding('a', { check: 'shared-hash' }),
      aFinding('a', { siteId: elsewhere.id }),
    ])
      expect(withAcceptance(one, other)).toEqual(other);
  });

  it('holds everywhere where that was said, and the site’s own reason goes first', () => {
    const one = agreed([acceptance('a', { siteId: null, reason: 'All of ours.' }), acceptance('a')]);
    expect(withAcceptance(one, aFinding('a', { siteId: elsewhere.id })).acceptance).toMatchObject({
      everywhere: true,
      reason: 'All of ours.',
    });
    expect(withAcceptance(one, aFinding('a')).acceptance).toMatchObject({ everywhere: false, reason: 'It is ours.' });
  });

  it('is over when it is taken back: nothing of it stays in a finding', () => {
    const was = withAcceptance(agreed([acceptance('a')]), aFinding('a'));
    expect(withAcceptance(agreed([]), was)).toEqual(aFinding('a'));
  });

  it('is counted, critical ones apart', () => {
    const head = {
      ...{ lookedAt: minute(1), failed: false, drift: { newAdministrators: 0, all: 0 } },
      findings: [
        ['weak-hash', hashOf('a'), 'critical'],
        ['weak-hash', hashOf('b'), 'critical'],
        ['weak-hash', hashOf('c'), 'low'],
      ] as [string, string, 'critical' | 'low'][],
      administrators: [
        ['ada', 'ada@agency.test'],
        ['eve', 'eve@example.test'],
      ] as [string, string][],
    };
    const one = agreed([acceptance('a'), acceptance('c')], [approval('ada@agency.test', { all: true })]);
    expect(one.summary(here, head)).toMatchObject({
      findings: { critical: 1, high: 0, medium: 0, low: 0 },
      accepted: { all: 2, critical: 1 },
      ...{ administrators: 2, unapproved: 1 },
    });
  });
});

describe('approving', () => {
  const ada = anAdministrator(1, { user: 'Ada', email: 'Ada@Agency.test' });
  const covered = (who: string, scope: Approval['scope'], site = here) =>
    agreed([], [approval(who, scope)]).approvalOf(site, ada) !== null;

  it('goes by the whole address or the whole login, whatever the case', () => {
    for (const who of ['ada@agency.test', 'ADA']) expect(covered(who, { all: true })).toBe(true);
    for (const who of ['ada@agency', 'ad', 'ada ', 'agency.test', '@']) expect(covered(who, { all: true })).toBe(false);
  });

  it('holds for a site, a client or all', () => {
    expect(covered('ada', { siteId })).toBe(true);
    expect(covered('ada', { siteId }, elsewhere)).toBe(false);
    expect(covered('ada', { client: 'acme' })).toBe(true);
    expect(covered('ada', { client: 'acme' }, elsewhere)).toBe(false);
    expect(covered('ada', { all: true }, elsewhere)).toBe(true);
  });

  it('does not take a login that looks like an address for the address, nor an empty one for anything', () => {
    const fake = { user: 'ada@agency.test', email: 'eve@example.test' };
    expect(agreed([], [approval('ada@agency.test', { all: true })]).approvalOf(here, fake)).toBeNull();
    expect(agreed([], [approval('ada', { all: true })]).approvalOf(here, { user: '', email: '' })).toBeNull();
  });
});
