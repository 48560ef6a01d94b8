import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src-main/command-line/invocation.ts';
import { runCommandLine } from '../../../src-main/command-line/program.ts';
import { ResaltError } from '../../../src-main/contract/failures.ts';
import type { Run } from '../../../src-main/contract/runs.ts';
import type { SiteTest } from '../../../src-main/contract/sites.ts';
import type { Notice } from '../../../src-main/incidents/notice.ts';
import { events, fakeEngine, run, runSite, snapshot, summary, vault } from './fake-engine.ts';
import { type FakeTerminal, fakeTerminal } from './fake-terminal.ts';

const dir = mkdtempSync(join(tmpdir(), 'resalt-cli-'));
afterAll(() => rmSync(dir, { recursive: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};

const noticed = new Set<(notice: Notice) => void>();
const resalt = (words: string, terminal: FakeTerminal, engine: Engine = fakeEngine({})) =>
  runCommandLine(words.split(' '), terminal, {
    openEngine: async () => engine,
    serve: async () => ({
      port: 4711,
      newLink: () => 'http://127.0.0.1:4711/?once=x',
      onNotice(tell) {
        noticed.add(tell);
        return () => noticed.delete(tell);
      },
      close: async () => {},
    }),
    version: '0.1.0',
  });

/** An engine whose runs end at once, as given. */
const runsTo = (result: Run, more: Parameters<typeof fakeEngine>[0] = {}) =>
  fakeEngine({
    'runs.start': ({ options }: { options: { dryRun: boolean } }) => ({ run: options.dryRun ? 'r_dryrun' : result.id }),
    'runs.watch': () => events([snapshot(result)]),
    'runs.show': ({ run }: { run: string }) => ({ ...result, id: run, dryRun: run === 'r_dryrun' }),
    ...more,
  });
const pathsOf = (engine: ReturnType<typeof fakeEngine>) => engine.called.map((call) => call.path);
const failed = runSite('b', { outcome: 'failed', failure: { code: 'NOT_WRITABLE', message: 'm', retry: 'safe' } });

describe('words that do not exist, or are not enough, leave with 2 and help', () => {
  it.each([
    'frobnicate',
    'audit --all --check nonsense',
    'sites',
    'logout --all --frobnicate',
    'sessions end --all --country Holland',
    'sessions end --all --older-than 14',
    'sessions list --session nonsense',
    'sites import',
    'logout --all --concurrency many',
  ])('resalt %s', async (words) => {
    const terminal = fakeTerminal();
    expect(await resalt(words, terminal)).toBe(2);
    expect(terminal.printed.err).toContain('Usage: resalt');
    expect(terminal.printed.out).toBe('');
  });

  it('also as JSON, alone on standard output', async () => {
    const terminal = fakeTerminal();
    expect(await resalt('frobnicate --json', terminal)).toBe(2);
    expect(JSON.parse(terminal.printed.out)).toEqual({
      failure: { code: 'INPUT_INVALID', message: "unknown command 'frobnicate'", retry: 'never' },
    });
  });

  it.each(['logout', 'logout --all --site a', 'inspect --client a --tag b'])(
    'a selection: resalt %s',
    async (words) => {
      const terminal = fakeTerminal();
      expect(await resalt(`${words} --yes`, terminal)).toBe(2);
      expect(terminal.printed.err).toContain('Say which sites, in one way');
    },
  );

  it('asked for, help and version leave with 0', async () => {
    const terminal = fakeTerminal();
    expect(await resalt('--help', terminal)).toBe(0);
    expect(await resalt('--version', terminal)).toBe(0);
    expect(terminal.printed.out).toContain('logout');
    expect(terminal.printed.out).toContain('0.1.0');
  });
});

describe('which sites', () => {
  it.each([
    ['--all', { all: true }],
    ['--site a --site b', { sites: ['a', 'b'] }],
    ['--client acme', { client: 'acme' }],
    ['--tag shop', { tag: 'shop' }],
    ['--failed-in r_abcdef', { failedIn: 'r_abcdef' }],
  ])('%s', async (words, select) => {
    const engine = runsTo(run([runSite('a')]));
    await resalt(`inspect ${words}`, fakeTerminal(), engine);
    expect(engine.called.find((call) => call.path === 'runs.start')?.input).toMatchObject({ select });
  });

  it('and how: the choices of a run, defaults from the contract', async () => {
    const engine = runsTo(run([runSite('a')]));
    await resalt(
      'logout --all --yes --no-proof --waves 1,5,20% --max-failures 10% --concurrency 7',
      fakeTerminal(),
      engine,
    );
    await resalt('salts rotate --all --yes', fakeTerminal(), engine);
    expect(engine.called.filter((call) => call.path === 'runs.start').map((call) => call.input)).toEqual([
      {
        operation: 'FleetLogout',
        select: { all: true },
        options: { proof: false, waves: ['1', '5', '20%'], maxFailures: '10%', concurrency: 7, dryRun: false },
      },
      {
        operation: 'RotateSalts',
        select: { all: true },
        options: { proof: true, waves: [], maxFailures: null, concurrency: 20, dryRun: false },
      },
    ]);
  });

  it('what the contract refuses leaves with 2', async () => {
    expect(await resalt('logout --all --yes --waves 1,many', fakeTerminal(), runsTo(run([])))).toBe(2);
  });
});

describe('the exit code of a run', () => {
  it.each([
    [0, run([runSite('a'), runSite('b', { outcome: 'unchanged' })])],
    ...(['failed', 'unreachable', 'cancelled', 'uncertain', 'skipped'] as const).map(
      (outcome) => [1, run([runSite('a'), runSite('b', { outcome })])] as const,
    ),
    [1, run([runSite('a', { outcome: null, state: 'waiting' })], { state: 'interrupted' })],
  ] as const)('%i', async (code, result) => {
    const terminal = fakeTerminal();
    const engine = runsTo(result);
    expect(await resalt('logout --all --yes --json', terminal, engine)).toBe(code);
    expect(JSON.parse(terminal.printed.out)).toMatchObject({ run: 'r_abcdef', totals: result.totals });
    expect(engine.closed).toBe(true);
  });
});

describe('a changing command', () => {
  const words = ['logout --all', 'salts rotate --all', 'sessions end --all', 'sites remove --all', 'sites trust --all'];

  it.each([...words, 'runs retry r_abcdef', 'runs resume r_abcdef'])(
    '%s: nobody there and no --yes is refused',
    async (line) => {
      const terminal = fakeTerminal();
      const engine = fakeEngine({});
      expect(await resalt(line, terminal, engine)).toBe(2);
      expect(terminal.printed.err).toContain('Say --yes');
      expect(engine.called).toEqual([]);
    },
  );

  it('shows the plan and asks; only the right answer goes on', async () => {
    for (const [typed, starts, code] of [
      ['yes', 2, 0],
      ['no', 1, 1],
    ] as const) {
      const terminal = fakeTerminal({ person: true });
      terminal.type(typed);
      const engine = runsTo(run([runSite('a', { plan: ['39 logins will end.'] })]));
      expect(await resalt('logout --all', terminal, engine)).toBe(code);
      expect(terminal.printed.err).toContain('a: 39 logins will end.');
      expect(terminal.printed.err).toContain('Log everyone out of 1 site. Type yes');
      expect(pathsOf(engine).filter((path) => path === 'runs.start')).toHaveLength(starts);
    }
  });

  it('for more than ten sites asks for their number', async () => {
    const many = run(Array.from({ length: 11 }, (_, index) => runSite(`s${index}`)));
    for (const [typed, starts] of [
      ['yes', 1],
      ['11', 2],
    ] as const) {
      const terminal = fakeTerminal({ person: true });
      terminal.type(typed);
      const engine = runsTo(many);
      await resalt('logout --all', terminal, engine);
      expect(pathsOf(engine).filter((path) => path === 'runs.start')).toHaveLength(starts);
    }
  });

  it('only looks with --dry-run, and asks nothing', async () => {
    const engine = runsTo(run([runSite('a', { plan: ['It will.'] })]));
    const terminal = fakeTerminal();
    expect(await resalt('logout --all --dry-run', terminal, engine)).toBe(0);
    expect(engine.called.at(1)?.input).toMatchObject({ options: { dryRun: true } });
    expect(terminal.printed.out).toContain('Nothing was changed.');
  });
});

describe('the vault', () => {
  const locked = (more = {}) => fakeEngine({ 'vault.status': () => vault({ state: 'locked', ...more }), ...tests() });
  const tests = () => ({ 'sites.test': () => [] as SiteTest[], 'vault.unlock': () => vault() });
  const unlocks = (engine: ReturnType<typeof fakeEngine>) =>
    engine.called.filter((call) => call.path === 'vault.unlock').map((call) => call.input);

  it('opens by the environment, which then forgets it', async () => {
    const engine = locked();
    const terminal = fakeTerminal({ env: { RESALT_PASSPHRASE: 'correct horse' } });
    expect(await resalt('sites test --all', terminal, engine)).toBe(0);
    expect(unlocks(engine)).toEqual([{ passphrase: 'correct horse' }]);
    expect(terminal.env.RESALT_PASSPHRASE).toBeUndefined();
  });

  it("opens by a file's first line, before anything else", async () => {
    const engine = locked({ hasKeychain: true });
    const terminal = fakeTerminal({ env: { RESALT_PASSPHRASE: 'other' } });
    await resalt(`sites test --all --passphrase-file ${file('pass', 'first line \r\nsecond')}`, terminal, engine);
    expect(unlocks(engine)).toEqual([{ passphrase: 'first line ' }]);
    expect(await resalt('sites test --all --passphrase-file /nowhere', terminal, locked())).toBe(2);
    expect(await resalt(`sites test --all --passphrase-file ${file('empty', '\n')}`, terminal, locked())).toBe(2);
  });

  it('opens by the keychain, or asks without showing the answer', async () => {
    const keychain = locked({ hasKeychain: true });
    await resalt('sites test --all', fakeTerminal(), keychain);
    expect(unlocks(keychain)).toEqual([{ keychain: true }]);
    const engine = locked();
    const terminal = fakeTerminal({ person: true });
    terminal.type('typed secret');
    expect(await resalt('sites test --all', terminal, engine)).toBe(0);
    expect(unlocks(engine)).toEqual([{ passphrase: 'typed secret' }]);
    expect(terminal.printed.out + terminal.printed.err).not.toContain('typed');
  });

  it.each([
    ['locked', fakeEngine({ 'vault.status': () => vault({ state: 'locked' }) }), 'RESALT_PASSPHRASE'],
    ['absent', fakeEngine({ 'vault.status': () => vault({ state: 'absent' }) }), 'resalt init'],
    ['damaged', fakeEngine({ 'vault.status': () => vault({ state: 'damaged', damage: 'Torn.' }) }), 'Torn.'],
  ])('%s leaves with 3', async (_, engine, words) => {
    const terminal = fakeTerminal();
    expect(await resalt('logout --all --yes', terminal, engine)).toBe(3);
    expect(terminal.printed.err).toContain(words);
  });

  it('a wrong passphrase leaves with 3 and is not repeated', async () => {
    const terminal = fakeTerminal({ env: { RESALT_PASSPHRASE: 'hunter2hunter2' } });
    const refuse = () => {
      throw new ResaltError('WRONG_PASSPHRASE', 'That is not the passphrase.');
    };
    const engine = fakeEngine({ 'vault.status': () => vault({ state: 'locked' }), 'vault.unlock': refuse });
    expect(await resalt('inspect --all --json', terminal, engine)).toBe(3);
    expect(JSON.parse(terminal.printed.out)).toMatchObject({ failure: { code: 'WRONG_PASSPHRASE' } });
    expect(terminal.printed.out + terminal.printed.err).not.toContain('hunter2');
  });

  it('is made by init: typed twice, or from the environment, never over another one', async () => {
    const absent = () =>
      fakeEngine({ 'vault.status': () => vault({ state: 'absent' }), 'vault.create': () => vault() });
    const created = (engine: ReturnType<typeof fakeEngine>) =>
      engine.called.filter((call) => call.path === 'vault.create').map((call) => call.input);
    const [typed, given, unequal] = [absent(), absent(), absent()];
    const person = fakeTerminal({ person: true });
    for (const answer of ['long enough it is', 'long enough it is', 'one of them', 'other one']) person.type(answer);
    expect(await resalt('init', person, typed)).toBe(0);
    expect(created(typed)).toEqual([{ passphrase: 'long enough it is', keychain: false }]);
    expect(await resalt('init', person, unequal)).toBe(2);
    expect(await resalt('init', fakeTerminal({ env: { RESALT_PASSPHRASE: 'from outside' } }), given)).toBe(0);
    expect(created(given)).toEqual([{ passphrase: 'from outside', keychain: false }]);
    expect(await resalt('init', fakeTerminal(), absent())).toBe(2);
    const env = { RESALT_PASSPHRASE: 'from outside' };
    expect(await resalt('init', fakeTerminal({ env }), fakeEngine({}))).toBe(2);
  });
});

describe('sites', () => {
  const report = { added: ['a'], updated: [], rejected: [{ row: 3, name: 'b', reason: 'bad port' }], secretsMoved: 2 };

  it('import: a rejected row leaves with 1, is shown with its reason, and the file should go', async () => {
    const terminal = fakeTerminal();
    const engine = fakeEngine({ 'sites.import': () => report });
    expect(await resalt(`sites import ${file('sites.csv', 'name\na')}`, terminal, engine)).toBe(1);
    expect(terminal.printed.out).toMatch(/3 +b +bad port\n1 site added, 0 updated, 1 rejected\./);
    expect(terminal.printed.err).toMatch(/2 secrets went into the vault\. Delete .*sites\.csv/);
    expect(engine.called.at(-1)?.input).toEqual({ format: 'csv', text: 'name\na' });
  });

  it('import as JSON prints the report alone', async () => {
    const terminal = fakeTerminal();
    const engine = fakeEngine({ 'sites.import': () => ({ ...report, rejected: [] }) });
    expect(await resalt(`sites import ${file('sites.json', '[]')} --json`, terminal, engine)).toBe(0);
    expect(JSON.parse(terminal.printed.out)).toEqual({ ...report, rejected: [] });
  });

  it('import of no file, or of another kind, leaves with 2', async () => {
    expect(await resalt('sites import /nowhere.csv', fakeTerminal())).toBe(2);
    expect(await resalt(`sites import ${file('sites.txt', '')}`, fakeTerminal())).toBe(2);
  });

  const key = { host: 'h', port: 22, keyType: 'ssh-ed25519', fingerprint: 'SHA256:abc', state: 'unknown' as const };
  const tested = (outcome: SiteTest['outcome']): SiteTest[] => [
    { siteId: 's_0000000000', site: 'a', outcome, reached: null, hostKeys: [key], ms: 4 },
  ];

  it('test leaves with 1 when one was not reached', async () => {
    const terminal = fakeTerminal();
    expect(await resalt('sites test --all', terminal, fakeEngine({ 'sites.test': () => tested('unreachable') }))).toBe(
      1,
    );
    expect(await resalt('sites test --all', terminal, fakeEngine({ 'sites.test': () => tested('ok') }))).toBe(0);
  });

  it('trust pins exactly the keys that were shown and agreed to, behind a jump host too', async () => {
    const terminal = fakeTerminal({ person: true });
    terminal.type('yes');
    terminal.type('yes');
    const behind = [{ ...tested('unreachable')[0], hostKeys: [{ ...key, host: 'behind', fingerprint: 'SHA256:def' }] }];
    const answers = [tested('unreachable'), behind, tested('ok')];
    const engine = fakeEngine({ 'sites.test': () => answers.shift(), 'sites.trust': () => [] });
    expect(await resalt('sites trust --all', terminal, engine)).toBe(0);
    expect(terminal.printed.err).toMatch(/SHA256:abc[\s\S]*SHA256:def/);
    const trusted = engine.called.filter((call) => call.path === 'sites.trust').map((call) => call.input);
    expect(trusted).toMatchObject([{ fingerprints: ['SHA256:abc'] }, { fingerprints: ['SHA256:def'] }]);
  });

  it('trust asks in vain for a key that is not agreed to, and never twice for the same', async () => {
    const refusing = fakeTerminal({ person: true });
    refusing.type('no');
    const engine = fakeEngine({ 'sites.test': () => tested('unreachable'), 'sites.trust': () => [] });
    expect(await resalt('sites trust --all', refusing, engine)).toBe(1);
    expect(pathsOf(engine)).not.toContain('sites.trust');
    const agreeing = fakeTerminal({ person: true });
    agreeing.type('yes');
    expect(await resalt('sites trust --all', agreeing, engine)).toBe(1);
  });

  it('trust with --fingerprint asks nothing; a changed key needs it', async () => {
    const engine = fakeEngine({ 'sites.trust': () => tested('ok') });
    const words = 'sites trust --site a --fingerprint SHA256:x --fingerprint SHA256:y --replace-changed';
    expect(await resalt(words, fakeTerminal(), engine)).toBe(0);
    expect(engine.called.at(-1)?.input).toMatchObject({ fingerprints: ['SHA256:x', 'SHA256:y'], replaceChanged: true });
    expect(await resalt('sites trust --site a --yes --replace-changed', fakeTerminal(), engine)).toBe(2);
  });
});

describe('runs', () => {
  it('shows, and goes on with, what was left', async () => {
    const result = run([runSite('a'), failed]);
    const engine = fakeEngine({
      'runs.list': () => [summary(result)],
      'runs.show': () => result,
      'runs.retry': () => ({ run: 'r_abcdef' }),
      'runs.watch': () => events([snapshot(result)]),
    });
    const terminal = fakeTerminal();
    expect(await resalt('runs list', terminal, engine)).toBe(0);
    expect(terminal.printed.out).toContain('1 changed, 1 failed');
    expect(await resalt('runs show r_abcdef', terminal, engine)).toBe(1);
    expect(await resalt('runs retry r_abcdef --yes', terminal, engine)).toBe(1);
    expect(pathsOf(engine)).toContain('runs.retry');
    expect(await resalt('runs show nonsense', terminal, engine)).toBe(2);
  });
});

it('serve prints the one-time link, a line for what somebody should know of an incident, and ends at Ctrl-C', async () => {
  const terminal = fakeTerminal();
  const ended = resalt('serve --port 4711', terminal);
  while (!terminal.printed.err.includes('Ctrl-C')) await new Promise(setImmediate);
  const notice = { incident: 'i_0000000000000001', step: 'core-files', alerts: 2, sites: 1, look: null };
  for (const tell of noticed) tell(notice);
  expect(terminal.printed.err).toMatch(
    /\d\d:\d\d:\d\d Incident: 2 alerts\. .+ #\/incident\/i_0000000000000001\/core-files\n$/,
  );
  terminal.interrupt();
  expect(await ended).toBe(0);
  expect(noticed.size).toBe(0);
  expect(terminal.printed.out).toBe('http://127.0.0.1:4711/?once=x\n');
});
