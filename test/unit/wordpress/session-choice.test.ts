import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { procedures } from '../../../src-main/contract/procedures.ts';
import type { SessionChoice } from '../../../src-main/contract/sessions.ts';
import { meansWholeUsers, sessionIsMeant, userIsMeant } from '../../../src-main/wordpress/session-choice.ts';

const user = { siteId: 's_aaaaaaaaaa', id: 7, login: 'Ed1', email: 'Ed@Client.test', roles: ['editor'] };
const session = { name: 'ab'.repeat(32), login: 1000, expired: false, ip: '203.0.113.7' };
const moments = { now: 2000, before: 2000 };
const meant = (choice: SessionChoice, one = session, who = user) =>
  userIsMeant(choice, who) && sessionIsMeant(choice, who, one, moments);

describe('which sessions are meant', () => {
  it.each<[string, SessionChoice, boolean]>([
    ['a user, whatever the case', { user: ['ED1', 'x'] }, true],
    ['another user', { user: ['ed'] }, false],
    ['a person by address', { email: ['ed@client.test'] }, true],
    ['a role', { role: ['author', 'editor'] }, true],
    ['not that role', { notRole: ['editor'] }, false],
    ['not another role', { notRole: ['subscriber'] }, true],
    ['an address', { address: ['203.0.113.7'] }, true],
    ['another address', { address: ['203.0.113.70'] }, false],
    ['old enough', { olderThanSeconds: 999 }, true],
    ['not old enough', { olderThanSeconds: 1000 }, false],
    ['expired ones', { expired: true }, false],
    ['live ones', { expired: false }, true],
    ['exactly this', { sessions: [{ verifier: 'abababababab', siteId: user.siteId, userId: 7 }] }, true],
    ['this one of another user', { sessions: [{ verifier: 'abababababab', userId: 8 }] }, false],
    ['this one on another site', { sessions: [{ verifier: 'abababababab', siteId: 's_bbbbbbbbbb' }] }, false],
    ['everyone else', { except: ['abababababab'] }, false],
    ['all parts must be true', { user: ['ed1'], role: ['author'] }, false],
  ])('%s', (_what, choice, expected) => expect(meant(choice)).toBe(expected));

  it('a session without a time of login counts as old', () =>
    expect(meant({ olderThanSeconds: 1_000_000 }, { ...session, login: null as unknown as number })).toBe(true));

  it('users without a role have none of the roles that are spared', () =>
    expect(meant({ notRole: ['editor'] }, session, { ...user, roles: [] })).toBe(true));

  it('what began after the plan is never meant', () =>
    fc.assert(
      fc.property(fc.nat({ max: 4000 }), fc.nat({ max: 4000 }), (login, before) => {
        const found = sessionIsMeant({ user: ['ed1'] }, user, { ...session, login }, { now: 4000, before });
        expect(found).toBe(login <= before);
      }),
    ));

  it('whole users are meant only where nothing is said of their sessions', () => {
    expect(meansWholeUsers({ user: ['a'], role: ['b'], notRole: ['c'], email: ['d'] })).toBe(true);
    expect(meansWholeUsers({ user: ['a'], expired: false })).toBe(false);
    expect(meansWholeUsers({ except: ['abababababab'] })).toBe(false);
  });

  it('an empty choice ends nothing: it is refused', () => {
    const { input } = procedures.sessions.end;
    const asked = (choice: object) => input.safeParse({ select: { all: true }, choice, options: {} }).success;
    expect(asked({})).toBe(false);
    expect(asked({ user: [] })).toBe(false);
    expect(asked({ sessions: [{ verifier: 'abc' }] })).toBe(false);
    expect(asked({ user: ['ed1'] })).toBe(true);
  });
});
