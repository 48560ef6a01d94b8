import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../src-main/command-line/program.ts';
import type { PolicyRow } from '../../../src-main/contract/session-policies.ts';
import type { SessionPlan } from '../../../src-main/contract/sessions.ts';
import { events, fakeEngine, run, runSite, snapshot } from './fake-engine.ts';
import { type FakeTerminal, fakeTerminal } from './fake-terminal.ts';

const nightly: PolicyRow = {
  ...{ id: 'p_nightly', name: 'Nightly', of: { client: 'Acme' }, mostPerUser: 3, oldestDays: 30, noExpired: true },
  ...{ sweeps: '0 3 * * *', nextSweep: '2026-11-23T02:00:00.000Z', lastSweep: null },
  dueSince: '2026-11-22T02:00:00.000Z',
  dueFor: { code: 'VAULT_LOCKED' as const, message: 'The vault was locked.', retry: 'safe' as const },
};
const at = '2026-11-22T22:41:05.000Z';
const acme = { siteId: 's_acme000000', site: 'acme', outcome: 'ok' as const, editing: [], warnings: [] };
const plan: SessionPlan = {
  at,
  choice: {},
  notes: [],
  sessions: 5,
  people: 2,
  sites: 1,
  rows: [{ ...acme, sessions: 5, people: 2 }],
};
const swept = run([runSite('acme', { sessions: { before: 5, after: 0 } })], {
  operation: 'EndChosenSessions',
  options: {
    ...{ proof: false, waves: [], maxFailures: null, concurrency: 20, dryRun: false },
    policy: { id: 'p_nightly', name: 'Nightly' },
  },
});

const engineWith = (policies: PolicyRow[] = [nightly], planned = plan) =>
  fakeEngine({
    'policies.list': () => policies,
    'policies.save': (input) => input,
    'policies.remove': () => ({}),
    'policies.plan': () => planned,
    'policies.sweep': () => ({ run: swept.id }),
    'sessions.plan': (input) => ({ ...planned, choice: (input as { choice: SessionPlan['choice'] }).choice }),
    'sessions.end': () => ({ run: swept.id }),
    'runs.watch': () => events([snapshot(swept)]),
    'runs.show': () => swept,
    'runs.list': () => [snapshot(swept).run],
  });
const resalt = (words: string[], terminal: FakeTerminal, engine = engineWith()) =>
  runCommandLine(['--data', '/tmp/x', ...words], terminal, {
    openEngine: async () => engine,
    serve: async () => Promise.reject(new Error('not here')),
    version: '0',
  });
const inputs = (engine: ReturnType<typeof fakeEngine>, path: string) =>
  engine.called.filter((call) => call.path === path).map(({ input }) => input);

describe('resalt policies', () => {
  it('shows each with its sites, its rules and what was missed', async () => {
    const terminal = fakeTerminal();
    expect(await resalt(['policies'], terminal)).toBe(0);
    expect(terminal.printed.out).toContain('client Acme');
    expect(terminal.printed.out).toContain('at most 3 per user and site, at most 30 days old, not expired');
    expect(terminal.printed.out).toMatch(/due since .*: The vault was locked\./);
    const json = fakeTerminal();
    await resalt(['policies', '--json'], json);
    expect(JSON.parse(json.printed.out)).toEqual({ policies: [nightly] });
  });

  it('saves exactly what was said; the one with this name is replaced', async () => {
    const engine = engineWith();
    expect(await resalt(['policies', 'save', 'Nightly', '--tag', 'live', '--most', '2'], fakeTerminal(), engine)).toBe(
      0,
    );
    expect(
      await resalt(['policies', 'save', 'Old ones', '--all', '--oldest', '14', '--no-expired'], fakeTerminal(), engine),
    ).toBe(0);
    const rules = { oldestDays: null, noExpired: false, sweeps: null };
    expect(inputs(engine, 'policies.save')).toEqual([
      { ...rules, id: 'p_nightly', name: 'Nightly', of: { tag: 'live' }, mostPerUser: 2 },
      {
        ...{ ...rules, id: expect.stringMatching(/^p_/), name: 'Old ones', of: { all: true } },
        ...{ mostPerUser: null, oldestDays: 14, noExpired: true },
      },
    ]);
  });

  it.each([
    ['no rule', ['policies', 'save', 'x', '--all']],
    ['no sites', ['policies', 'save', 'x', '--most', '2']],
    ['two ways to say which sites', ['policies', 'save', 'x', '--all', '--tag', 'live', '--most', '2']],
    ['none', ['policies', 'save', 'x', '--all', '--most', '0']],
    ['an unknown policy', ['policies', 'plan', 'weekly']],
    ['an unknown policy to sweep', ['sessions', 'sweep', 'weekly', '--yes']],
  ])('refuses %s (2)', async (_what, words) => {
    const engine = engineWith();
    expect(await resalt(words, fakeTerminal(), engine)).toBe(2);
    expect([...inputs(engine, 'policies.save'), ...inputs(engine, 'policies.sweep')]).toEqual([]);
  });

  it('shows what one would end, and changes nothing', async () => {
    const engine = engineWith();
    const terminal = fakeTerminal();
    expect(await resalt(['policies', 'plan', 'Nightly', '--json'], terminal, engine)).toBe(0);
    expect(JSON.parse(terminal.printed.out)).toMatchObject({
      dryRun: true,
      totals: { sessions: 5, people: 2, sites: 1 },
    });
    expect(inputs(engine, 'policies.sweep')).toEqual([]);
  });
});

describe('resalt sessions sweep', () => {
  it('ends exactly what was shown, after a yes; nothing without one', async () => {
    for (const typed of ['yes', 'no']) {
      const engine = engineWith();
      const terminal = fakeTerminal({ person: true });
      terminal.type(typed);
      expect(await resalt(['sessions', 'sweep', 'Nightly'], terminal, engine)).toBe(typed === 'yes' ? 0 : 1);
      expect(terminal.printed.err).toContain('5 sessions of 2 people on 1 site');
      const planned = { choice: plan.choice, sites: [acme.siteId] };
      const asked = typed === 'yes' ? [{ policy: 'p_nightly', before: at, planned, dryRun: false }] : [];
      expect(inputs(engine, 'policies.sweep')).toEqual(asked);
    }
  });

  it('says before the yes that a site that did not answer is asked again', async () => {
    const failure = { code: 'HOST_UNREACHABLE' as const, message: 'No answer.', retry: 'safe' as const };
    const silent = { ...acme, siteId: 's_other00000', site: 'other', outcome: 'unreachable' as const, failure };
    const engine = engineWith([nightly], { ...plan, rows: [...plan.rows, { ...silent, sessions: 0, people: 0 }] });
    const terminal = fakeTerminal({ person: true });
    terminal.type('yes');
    await resalt(['sessions', 'sweep', 'Nightly'], terminal, engine);
    expect(terminal.printed.err).toContain('and what fits on 1 site that could not be looked at');
  });

  it('does not take a site that it may not call done for one with nothing to do', async () => {
    const none = { ...plan, sessions: 0, people: 0, sites: 0 };
    const row = { ...acme, sessions: 0, people: 0 };
    const sweep = async (planned: SessionPlan) => {
      const engine = engineWith([nightly], planned);
      const terminal = fakeTerminal({ person: true });
      terminal.type('yes');
      const code = await resalt(['sessions', 'sweep', 'Nightly'], terminal, engine);
      return [code, inputs(engine, 'policies.sweep').length];
    };
    expect(await sweep({ ...none, rows: [row] })).toEqual([0, 0]);
    expect(await sweep({ ...none, rows: [{ ...row, warnings: ['It has a session manager of its own.'] }] })).toEqual([
      0, 1,
    ]);
  });

  it('asks for the proof where it was said, and saves that each sweep is to have it', async () => {
    const engine = engineWith();
    await resalt(['sessions', 'sweep', 'Nightly', '--proof', '--yes'], fakeTerminal(), engine);
    expect(inputs(engine, 'policies.sweep')).toEqual([{ policy: 'p_nightly', dryRun: false, proof: true }]);
    await resalt(['policies', 'save', 'Nightly', '--all', '--no-expired', '--proof'], fakeTerminal(), engine);
    expect(inputs(engine, 'policies.save')).toMatchObject([{ id: 'p_nightly', proof: true }]);
  });

  it('asks nobody who is not there; with --yes or --dry-run it needs nobody', async () => {
    const engine = engineWith();
    expect(await resalt(['sessions', 'sweep', 'Nightly'], fakeTerminal(), engine)).toBe(2);
    expect(engine.called).toEqual([]);
    await resalt(['sessions', 'sweep', 'Nightly', '--dry-run'], fakeTerminal(), engine);
    const terminal = fakeTerminal();
    await resalt(['sessions', 'sweep', 'Nightly', '--yes', '--json'], terminal, engine);
    expect(inputs(engine, 'policies.sweep')).toEqual([
      { policy: 'p_nightly', dryRun: true },
      { policy: 'p_nightly', dryRun: false },
    ]);
    expect(JSON.parse(terminal.printed.out)).toMatchObject({ operation: 'EndChosenSessions', policy: 'Nightly' });
  });

  it('the list of runs says which policy it was', async () => {
    const terminal = fakeTerminal();
    await resalt(['runs', 'list'], terminal);
    expect(terminal.printed.out).toContain('EndChosenSessions of policy Nightly');
  });
});

describe('exactly these sessions, from a file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'resalt-sessions-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const end = async (text: string, engine = engineWith()) => {
    const file = join(folder, 'these');
    await writeFile(file, text);
    return resalt(['sessions', 'end', '--all', '--sessions-from', file, '--yes'], fakeTerminal(), engine);
  };

  it('more than a command line holds', async () => {
    const engine = engineWith();
    const names = Array.from({ length: 50_000 }, (_, n) => n.toString(16).padStart(64, '0'));
    expect(await end(`${names.join('\r\n')}\n\n`, engine)).toBe(0);
    const [asked] = inputs(engine, 'sessions.end') as { choice: object }[];
    expect(asked?.choice).toEqual({ sessions: names.map((verifier) => ({ verifier })) });
  });

  it.each([
    ['nothing, which must never mean everything', '\n \n'],
    ['something else', `${'a'.repeat(64)}\nverifier\n`],
    ['too many', 'a'.repeat(64).concat('\n').repeat(50_001)],
  ])('refuses a file that names %s (2)', async (_what, text) => {
    const engine = engineWith();
    expect(await end(text, engine)).toBe(2);
    expect(inputs(engine, 'sessions.end')).toEqual([]);
    expect(inputs(engine, 'runs.start')).toEqual([]);
  });
});

describe('a proof', () => {
  it.each([
    [[], false],
    [['--proof'], true],
    [['--no-proof'], false],
  ])('of chosen sessions only where it is asked for: %j', async (words, proof) => {
    const engine = engineWith();
    await resalt(['sessions', 'end', '--all', '--user', 'ed1', '--yes', ...words], fakeTerminal(), engine);
    expect(inputs(engine, 'sessions.end')).toMatchObject([{ options: { proof } }]);
  });
});
