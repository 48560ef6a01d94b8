import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { procedures } from '../../../src-main/contract/procedures.ts';
import type { SessionChoice } from '../../../src-main/contract/sessions.ts';
import { type ChoosableSession, meansWholeUsers, readyChoice } from '../../../src-main/wordpress/session-choice.ts';

const siteId = 's_aaaaaaaaaa';
const user = { id: 7, login: 'Ed1', email: 'Ed@Client.test', roles: ['editor'] };
const session: ChoosableSession = { name: 'ab'.repeat(32), login: 1000, expired: false, ip: '203.0.113.7' };
const moments = { now: 2000, before: 2000 };
const meant = (choice: SessionChoice, one = session, who = user) => {
  const here = readyChoice(choice)(siteId);
  return here.userIsMeant(who) && here.meant(who, [one], moments).length === 1;
};

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
    ['exactly this', { sessions: [{ verifier: 'abababababab', siteId, userId: 7 }] }, true],
    ['this one of another user', { sessions: [{ verifier: 'abababababab', userId: 8 }] }, false],
    ['this one on another site', { sessions: [{ verifier: 'abababababab', siteId: 's_bbbbbbbbbb' }] }, false],
    ['everyone else', { except: ['abababababab'] }, false],
    ['all parts must be true', { user: ['ed1'], role: ['author'] }, false],
  ])('%s', (_what, choice, expected) => expect(meant(choice)).toBe(expected));

  it('a session without a time of login counts as old', () =>
    expect(meant({ olderThanSeconds: 1_000_000 }, { ...session, login: null })).toBe(true));

  it('users without a role have none of the roles that are spared', () =>
    expect(meant({ notRole: ['editor'] }, session, { ...user, roles: [] })).toBe(true));

  it('what began after the plan is never meant', () =>
    fc.assert(
      fc.property(fc.nat({ max: 4000 }), fc.nat({ max: 4000 }), (login, before) => {
        const here = readyChoice({ user: ['ed1'] })(siteId);
        const found = here.meant(user, [{ ...session, login }], { now: 4000, before });
        expect(found.length === 1).toBe(login <= before);
      }),
    ));

  it('what says that it began days after the site’s clock is no new login: it is meant, and counts as old', () => {
    const forged = { ...session, login: 4_000_000_000 };
    const name = forged.name;
    for (const choice of [
      { user: ['ed1'] },
      { sessions: [{ verifier: name, siteId, userId: 7 }] },
      { olderThanSeconds: 60 },
    ])
      expect(meant(choice, forged)).toBe(true);
    const two = [forged, { ...session, name: 'cd'.repeat(32) }];
    const here = readyChoice({ breaking: { mostPerUser: 1 } })(siteId);
    expect(here.meant(user, two, moments)).toEqual([forged]);
    expect(here.meant(user, two, { ...moments, before: 500 })).toEqual([]);
  });

  it('is as old as it was when it was shown: what grows too old until the ending stays', () => {
    for (const choice of [{ olderThanSeconds: 999 }, { breaking: { olderThanSeconds: 999 } }]) {
      const here = readyChoice(choice)(siteId);
      expect(here.meant(user, [session], { now: 9000, before: 1500 })).toEqual([]);
      expect(here.meant(user, [session], { now: 9000, before: 2000 })).toEqual([session]);
    }
  });

  it('whole users are meant only where nothing is said of their sessions', () => {
    expect(meansWholeUsers({ user: ['a'], role: ['b'], notRole: ['c'], email: ['d'] })).toBe(true);
    expect(meansWholeUsers({ user: ['a'], expired: false })).toBe(false);
    expect(meansWholeUsers({ except: ['abababababab'] })).toBe(false);
    expect(meansWholeUsers({ user: ['a'], breaking: { expired: true } })).toBe(false);
  });

  it('an empty choice ends nothing: it is refused', () => {
    const { input } = procedures.sessions.end;
    const asked = (choice: object) => input.safeParse({ select: { all: true }, choice, options: {} }).success;
    expect(asked({})).toBe(false);
    expect(asked({ user: [] })).toBe(false);
    expect(asked({ sessions: [{ verifier: 'abc' }] })).toBe(false);
    expect(asked({ breaking: {} })).toBe(false);
    expect(asked({ user: ['ed1'] })).toBe(true);
  });
});

describe('sessions that break a rule', () => {
  const several = (...logins: (number | null)[]): ChoosableSession[] =>
    logins.map((login, n) => ({ ...session, name: `${n}`.repeat(64), login }));
  const broken = (breaking: SessionChoice['breaking'], all: ChoosableSession[], before = moments.before) =>
    readyChoice({ ...(breaking ? { breaking } : {}) })(siteId)
      .meant(user, all, { ...moments, before })
      .map(({ name }) => name[0]);

  it('beyond the newest live ones the oldest go first; without a time of login before all, ties by name', () => {
    expect(broken({ mostPerUser: 2 }, several(30, 10, 20, 40))).toEqual(['1', '2']);
    expect(broken({ mostPerUser: 1 }, several(10, 10, 10))).toEqual(['0', '1']);
    expect(broken({ mostPerUser: 1 }, several(10, null))).toEqual(['1']);
    expect(broken({ mostPerUser: 3 }, several(1, 2, 3))).toEqual([]);
  });

  it('expired ones do not count as sessions that a user has', () => {
    const all = several(10, 20, 30).map((one, n) => ({ ...one, expired: n < 2 }));
    expect(broken({ mostPerUser: 1 }, all)).toEqual([]);
    expect(broken({ mostPerUser: 1, expired: true }, all)).toEqual(['0', '1']);
  });

  it('whichever rule is broken: a union', () =>
    expect(broken({ mostPerUser: 2, olderThanSeconds: 1975 }, several(10, 20, 30, 40))).toEqual(['0', '1']));

  it('a login after the plan neither ends nor pushes another one out', () =>
    expect(broken({ mostPerUser: 2 }, several(10, 20, 1500), 1000)).toEqual([]));

  it('other parts narrow it down, and do not change what breaks it', () => {
    const all = several(10, 20, 30);
    const here = readyChoice({ breaking: { mostPerUser: 1 }, except: ['0'.repeat(12)] })(siteId);
    expect(here.meant(user, all, moments).map(({ name }) => name[0])).toEqual(['1']);
  });

  it('never more than the rule asks for, never a newer one before an older one', () =>
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 50 }), { maxLength: 30 }), fc.integer({ min: 1, max: 10 }), (logins, most) => {
        const all = several(...logins).map((one, n) => ({ ...one, name: String(n).padStart(64, '0') }));
        const gone = readyChoice({ breaking: { mostPerUser: most } })(siteId).meant(user, all, moments);
        const left = all.filter((one) => !gone.some(({ name }) => name === one.name));
        expect(left.length).toBe(Math.min(most, all.length));
        for (const out of gone) for (const stays of left) expect(out.login ?? 0).toBeLessThanOrEqual(stays.login ?? 0);
      }),
    ));
});

describe('50,000 sessions by name on 2,000 sites', () => {
  const sites = Array.from({ length: 2000 }, (_, n) => `s_site${String(n).padStart(8, '0')}`);
  const names = Array.from({ length: 50_000 }, (_, n) => n.toString(16).padStart(12, '0').padEnd(64, 'f'));
  const [perSite, users] = [25, 100];

  it.each([
    ['each said to be on its site', (n: number) => ({ siteId: sites[Math.floor(n / perSite)] ?? '' })],
    ['wherever they are', () => ({})],
  ])('none is looked at more than a few times: %s', (_what, where) => {
    let looks = 0;
    const asked = names.map((name, n) => ({
      ...where(n),
      userId: n % users,
      get verifier() {
        looks += 1;
        return name;
      },
    }));
    const of = readyChoice({ sessions: asked });
    const found = names.filter((name, n) => {
      const here = of(sites[Math.floor(n / perSite)] ?? '');
      const who = { ...user, id: n % users };
      return here.userIsMeant(who) && here.meant(who, [{ ...session, name }], moments).length === 1;
    });
    expect(found.length).toBe(names.length);
    // Held one against the other it would be 2,500 million looks.
    expect(looks).toBeLessThan(names.length * 4);
  });
});

describe('a choice by country or flag', () => {
  const named = [{ verifier: session.name, siteId, userId: user.id }];
  const found = (choice: SessionChoice) => readyChoice(choice)(siteId).meant(user, [session], moments).length;

  it('means nothing until it was judged, whatever else it says', () => {
    expect(found({ country: ['NL'] })).toBe(0);
    expect(found({ flagged: true, user: ['ed1'] })).toBe(0);
    expect(found({ country: ['NL'], sessions: named })).toBe(0);
    expect(found({ judged: [siteId] })).toBe(0);
    expect(found({ country: ['NL'], judged: [siteId] })).toBe(0);
    expect(found({ country: ['NL'], judged: [siteId], sessions: named })).toBe(1);
  });

  it('never means whole users, and leaves users in doubt whose row can’t be read', () => {
    expect(meansWholeUsers({ user: ['ed1'], country: ['NL'] })).toBe(false);
    expect(meansWholeUsers({ user: ['ed1'], flagged: true })).toBe(false);
    const here = readyChoice({ country: ['NL'], judged: [siteId], sessions: named })(siteId);
    expect(here.userIsMeant({ ...user, id: 99 })).toBe(true);
  });
});
