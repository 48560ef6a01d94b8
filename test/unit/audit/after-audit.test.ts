import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterAudit, afterFailure, afterInspection, type Look } from '../../../src-main/audit/after-audit.ts';
import type { KeptAudit } from '../../../src-main/store/kept-audits/kept-types.ts';
import { aFinding, aLook, anAdministrator, minute, siteId, whole } from './an-audit.ts';

const known = (...looks: Look[]): KeptAudit =>
  looks.reduce<KeptAudit | null>((before, look) => afterAudit(siteId, before, look) ?? before, null) as KeptAudit;
const said = ({ drift }: KeptAudit) => drift.map(({ kind, what }) => `${kind} ${what}`);

describe('what changed from one audit to the next', () => {
  it('is nothing after the first, whatever that finds', () => {
    const first = known(aLook(0, { findings: [aFinding('a')], administrators: [anAdministrator(1)] }));
    expect(first.drift).toEqual([]);
    expect(first.findings.map(({ title, at }) => [title, at])).toEqual([['a', minute(0)]]);
    expect(first).toMatchObject({ lookedAt: minute(0), administratorsAt: minute(0), failure: null });
  });

  it('is a new administrator, one that is gone, and one with other rights, another address or another name', () => {
    const before = aLook(0, { administrators: [anAdministrator(1), anAdministrator(2), anAdministrator(3)] });
    const now = aLook(5, {
      administrators: [
        anAdministrator(2, { how: ['role: administrator', 'direct grant: edit_files'] }),
        anAdministrator(3, { email: 'evil@example.test', user: 'other' }),
        anAdministrator(4),
      ],
    });
    const kept = known(before, now);
    expect(said(kept)).toEqual([
      'new-administrator user4 (user 4) is a new administrator: role: administrator',
      'changed-administrator user2 (user 2): is an administrator by role: administrator; direct grant: edit_files, before by role: administrator',
      'changed-administrator other (user 3): was called user3 before; has the e-mail address evil@example.test now',
      'gone-administrator user1 (user 1) is no longer an administrator',
    ]);
    expect(kept.drift[0]).toMatchObject({ userId: 4, at: minute(5), since: minute(0) });
  });

  it('is not the case of an address, nor the order of the ways to be one', () => {
    const one = anAdministrator(1, { how: ['a', 'b'] });
    const other = anAdministrator(1, { how: ['b', 'a'], email: 'USER1@client.test' });
    expect(known(aLook(0, { administrators: [one] }), aLook(1, { administrators: [other] })).drift).toEqual([]);
  });

  it('is a finding that is new, gone or other, and a token is told as one', () => {
    const checks = whole('weak-hash', 'application-password');
    const kept = known(
      aLook(0, { checks, findings: [aFinding('goes'), aFinding('was', { where: 'here' }), aFinding('stays')] }),
      aLook(1, {
        checks,
        findings: [
          aFinding('is', { where: 'here' }),
          aFinding('stays'),
          aFinding('comes'),
          aFinding('door', { check: 'application-password' }),
        ],
      }),
    );
    expect(said(kept)).toEqual(['new-token door', 'new-finding comes', 'changed-finding is', 'gone-finding goes']);
  });

  it('is a change of files where a finding of files is new or another', () => {
    const checks = whole('wp-config-statement');
    const file = (content: string) => aFinding(content, { check: 'wp-config-statement', where: 'line 3' });
    expect(said(known(aLook(0, { checks }), aLook(1, { checks, findings: [file('a')] })))).toEqual(['changed-files a']);
    expect(
      said(known(aLook(0, { checks, findings: [file('a')] }), aLook(1, { checks, findings: [file('b')] }))),
    ).toEqual(['changed-files b']);
    // A key stands in a file, and is a way in all the same.
    const keys = whole('authorized-keys');
    const key = aFinding('key', { check: 'authorized-keys' });
    expect(said(known(aLook(0, { checks: keys }), aLook(1, { checks: keys, findings: [key] })))).toEqual([
      'new-token key',
    ]);
  });

  it('is not what a check finds that looks for the first time', () => {
    const kept = known(
      aLook(0),
      aLook(1, { checks: whole('weak-hash', 'shared-hash'), findings: [aFinding('x', { check: 'shared-hash' })] }),
    );
    expect(kept.drift).toEqual([]);
  });

  it('stays until somebody says it was seen, though it is gone again by then', () => {
    const there = { administrators: [anAdministrator(1), anAdministrator(2)] };
    const not = { administrators: [anAdministrator(1)] };
    const kept = known(aLook(0, not), aLook(1, there), aLook(2, not), aLook(3, not), aLook(4, there));
    expect(kept.drift.map(({ kind, at, since }) => [kind, at, since])).toEqual([
      ['new-administrator', minute(4), minute(0)],
      ['gone-administrator', minute(2), minute(1)],
    ]);
  });

  it('loses no administrator who was ever new (any looks)', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(ids, { minLength: 1, maxLength: 8 }), (looks) => {
        const kept = known(
          ...looks.map((users, n) => aLook(n, { administrators: users.map((id) => anAdministrator(id)) })),
        );
        const ever = new Set(looks.slice(1).flatMap((users, n) => users.filter((id) => !looks[n]?.includes(id))));
        const told = kept.drift.filter(({ kind }) => kind === 'new-administrator').map(({ userId }) => userId);
        expect(told.sort()).toEqual([...ever].sort());
        expect(kept.administrators.map(({ userId }) => userId)).toEqual(looks.at(-1));
      }),
    );
  });
});

describe('what is known after an audit', () => {
  it('keeps what was not looked at, with the time of the look that saw it', () => {
    const checks = whole('weak-hash', 'shared-hash');
    const kept = known(
      aLook(0, { checks, findings: [aFinding('a'), aFinding('b', { check: 'shared-hash' })] }),
      aLook(1, { checks: whole('weak-hash') }),
      aLook(2, { checks: [{ check: 'weak-hash', looked: 'not', why: 'No rights.' }] }),
    );
    expect(kept.findings.map(({ title, at }) => [title, at])).toEqual([['b', minute(0)]]);
    expect(kept.checks).toEqual([
      { check: 'shared-hash', looked: 'whole', why: null, at: minute(0) },
      { check: 'weak-hash', looked: 'not', why: 'No rights.', at: minute(1) },
    ]);
    expect(said(kept)).toEqual(['gone-finding a']);
  });

  it('takes nothing for gone that was looked at only in part', () => {
    const partly = [{ check: 'weak-hash' as const, looked: 'partly' as const, why: 'More than fit.' }];
    const kept = known(
      aLook(0, { findings: [aFinding('a')], administrators: [anAdministrator(1)] }),
      aLook(1, {
        ...{ checks: partly, findings: [aFinding('b')] },
        ...{ administrators: [anAdministrator(2)], administratorsWhole: false },
      }),
    );
    expect(kept.findings.map(({ title, at }) => [title, at])).toEqual([
      ['b', minute(1)],
      ['a', minute(0)],
    ]);
    expect(said(kept)).toEqual([
      'new-administrator user2 (user 2) is a new administrator: role: administrator',
      'new-finding b',
    ]);
    expect(kept.administrators.map(({ userId }) => userId)).toEqual([2, 1]);
    expect(kept.people.map(({ userId }) => userId)).toEqual([2, 1]);
  });

  it('keeps the worst first', () => {
    const kept = known(aLook(0, { findings: [aFinding('low', { severity: 'low' })] }));
    const worse = known(
      aLook(0, { checks: whole('weak-hash'), findings: [aFinding('low', { severity: 'low' })] }),
      aLook(1, {
        checks: whole('site-address'),
        findings: [aFinding('bad', { check: 'site-address', severity: 'critical' })],
      }),
    );
    expect(kept.findings).toHaveLength(1);
    expect(worse.findings.map(({ title }) => title)).toEqual(['bad', 'low']);
  });

  it('is what it was where a look failed, with why, and nothing of an older look', () => {
    const before = known(aLook(5, { findings: [aFinding('a')] }));
    const failure = { code: 'HOST_UNREACHABLE' as const, message: 'no answer', retry: 'safe' as const };
    const failed = afterFailure(siteId, before, failure, minute(6));
    expect(failed).toEqual({ ...before, failure, failedAt: minute(6) });
    expect(afterFailure(siteId, before, failure, minute(4))).toBeNull();
    expect(afterAudit(siteId, before, aLook(4))).toBeNull();
    expect(afterAudit(siteId, failed, aLook(7))).toMatchObject({ failure: null, failedAt: null });
    expect(afterFailure(siteId, null, failure, minute(1))).toMatchObject({ lookedAt: null, failure });
  });

  it('says so where what was kept can’t be read', () => {
    const kept = afterAudit(siteId, 'damaged', aLook(3, { administrators: [anAdministrator(1)] }));
    expect(kept?.drift).toMatchObject([{ kind: 'begun-anew', at: minute(3) }]);
    const failure = { code: 'BUG' as const, message: 'x', retry: 'never' as const };
    expect(afterFailure(siteId, 'damaged', failure, minute(4))).toBeNull();
  });

  it('tells once that an inspection counted more administrators, and of nothing that it counted before the audit', () => {
    const before = known(aLook(5, { administrators: [anAdministrator(1), anAdministrator(2)] }));
    const counted = (administrators: number | null, n: number, was = before) =>
      afterInspection(was, { administrators, at: minute(n) });
    for (const [number, n] of [
      [2, 6],
      [1, 6],
      [null, 6],
      [3, 5],
      [3, 4],
    ] as const)
      expect(counted(number, n)).toBeNull();
    const more = counted(3, 6) ?? before;
    expect(said(more)).toEqual([
      'more-administrators There are 3 administrators; the last audit found 2. Audit the site to see who is new',
    ]);
    expect(counted(4, 7, more)?.drift).toMatchObject([{ at: minute(7), since: minute(5) }]);
    const partly = known(aLook(5, { administratorsWhole: false }));
    expect(counted(3, 6, partly)).toBeNull();
  });

  it('holds so much drift and counts the rest', () => {
    const many = Array.from({ length: 1200 }, (_, n) => anAdministrator(n + 1));
    const kept = known(aLook(0), aLook(1, { administrators: many }));
    expect(kept.drift).toHaveLength(1000);
    expect(kept.moreDrift).toBe(200);
  });
});
