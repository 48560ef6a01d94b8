import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../src-main/command-line/program.ts';
import { sessionsCsv } from '../../../src-main/command-line/sessions-csv.ts';
import type { SessionList, SessionPlan, SessionRow } from '../../../src-main/contract/sessions.ts';
import { events, fakeEngine, run, runSite, snapshot } from './fake-engine.ts';
import { type FakeTerminal, fakeTerminal } from './fake-terminal.ts';

const row = (more: Partial<SessionRow> = {}): SessionRow => ({
  siteId: 's_acme000000',
  site: 'acme',
  client: 'Acme',
  userId: 3,
  user: 'ed1',
  email: 'ed1@client.test',
  displayName: 'Ed',
  roles: ['editor'],
  blogs: null,
  verifier: 'ab'.repeat(32),
  loginAt: '2026-11-20T10:00:00.000Z',
  expiresAt: '2026-12-04T10:00:00.000Z',
  ip: '203.0.113.7',
  userAgent: 'Firefox',
  lastSeenAt: null,
  lastSeenBy: null,
  expired: false,
  country: 'NL',
  network: 'AS1136 KPN B.V.',
  device: 'Windows',
  browser: 'Firefox 140',
  flags: [{ flag: 'several-countries', reason: 'also BR within 2 hours' }],
  ...more,
});
const list = (sessions: SessionRow[]): SessionList => ({
  at: '2026-11-22T22:41:05.000Z',
  sites: [
    { siteId: 's_acme000000', site: 'acme', outcome: 'ok', problems: ['user 9: session_tokens is empty'], notes: [] },
    {
      siteId: 's_zeta000000',
      site: 'zeta',
      outcome: 'unreachable',
      failure: { code: 'HOST_UNREACHABLE', message: 'no answer', retry: 'safe' },
      problems: [],
      notes: [],
    },
  ],
  sessions,
  notes: [],
});
const plan: SessionPlan = {
  at: '2026-11-22T22:41:05.000Z',
  choice: { user: ['ed1'] },
  notes: [],
  sessions: 5,
  people: 2,
  sites: 1,
  rows: [
    {
      ...{ siteId: 's_acme000000', site: 'acme', outcome: 'ok', sessions: 5, people: 2, editing: ['ed1'] },
      warnings: ['mind the cache'],
    },
    { siteId: 's_idle000000', site: 'idle', outcome: 'ok', sessions: 0, people: 0, editing: [], warnings: [] },
  ],
};
const result = run([runSite('acme', { sessions: { before: 5, after: 0 } })], { operation: 'EndChosenSessions' });

const engineWith = (sessions: SessionRow[] = [row()], planned = plan) =>
  fakeEngine({
    'sessions.list': () => list(sessions),
    'sessions.plan': () => planned,
    'sessions.end': () => ({ run: result.id }),
    'runs.watch': () => events([snapshot(result)]),
    'runs.show': () => result,
  });
const resalt = (words: string, terminal: FakeTerminal, engine = engineWith()) =>
  runCommandLine(['--data', '/tmp/x', ...words.split(' ')], terminal, {
    openEngine: async () => engine,
    serve: async () => Promise.reject(new Error('not here')),
    version: '0',
  });
const inputs = (engine: ReturnType<typeof fakeEngine>, path: string) =>
  engine.called.filter((call) => call.path === path).map(({ input }) => input);

describe('resalt sessions list', () => {
  it('is one document for scripts, and says so where a site was not reached (1)', async () => {
    const terminal = fakeTerminal();
    expect(await resalt('sessions list --all --json', terminal)).toBe(1);
    expect(JSON.parse(terminal.printed.out)).toEqual({
      sites: [
        { site: 'acme', outcome: 'ok', problems: ['user 9: session_tokens is empty'] },
        {
          site: 'zeta',
          outcome: 'unreachable',
          failure: { code: 'HOST_UNREACHABLE', message: 'no answer', retry: 'safe' },
        },
      ],
      sessions: [
        {
          ...{ site: 'acme', client: 'Acme', userId: 3, user: 'ed1', email: 'ed1@client.test', displayName: 'Ed' },
          ...{ roles: ['editor'], verifier: 'ab'.repeat(32), ip: '203.0.113.7', userAgent: 'Firefox', expired: false },
          ...{ loginAt: '2026-11-20T10:00:00.000Z', expiresAt: '2026-12-04T10:00:00.000Z' },
          ...{ country: 'NL', network: 'AS1136 KPN B.V.', device: 'Windows', browser: 'Firefox 140', lastSeenAt: null },
          lastSeenBy: null,
          flags: [{ flag: 'several-countries', reason: 'also BR within 2 hours' }],
        },
      ],
    });
  });

  it('asks for exactly what was said', async () => {
    const engine = engineWith();
    const words =
      'sessions --site acme --user ed1 --user ed2 --email a@b.c --role editor --not-role author --older-than 14d --address ::1 --expired';
    await resalt(words, fakeTerminal(), engine);
    expect(inputs(engine, 'sessions.list')).toEqual([
      {
        select: { sites: ['acme'] },
        choice: {
          ...{ user: ['ed1', 'ed2'], email: ['a@b.c'], role: ['editor'], notRole: ['author'], address: ['::1'] },
          ...{ olderThanSeconds: 1_209_600, expired: true },
        },
      },
    ]);
  });

  it('a terminal can do nothing with what a site wrote, in any form', async () => {
    const evil = '\u001b]0;x\u0007\u202e\u2066=1+1\r\n\u009b31m<b>';
    const sessions = [row({ user: evil, displayName: evil, userAgent: evil, ip: evil, roles: [evil], email: evil })];
    for (const form of ['', ' --csv', ' --json']) {
      const terminal = fakeTerminal({ person: true });
      await resalt(`sessions list --all${form}`, terminal, engineWith(sessions));
      const all = terminal.printed.out + terminal.printed.err;
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
      expect(all).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }
  });

  it('says in every form when a session was last seen, and which plugin tells', async () => {
    const seen = { lastSeenAt: '2026-11-21T09:00:00.000Z', lastSeenBy: 'Simple History' } as const;
    const printed = async (form: string, sessions: SessionRow[]) => {
      const terminal = fakeTerminal();
      await resalt(`sessions list --all${form}`, terminal, engineWith(sessions));
      return terminal.printed.out;
    };
    expect(await printed('', [row(seen), row()])).toMatch(/Last seen[\s\S]*, by Simple History/);
    expect(await printed('', [row()])).not.toMatch(/Last seen/);
    expect(JSON.parse(await printed(' --json', [row(seen)])).sessions).toMatchObject([seen]);
    expect(await printed(' --csv', [row(seen)])).toMatch(/,last_seen_by\n[\s\S]*,Simple History\n$/);
  });

  it('refuses two forms at once (2)', async () =>
    expect(await resalt('sessions list --all --json --csv', fakeTerminal())).toBe(2));
});

describe('sessions as CSV', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc
      .tuple(fc.constantFrom('=', '+', '-', '@', '\t=', ' \n=', '\uff1d', '\u00a0@', '\ufeff=', '|'), fc.string())
      .map((t) => t.join('')),
  );
  it('no cell begins with what a spreadsheet executes, and each row stays a row', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 5 }), (cells) => {
        const rows = cells.map(([user, userAgent, ip]) => row({ user, userAgent, ip, roles: [userAgent] }));
        const { data, errors } = Papa.parse<string[]>(sessionsCsv(rows), { skipEmptyLines: true });
        expect(errors).toEqual([]);
        expect(data).toHaveLength(rows.length + 1);
        for (const line of data) {
          expect(line).toHaveLength(21);
          for (const text of line) expect(text).not.toMatch(/^\s*[=+\-@\uff1d\uff0b\uff0d\uff20|%]/u);
        }
      }),
    ));
});

describe('resalt sessions end', () => {
  it('shows what it will do, also with --yes, ends exactly what was planned and only where there is something', async () => {
    const terminal = fakeTerminal();
    const engine = engineWith();
    expect(await resalt('sessions end --all --user ed1 --yes --concurrency 3', terminal, engine)).toBe(0);
    expect(terminal.printed.err).toContain('5 sessions of 2 people on 1 site');
    expect(terminal.printed.err).toContain('editing right now: ed1');
    expect(terminal.printed.out).toContain('5 logins on 1 site ended');
    expect(inputs(engine, 'sessions.end')).toEqual([
      {
        ...{ select: { sites: ['acme'] }, choice: { user: ['ed1'] }, before: plan.at },
        options: { concurrency: 3, maxFailures: null, waves: [], proof: false },
      },
    ]);
  });

  it('does nothing without a yes, and asks nobody who is not there (2)', async () => {
    const nobody = engineWith();
    expect(await resalt('sessions end --all --user ed1', fakeTerminal(), nobody)).toBe(2);
    expect(nobody.called).toEqual([]);
    const engine = engineWith();
    const terminal = fakeTerminal({ person: true });
    terminal.type('no');
    expect(await resalt('sessions end --all --user ed1', terminal, engine)).toBe(1);
    expect(inputs(engine, 'sessions.end')).toEqual([]);
  });

  it('--dry-run only looks, as text and as JSON', async () => {
    const engine = engineWith();
    const terminal = fakeTerminal();
    expect(await resalt('sessions end --all --except abcdefabcdef --dry-run --json', terminal, engine)).toBe(0);
    expect(JSON.parse(terminal.printed.out)).toMatchObject({
      dryRun: true,
      totals: { sessions: 5, people: 2, sites: 1 },
      sites: [{ site: 'acme', sessions: 5, editing: ['ed1'] }, { site: 'idle' }],
    });
    expect(inputs(engine, 'sessions.end')).toEqual([]);
  });

  it('ends nothing where nothing fits', async () => {
    const engine = engineWith([], { ...plan, sessions: 0, people: 0, sites: 0, rows: plan.rows.slice(1) });
    const terminal = fakeTerminal();
    expect(await resalt('sessions end --all --user nobody --yes', terminal, engine)).toBe(0);
    expect(terminal.printed.out).toContain('No session fits');
    expect(inputs(engine, 'sessions.end')).toEqual([]);
  });

  it('without a choice is what it always was: all of them', async () => {
    const engine = fakeEngine({
      'runs.start': () => ({ run: result.id }),
      'runs.watch': () => events([snapshot(result)]),
      'runs.show': () => result,
    });
    expect(await resalt('sessions end --all --yes', fakeTerminal(), engine)).toBe(0);
    expect(inputs(engine, 'runs.start')).toMatchObject([{ operation: 'EndSessions', select: { all: true } }]);
  });
});
