import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../src-main/command-line/program.ts';
import type { Acceptance, Approval } from '../../../src-main/contract/agreements.ts';
import type { KnownAuditSite } from '../../../src-main/contract/known-audits.ts';
import type { PersonThere } from '../../../src-main/contract/people.ts';
import { aFinding, anAdministrator, hashOf, minute } from '../audit/an-audit.ts';
import { aSite } from '../store/temporary-store.ts';
import { fakeEngine } from './fake-engine.ts';
import { fakeTerminal } from './fake-terminal.ts';

const siteId = (n: number) => aSite(n).id;
const known = (n: number, more: Partial<KnownAuditSite> = {}): KnownAuditSite => ({
  ...{ siteId: siteId(n), site: `site-${n}`, client: null, tags: [], lookedAt: minute(1), failure: null },
  ...{ failedAt: null, changedAt: null, checks: [], ...more },
});
const finding = (n: number, content: string, more = {}) => ({
  ...aFinding(content, { siteId: siteId(n), site: `site-${n}`, ...more }),
  at: minute(1),
});
const page = (n: number, next: string | null, findings = [finding(n, 'a')], site = known(n)) => ({
  ...{ at: minute(2), sites: [site], findings, next },
  administrators: [anAdministrator(1, { siteId: siteId(n), site: `site-${n}` })],
});
/** Two pages of a site each. */
const twoPages = ({ after }: { after?: string }) => (after ? page(2, null) : page(1, siteId(1)));
const acceptance = (more: Partial<Acceptance> = {}): Acceptance => ({
  ...{ id: 'g_abcdefghijklmnop', check: 'weak-hash', contentHash: hashOf('a'), siteId: siteId(1) },
  ...{ reason: 'It is ours.', by: 'ada', at: minute(3), title: 'a', ...more },
});
const approval = (more: Partial<Approval> = {}): Approval => ({
  ...{ id: 'g_abcdefghijklmnop', who: 'ada@agency.test', scope: { all: true as const }, reason: null, by: 'ada' },
  ...{ at: minute(3), ...more },
});
const rows = () => [1, 2].map((n) => ({ site: aSite(n), inspection: null, saltsChangedAt: null, lastRun: null }));

async function resalt(words: string[], answers: Parameters<typeof fakeEngine>[0]) {
  const engine = fakeEngine({ 'sites.list': rows, 'audit.drift': () => ({ drift: [], more: 0 }), ...answers });
  const terminal = fakeTerminal();
  const parts = { version: '1', openEngine: async () => engine, serve: () => Promise.reject(new Error('no')) };
  const code = await runCommandLine(words, terminal, parts);
  const called = (path: string) => engine.called.filter((one) => one.path === path).map(({ input }) => input);
  return { code, ...terminal.printed, called };
}

describe('resalt audit known', () => {
  it('puts the pages together and says from when it is', async () => {
    const { code, out, err, called } = await resalt(['audit', 'known', '--all'], { 'audit.known': twoPages });
    expect(code).toBe(0);
    expect(called('audit.known')).toEqual([{ select: { all: true } }, { select: { all: true }, after: siteId(1) }]);
    expect(out).toContain('2 administrators; 2 findings (2 medium) on 2 sites, as the last looks saw them.');
    // As the clock on the wall shows it, in whatever zone this runs.
    const wall = new Date(Date.parse(minute(1)) - new Date(minute(1)).getTimezoneOffset() * 60_000).toISOString();
    expect(err).toContain(`site-1: audited ${wall.slice(0, 16).replace('T', ' ')}.\nsite-2: audited`);
  });

  it('leaves with 1 where a site was never read, or the latest look failed', async () => {
    const failure = { code: 'HOST_UNREACHABLE' as const, message: 'no answer.', retry: 'safe' as const };
    for (const more of [{ lookedAt: null }, { failure, failedAt: minute(2) }]) {
      const { code, err } = await resalt(['audit', 'known', '--all'], {
        'audit.known': () => page(1, null, [], known(1, more)),
      });
      expect(code).toBe(1);
      expect(err).toMatch(/never audited|the latest look failed: no answer\./);
    }
  });
});

describe('resalt audit accept', () => {
  const words = ['--yes', 'audit', 'accept', '--all', '--check', 'weak-hash', '--reason', 'It is ours.', '--finding'];
  const answers = { 'audit.known': twoPages, 'audit.accept': () => [acceptance()] };
  const findings = [{ check: 'weak-hash', contentHash: hashOf('a') }];

  it('accepts on each chosen site that has it, or everywhere in one go', async () => {
    const here = await resalt([...words, hashOf('a').slice(0, 12)], answers);
    expect(here.code).toBe(0);
    expect(here.called('audit.accept')).toEqual(
      [1, 2].map((n) => ({ findings, reason: 'It is ours.', scope: 'site', siteId: siteId(n) })),
    );
    expect(here.out).toContain('resalt audit unaccept g_abcdefghijklmnop');
    const everywhere = await resalt([...words, hashOf('a'), '--everywhere'], answers);
    expect(everywhere.called('audit.accept')).toEqual([{ findings, reason: 'It is ours.', scope: 'everywhere' }]);
  });

  it('asks first, and shows how grave it is', async () => {
    const silent = await resalt(words.slice(1).concat(hashOf('a')), answers);
    expect(silent.code).toBe(2);
    expect(silent.called('audit.accept')).toEqual([]);
    const critical = { ...answers, 'audit.known': () => page(1, null, [finding(1, 'a', { severity: 'critical' })]) };
    expect((await resalt([...words, hashOf('a')], critical)).err).toContain('critical: a');
  });

  it('refuses what names no finding, or several', async () => {
    for (const id of ['abc', 'not-hex-at-all', 'f'.repeat(64)])
      expect((await resalt([...words, id], answers)).code).toBe(2);
    const twins = [finding(1, 'a'), finding(1, 'a', { contentHash: `${hashOf('a').slice(0, 20)}${'0'.repeat(44)}` })];
    const { code, err } = await resalt([...words, hashOf('a').slice(0, 12)], {
      ...answers,
      'audit.known': () => page(1, null, twins),
    });
    expect(code).toBe(2);
    expect(err).toContain('Several findings begin with');
  });

  it('lists what is accepted, and takes it back by its id', async () => {
    const listed = await resalt(['audit', 'accepted', '--json'], {
      'audit.acceptances': () => [{ ...acceptance(), matches: 1 }],
    });
    expect(JSON.parse(listed.out).accepted).toMatchObject([{ site: 'site-1', reason: 'It is ours.', matches: 1 }]);
    const back = await resalt(['audit', 'unaccept', 'g_abcdefghijklmnop'], { 'audit.unaccept': () => [acceptance()] });
    expect(back.called('audit.unaccept')).toEqual([{ ids: ['g_abcdefghijklmnop'] }]);
    expect((await resalt(['audit', 'unaccept', 'g_abcdefghijklmnop'], { 'audit.unaccept': () => [] })).code).toBe(2);
  });
});

describe('resalt audit seen', () => {
  it('says of what is shown that it was seen, and of nothing later', async () => {
    const one = {
      ...{ siteId: siteId(1), site: 'site-1', kind: 'new-administrator', what: 'eve is new', since: minute(0) },
      ...{ userId: 7, user: 'eve', approved: false, check: null, severity: null, contentHash: null },
    };
    const drift = [
      { ...one, at: minute(1) },
      { ...one, at: minute(5), siteId: siteId(2) },
      { ...one, at: minute(3) },
    ];
    const { called, out } = await resalt(['audit', 'seen', '--all'], {
      'audit.drift': () => ({ drift, more: 0 }),
      'audit.seen': () => ({ seen: 3 }),
    });
    expect(called('audit.seen')).toEqual([{ siteIds: [siteId(1), siteId(2)], until: minute(5) }]);
    expect(out).toBe('Seen: 3 changes.\n');
    expect((await resalt(['audit', 'seen', '--all'], {})).out).toBe('Seen: 0 changes.\n');
  });
});

describe('resalt administrators', () => {
  it('approves everywhere, for a client or on a site, in one way', async () => {
    const answers = {
      'administrators.approve': () => approval(),
      'sites.list': ({ select }: { select: object }) => ('sites' in select ? rows().slice(1) : rows()),
    };
    for (const [words, scope] of [
      [['--all'], { all: true }],
      [['--client', 'acme'], { client: 'acme' }],
      [['--site', 'site-2'], { siteId: siteId(2) }],
    ] as const) {
      const { code, called } = await resalt(['administrators', 'approve', 'ada@agency.test', ...words], answers);
      expect(code).toBe(0);
      expect(called('administrators.approve')).toEqual([{ who: 'ada@agency.test', scope, reason: null }]);
    }
    for (const words of [[], ['--all', '--client', 'acme']])
      expect((await resalt(['administrators', 'approve', 'ada', ...words], answers)).code).toBe(2);
  });

  it('shows whom, where and how often they are found', async () => {
    const list = [
      { ...approval(), matches: 4 },
      { ...approval({ scope: { siteId: siteId(1) } }), matches: 1 },
    ];
    const { out } = await resalt(['administrators'], { 'administrators.approved': () => list });
    expect(out).toMatch(/ada@agency\.test +every site.*4 times/);
    expect(out).toMatch(/site site-1.*1 time\n/);
  });
});

describe('resalt people', () => {
  const there = (n: number, more: Partial<PersonThere> = {}): PersonThere => ({
    ...{ siteId: siteId(n), site: `site-${n}`, userId: n, user: 'ed', email: 'ed@a.test', roles: ['editor'] },
    ...{ administrator: false, approved: null, sessions: 2, applicationPasswords: null, keys: 0 },
    ...{ lastLoginAt: minute(1), lastSeenAt: null, ...more },
  });
  const person = {
    ...{ key: 'ed@a.test', name: null, emails: ['ed@a.test'], joined: false },
    sites: [there(1, { administrator: true, approved: false }), there(2, { applicationPasswords: 3 })],
  };
  const answers = {
    'people.list': ({ page: at }: { page: number }) => ({
      ...{ at: minute(1), people: at === 0 ? [person] : [], total: 1, next: at === 0 ? 1 : null, unknown: ['site-3'] },
    }),
    'people.join': () => ({ name: null, emails: ['ed@a.test', 'ed@b.test'] }),
  };

  it('shows them of all sites, and of one person every site', async () => {
    const all = await resalt(['people'], answers);
    expect(all.called('people.list')).toEqual([
      { select: { all: true }, page: 0 },
      { select: { all: true }, page: 1 },
    ]);
    expect(all.out).toMatch(/ed@a\.test +- +2 +1 +4 +3\+ +0 /);
    expect(all.err).toContain('administrators may be missing: site-3');
    const one = await resalt(['people', 'ed@a.test', '--client', 'acme'], answers);
    expect(one.called('people.list')[0]).toEqual({ select: { client: 'acme' }, email: 'ed@a.test', page: 0 });
    expect(one.out).toMatch(/site-1 .*yes, not approved/);
    expect(JSON.parse((await resalt(['people', '--json'], answers)).out).people[0].sites).toHaveLength(2);
  });

  it('joins addresses', async () => {
    const { called } = await resalt(['people', 'join', 'ed@a.test', '--with', 'ed@b.test'], answers);
    expect(called('people.join')).toEqual([{ emails: ['ed@a.test', 'ed@b.test'], name: null }]);
  });
});
