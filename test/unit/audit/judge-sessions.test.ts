import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allFlags } from '../../../src-main/audit/session-flags/all-flags.ts';
import { sessionFlag, sessionFlags } from '../../../src-main/contract/known-sessions.ts';
import { hoursAgo, judge, policy, session } from './a-fleet.ts';

const people = (count: number, ip: (n: number) => string, more: object = {}) =>
  Array.from({ length: count }, (_, n) => session({ userId: n, email: `p${n}@client.test`, ip: ip(n), ...more }));
const places = [
  'several-countries',
  'new-address',
  'new-network',
  'impossible-travel',
  'shared-address',
  'hosting-network',
];
const placeFlags = (judged: ReturnType<typeof judge>) =>
  judged.sessions.flatMap(({ flags }) => flags.map(({ flag }) => flag)).filter((flag) => places.includes(flag));

describe('judging sessions', () => {
  it('has a check for each flag, once', () =>
    expect(allFlags.map(({ flag }) => flag).sort()).toEqual([...sessionFlags].sort()));

  it('tells place, office, device and browser', () =>
    expect(judge([session()], { knowledge: { offices: [{ name: 'Home', range: '80.1.1.0/24' }] } }).sessions).toEqual([
      {
        ...{ country: 'NL', network: 'AS80001 Net 80001', office: 'Home', device: 'script', browser: 'curl 8.5' },
        flags: [],
      },
    ]));

  it('judges whatever a site holds, one judgement per session, in the contract’s shape', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.constantFrom('', '__proto__', '80.1.1.1'));
    const time = fc.option(fc.oneof(fc.constantFrom(hoursAgo(1), hoursAgo(50), 'nonsense'), text));
    const any = fc.record({
      ...{ siteId: fc.constantFrom('s_a', 's_b', '__proto__'), userId: fc.nat({ max: 3 }), user: fc.option(text) },
      ...{ email: fc.option(text), roles: fc.array(text, { maxLength: 3 }), ip: fc.option(fc.oneof(text, fc.ipV4())) },
      ...{ userAgent: fc.option(text), loginAt: time, expiresAt: time, firstKnownAt: time, goneAt: time },
      ...{ expired: fc.boolean(), ghost: fc.boolean() },
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 40 }), (sessions) => {
        const judged = judge(sessions, {
          policies: [policy({ mostPerUser: 1, oldestDays: 1 })],
          knowledge: { rolesNotHere: [{ role: '__proto__' }], blocked: ['80.0.0.0/8'] },
        });
        expect(judged.sessions).toHaveLength(sessions.length);
        for (const { flags } of judged.sessions) for (const flag of flags) sessionFlag.parse(flag);
      }),
    );
  });
});

describe('the proxy trap', () => {
  const travellers = (ip: (n: number) => string) => [
    ...people(6, ip),
    ...people(6, ip, { loginAt: hoursAgo(0.5), firstKnownAt: hoursAgo(0) }),
  ];

  it('a site that records Cloudflare: one note with the fix, no country, no flag of a place', () => {
    const judged = judge(travellers((n) => `104.16.${n}.${n}`));
    const [note, ...more] = judged.notes.get('s_acme000000') ?? [];
    expect(more).toEqual([]);
    expect(note).toMatch(/^All 12 logins come from Cloudflare: this site records its proxy/);
    for (const fix of ['mod_remoteip', 'real_ip_header CF-Connecting-IP', "$_SERVER['HTTP_CF_CONNECTING_IP']"])
      expect(note).toContain(fix);
    expect(note?.length).toBeLessThanOrEqual(1000);
    expect(placeFlags(judged)).toEqual([]);
    expect(judged.sessions.every(({ country }) => country === null)).toBe(true);
  });

  it('private addresses are a proxy of its own network, one Cloudflare address is one too', () => {
    expect(judge([session({ ip: '10.0.0.7' })]).notes.get('s_acme000000')?.[0]).toMatch(
      /^The only login comes from a proxy in its own network/,
    );
    expect(judge([session({ ip: '104.16.0.1' })]).notes.size).toBe(1);
    expect(judge([session({ ip: '80.77.0.1' })]).notes.get('s_acme000000')?.[0]).toContain('Akamai');
  });

  it('five users with one address, nine in ten: most likely a proxy, unless it is an office', () => {
    const all = [...people(9, () => '80.1.1.1'), session({ userId: 77, ip: '90.66.1.1', email: 'p1@client.test' })];
    const judged = judge(all);
    expect(judged.notes.get('s_acme000000')?.[0]).toMatch(
      /^9 of 10 logins come from one and the same address, those of 9 users/,
    );
    expect(placeFlags(judged)).toEqual([]);
    expect(judged.sessions[0]?.country).toBeNull();
    const known = judge(all, { knowledge: { offices: [{ name: 'Client', range: '80.1.1.1' }] } });
    expect(known.notes.size).toBe(0);
    expect(placeFlags(known)).toContain('hosting-network');
  });

  it('is not seen where people differ, where they are few, or where one user has all the logins', () => {
    const mixed = [...people(8, () => '80.1.1.1'), ...people(2, (n) => `81.1.1.${n}`)];
    expect(judge(mixed).notes.size).toBe(0);
    expect(judge(people(4, () => '80.1.1.1')).notes.size).toBe(0);
    expect(judge(Array.from({ length: 50 }, () => session())).notes.size).toBe(0);
    expect(judge([...people(5, (n) => `104.16.0.${n}`), ...people(5, (n) => `80.1.1.${n}`)]).notes.size).toBe(0);
  });

  it('is one site’s own: others are judged as ever', () => {
    const there = [session({ siteId: 's_b', ip: '80.1.1.1' }), session({ siteId: 's_b', ip: '90.1.1.1' })];
    const judged = judge([...people(6, (n) => `104.16.0.${n}`), ...there]);
    expect([...judged.notes.keys()]).toEqual(['s_acme000000']);
    expect(placeFlags(judged)).toContain('several-countries');
  });

  it('a single proxy address on another site is no evidence of a place', () => {
    const judged = judge([
      ...people(3, (n) => `80.1.1.${n}`),
      session({ userId: 0, email: 'p0@client.test', ip: '104.16.0.1' }),
    ]);
    expect(placeFlags(judged)).toEqual([]);
    expect(judged.sessions[3]).toMatchObject({ country: null });
  });
});
