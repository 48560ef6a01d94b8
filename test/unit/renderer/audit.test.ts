import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditReport, Finding } from '../../../src-main/contract/findings.ts';
import type { Order } from '../../../src-main/contract/orders.ts';
import { closingsOf } from '../../../src-renderer/stores/audit/closing.ts';
import { freshness } from '../../../src-renderer/stores/audit/drift.ts';
import { filterOfQuery, noFilter, queryOf } from '../../../src-renderer/stores/audit/filter.ts';
import { afterReport } from '../../../src-renderer/stores/audit/load.ts';
import { facet, grouped, hiding, rowsOf, shows, sorted } from '../../../src-renderer/stores/audit/rows.ts';
import { readAuditView, storedAuditView } from '../../../src-renderer/stores/audit/view.ts';
import { mergeOrders } from '../../../src-renderer/stores/merge-orders.ts';
import { evidenceLines } from '../../../src-renderer/words/audit.ts';
import { deedsOf, sayDeeds } from '../../../src-renderer/words/order.ts';
import { plain } from '../../../src-renderer/words/plain.ts';
import { runSite } from './rows.ts';

const site = (n: number): string => `s_${String(n).padStart(12, '0')}`;
const finding = (change: Partial<Finding> = {}): Finding => ({
  ...{ siteId: site(1), site: 'acme', check: 'hidden-administrator', severity: 'critical', confidence: 'certain' },
  ...{ title: '“wpsys” has rights', where: 'user 7', since: null, why: 'It opens the site.', evidence: { userId: 7 } },
  fix: { operation: 'ChangeUsers', arguments: { action: 'demote', userId: 7 } },
  ...{ byHand: 'Delete it.', contentHash: 'a'.repeat(64), accepted: false },
  ...change,
});
const rows = (...findings: Finding[]) => rowsOf(findings, new Map(), () => false);

describe('what a site says, for the screen', () => {
  it('nothing in it is unseen or turns the direction, and it is bounded', () => {
    expect(plain('a\u202egpj.exe\u0000\u200b')).toBe('a⟨U+202E⟩gpj.exe⟨U+0000⟩⟨U+200B⟩');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 100 }), (text, most) => {
        const shown = plain(text, most);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
        expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/);
        expect(shown.length).toBeLessThanOrEqual(most * 8 + 40);
      }),
    );
  });

  it('evidence is lines of text, whatever it holds', () => {
    const lines = evidenceLines({ lastUsed: null, grants: ['edit_users', '<b>'], bareMd5: true, userId: 7 });
    expect(lines).toEqual([
      ['Last used', 'none'],
      ['Grants', 'edit_users, <b>'],
      ['Bare md5', 'yes'],
      ['User id', '7'],
    ]);
  });
});

describe('rows, filters and groups', () => {
  it('shows what is not accepted, unless accepted ones are asked for; each part narrows', () => {
    const [one] = rows(finding());
    const [left] = rows(finding({ accepted: true }));
    if (!one || !left) throw new Error('no rows');
    expect(shows(noFilter, one)).toBe(true);
    expect(shows(noFilter, left)).toBe(false);
    expect(shows({ ...noFilter, accepted: true }, left)).toBe(true);
    expect(shows({ ...noFilter, text: 'WPSYS acme' }, one)).toBe(true);
    expect(shows({ ...noFilter, text: 'wpsys beta' }, one)).toBe(false);
    expect(shows({ ...noFilter, severity: 'low' }, one)).toBe(false);
    expect(shows({ ...noFilter, fresh: true }, one)).toBe(false);
    expect(hiding([one], { ...noFilter, severity: 'low' })).toEqual([['severity', 1]]);
    expect(facet([one, left], noFilter, 'site')).toEqual([['acme', 1]]);
  });

  it('the worst stands first, in a list and among groups, and nothing is lost or doubled', () => {
    const severity = fc.constantFrom('critical', 'high', 'medium', 'low');
    const some = fc.array(fc.record({ severity, n: fc.integer({ min: 1, max: 5 }) }), { maxLength: 40 });
    fc.assert(
      fc.property(some, (all) => {
        const made = rows(
          ...all.map(({ severity, n }, at) =>
            finding({ severity, siteId: site(n), site: `s${n}`, contentHash: String(at).padStart(64, '0') }),
          ),
        );
        const rank = ['critical', 'high', 'medium', 'low'];
        const order = sorted(made, { by: 'severity', down: false }).map(({ finding }) =>
          rank.indexOf(finding.severity),
        );
        expect(order).toEqual([...order].sort((a, b) => a - b));
        const groups = grouped(made, 'site');
        expect(groups.flatMap((group) => group.rows).length).toBe(made.length);
        const worst = groups.map((group) => rank.indexOf(group.worst));
        expect(worst).toEqual([...worst].sort((a, b) => a - b));
      }),
    );
  });

  it('a link says the filter without what was typed, and neither does the store keep that', () => {
    const filter = { ...noFilter, text: 'anna@agency.example', severity: 'high' as const, accepted: true };
    expect(queryOf(filter)).toBe('severity=high&accepted=yes');
    expect(filterOfQuery(queryOf(filter))).toEqual({ ...filter, text: '' });
    expect(filterOfQuery('severity=awful&fresh=1')).toEqual(noFilter);
    const view = { filter, sort: { by: 'site' as const, down: true }, group: null };
    expect(JSON.stringify(storedAuditView(view))).not.toContain('anna');
    expect(readAuditView(storedAuditView(view))).toEqual({ ...view, filter: { ...filter, text: '' } });
    expect(readAuditView('nonsense').group).toBe('check');
  });

  it('tells what was not there at the look before', () => {
    const drift = { siteId: site(1), site: 'acme', what: '', at: '', since: '', user: null, approved: null };
    const { finding: fresh, administrator } = freshness([
      { ...drift, kind: 'new-finding', userId: null, check: 'weak-hash', severity: 'low', contentHash: 'b' },
      { ...drift, kind: 'new-administrator', userId: 9, check: null, severity: null, contentHash: null },
      { ...drift, kind: 'gone-administrator', userId: 8, check: null, severity: null, contentHash: null },
    ]);
    expect(fresh(finding({ check: 'weak-hash', contentHash: 'b' }))).toBe(true);
    expect(fresh(finding({ check: 'weak-hash', contentHash: 'c' }))).toBe(false);
    expect([7, 8, 9].map((userId) => administrator({ siteId: site(1), userId }))).toEqual([false, false, true]);
  });
});

describe('what is known after a look', () => {
  const report = (outcome: 'ok' | 'unreachable', findings: Finding[]): AuditReport => ({
    at: '2026-01-02T03:04:05.000Z',
    sites: [{ siteId: site(1), site: 'acme', outcome, checks: [] }],
    administrators: [],
    findings,
  });
  it('a site that did not answer keeps what was known, and its time', () => {
    const known = afterReport(new Map(), report('ok', [finding()]));
    const later = { ...report('unreachable', []), at: '2026-02-02T03:04:05.000Z' };
    const after = afterReport(known, later).get(site(1));
    expect(after?.findings).toHaveLength(1);
    expect(after?.site.lookedAt).toBe('2026-01-02T03:04:05.000Z');
    expect(afterReport(known, report('ok', [])).get(site(1))?.findings).toEqual([]);
    const blind = report('ok', []);
    const checks = [{ check: 'hidden-administrator' as const, looked: 'not' as const, why: 'no right to read it' }];
    const half = { ...blind, sites: blind.sites.map((one) => ({ ...one, checks })) };
    expect(afterReport(known, half).get(site(1))?.findings).toHaveLength(1);
  });
});

describe('orders out of findings', () => {
  it('one order for all that the same operation closes, each thing once, each on its site', () => {
    const closings = closingsOf([
      finding(),
      finding({ siteId: site(2), site: 'beta' }),
      finding({ check: 'administrator-never-seen' }),
      finding({ check: 'database-trigger', fix: null }),
      finding({ fix: { operation: 'SetOptions', arguments: { option: 'registration', value: 'closed' } } }),
    ]);
    expect(closings.map(({ order, findings }) => [order.operation, findings.length])).toEqual([
      ['ChangeUsers', 3],
      ['SetOptions', 1],
    ]);
    expect(closings[0]?.order).toMatchObject({
      action: 'demote',
      users: [
        { siteId: site(1), userId: 7 },
        { siteId: site(2), userId: 7 },
      ],
    });
  });

  it('what is done in another way is another order', () => {
    const change = (action: 'demote' | 'block', userId: number): Order => ({
      ...{ operation: 'ChangeUsers', action, users: [{ userId }], role: 'subscriber', reassignTo: null },
    });
    const merged = mergeOrders([change('demote', 1), change('block', 2), change('demote', 3)]);
    expect(merged.map(({ from }) => from)).toEqual([[0, 2], [1]]);
  });

  it('no closing where the fix is none of the contract', () => {
    expect(closingsOf([finding({ fix: { operation: 'Explode', arguments: {} } })])).toEqual([]);
    expect(
      closingsOf([finding({ fix: { operation: 'ChangeUsers', arguments: { action: 'praise', userId: 7 } } })]),
    ).toEqual([]);
  });
});

describe('what a closing run says', () => {
  const deed = (result: 'done' | 'kept') => ({ kind: 'user', what: 'wpsys (user 7)', result, why: null });
  it('nothing is called done of a site that did not go as asked', () => {
    const went = runSite({ outcome: 'changed', deeds: [deed('done'), deed('kept')] });
    const failed = runSite({ outcome: 'failed', deeds: [deed('done')] });
    expect(deedsOf([went, failed])).toEqual({ done: 1, unchanged: 0, kept: 1, failed: 1 });
    expect(sayDeeds([went, failed])).toBe(
      '1 thing changed on 1 site, each read back. 1 left alone on purpose and 1 NOT CERTAIN or failed.',
    );
    expect(sayDeeds([failed])).toBe('Nothing is certain to have been changed. 1 NOT CERTAIN or failed.');
  });
});
