import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SeenSession } from '../../../src-main/audit/judge-sessions.ts';
import { plain, whoOf } from '../../../src-main/audit/who.ts';
import { hoursAgo, judge, policy, session } from './a-fleet.ts';

/** The same numbers at every start: from 0 until before `most`. */
function dice(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

const pick = <T>(all: readonly T[], at: number): T => all[at] as T;

/** 4,000 sessions on 60 sites, in no order: people on many sites, a proxy, offices, travellers, what is new and what is gone. */
function oddFleet(): SeenSession[] {
  const roll = dice(7);
  return Array.from({ length: 4000 }, () => {
    const [site, person] = [roll(60), roll(40)];
    const mail = pick(
      [`p${person}@client.test`, ` P${person}@CLIENT.test`, `p${person}@client.test`, null, ''],
      roll(5),
    );
    const net = `${pick([80, 81, 90, 91, 92, 10], roll(6))}.${pick([1, 66, 77, 3], roll(4))}`;
    return session({
      ...{ siteId: `s_${site}`, userId: person % 9, email: mail, user: roll(30) === 0 ? null : `u${person}` },
      roles: pick([['editor'], [' EDITOR'], ['author', 'editor'], [], ['customer']], roll(5)),
      ip:
        site === 3
          ? '80.9.9.9'
          : pick([`${net}.${roll(3)}.${roll(9)}`, '104.16.0.1', '2001:db8::1', null, 'x'], roll(9) > 1 ? 0 : roll(5)),
      loginAt: pick(
        [hoursAgo(roll(900)), hoursAgo(roll(30)), hoursAgo(roll(3)), null, 'nonsense'],
        roll(9) > 1 ? roll(3) : roll(5),
      ),
      firstKnownAt: pick([hoursAgo(700), hoursAgo(700), hoursAgo(20), hoursAgo(1), null], roll(5)),
      goneAt: roll(8) === 0 ? hoursAgo(1) : null,
      ...{ expired: roll(6) === 0, ghost: roll(40) === 0 },
    });
  });
}

const circumstances = {
  knowledge: {
    ...{ offices: [{ name: 'Home', range: '81.1.0.0/16' }], people: ['P7@client.test'], blocked: ['90.66.1.0/24'] },
    rolesNotHere: [
      { role: 'Editor', client: 'Acme' },
      { role: 'customer', tag: 'shop' },
    ],
  },
  policies: [
    policy({ mostPerUser: 3, oldestDays: 30 }),
    policy({ id: 'p_acme0000', name: 'Acme', of: { client: 'Acme' }, mostPerUser: 2 }),
    policy({ id: 'p_shop0000', name: 'Shops', of: { tag: 'shop' }, oldestDays: 7 }),
  ],
  sites: new Map(
    Array.from({ length: 60 }, (_, n) => [`s_${n}`, { client: n % 3 ? null : 'Acme', tags: n % 4 ? [] : ['shop'] }]),
  ),
};

describe('judgements', () => {
  /** Worked out by the code as it was before accounts and people had numbers (decision 0011). A flag that is meant to change changes this. */
  it('are those that the first, plain way of judging gave', () => {
    const { sessions, notes } = judge(oddFleet(), circumstances);
    const counts: Record<string, number> = {};
    for (const { flag } of sessions.flatMap(({ flags }) => flags)) counts[flag] = (counts[flag] ?? 0) + 1;
    expect(counts).toEqual({
      ...{ 'blocked-address': 40, 'impossible-travel': 524, 'several-countries': 1123, 'hosting-network': 703 },
      ...{ 'new-network': 469, 'new-address': 667, 'shared-address': 1155, 'role-not-here': 875 },
      ...{ 'too-many': 1464, 'too-old': 529, ghost: 208, expired: 612 },
    });
    expect(notes.size).toBe(1);
    const said = JSON.stringify([sessions, [...notes].sort(([a], [b]) => (a < b ? -1 : 1))]);
    expect(createHash('sha256').update(said).digest('hex')).toBe(
      '22a3956a806b993efdae16b79783e5ccb04b852080efa00a2723654a7a9d0020',
    );
  });
});

describe('whose a session is', () => {
  it('the same account is one user of one site, the same person one e-mail address or else one account', () => {
    const one = fc.record({
      ...{ siteId: fc.constantFrom('s_a', 's_b', 's_a 1', '__proto__'), userId: fc.nat({ max: 2 }) },
      email: fc.constantFrom('a@a.test', ' A@a.test', 'b@b.test', '', null, 's_a 1'),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 30 }), (some) => {
        const whose = whoOf(['A@A.test']);
        const all = some.map((more) => ({ ...more, ...whose(session(more)) }));
        for (const a of all) {
          expect(a.known).toBe(plain(a.email ?? '') === 'a@a.test');
          expect(Math.max(a.account, a.person)).toBeLessThan(all.length);
          for (const b of all) {
            const sameAccount = a.siteId === b.siteId && a.userId === b.userId;
            const [mailA, mailB] = [plain(a.email ?? ''), plain(b.email ?? '')];
            expect(a.account === b.account).toBe(sameAccount);
            expect(a.person === b.person).toBe(mailA === mailB && (mailA !== '' || sameAccount));
          }
        }
      }),
    );
  });
});
