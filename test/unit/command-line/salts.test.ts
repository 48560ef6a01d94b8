import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../src-main/command-line/program.ts';
import type { Inspection } from '../../../src-main/contract/inspection.ts';
import type { Run } from '../../../src-main/contract/runs.ts';
import { events, fakeEngine, run, runSite, snapshot } from './fake-engine.ts';
import { fakeTerminal } from './fake-terminal.ts';

const inspection: Inspection = {
  siteId: 's_acme000000',
  at: '2026-11-22T22:41:05.000Z',
  wordpress: { version: '6.8', multisite: false },
  config: { path: '/srv/acme/wp-config.php', tablePrefix: 'wp_' },
  salts: {
    places: [
      {
        name: 'AUTH_KEY',
        place: '/srv/acme/wp-salt.php',
        line: 7,
        how: 'it is written on line 7 of /srv/acme/wp-salt.php',
      },
      {
        name: 'NONCE_SALT',
        place: 'the database',
        line: null,
        how: 'it is not defined; WordPress keeps it in the database',
      },
    ],
    fingerprint: '0123456789abcdef',
    rotatable: true,
    why: null,
  },
  objectCache: { kind: null, canFlush: true, how: 'No persistent object cache.' },
  sessions: { count: 0, people: 0, unreadable: 0, live: null },
  users: 1,
  administrators: 1,
  editingNow: 0,
  encryptors: [],
  answers: { status: 200, ms: 1, why: null },
  databaseRoute: 'tunnel',
};
const looked = run(
  [
    runSite('acme', { outcome: 'unchanged', inspection }),
    runSite('zeta', {
      outcome: 'unreachable',
      failure: { code: 'HOST_UNREACHABLE', message: 'No answer.', retry: 'safe' },
    }),
  ],
  { operation: 'InspectSite' },
);

async function resalt(words: string, result: Run) {
  const terminal = fakeTerminal();
  const engine = fakeEngine({
    'runs.start': () => ({ run: result.id }),
    'runs.watch': () => events([snapshot(result)]),
    'runs.show': () => result,
  });
  const serve = () => Promise.reject(new Error('nothing is served here'));
  const code = await runCommandLine(words.split(' '), terminal, {
    openEngine: async () => engine,
    serve,
    version: '0',
  });
  const started = engine.called.find(({ path }) => path === 'runs.start')?.input;
  return { code, started, printed: terminal.printed };
}

describe('salts explain', () => {
  it('says file, line and how for each salt, and which site could not be asked', async () => {
    const { code, started, printed } = await resalt('salts explain --all', looked);
    expect(code).toBe(1);
    expect(started).toMatchObject({ operation: 'InspectSite', options: { dryRun: false } });
    expect(printed.out).toMatch(/AUTH_KEY +\/srv\/acme\/wp-salt.php +7 +it is written/);
    expect(printed.out).toMatch(/NONCE_SALT +the database +- +it is not defined/);
    expect(printed.out).toContain('zeta: No answer.');
  });

  it('says the same to a script', async () => {
    const { printed } = await resalt('salts explain --all --json', looked);
    const { salts } = inspection;
    expect(JSON.parse(printed.out)).toEqual({
      sites: [
        {
          site: 'acme',
          outcome: 'unchanged',
          salts: salts.places,
          rotatable: true,
          why: null,
          fingerprint: salts.fingerprint,
        },
        {
          site: 'zeta',
          outcome: 'unreachable',
          failure: { code: 'HOST_UNREACHABLE', message: 'No answer.', retry: 'safe' },
        },
      ],
    });
  });
});

describe('what concerns the salts alone', () => {
  const done = run([runSite('acme')]);

  it.each(['logout', 'salts rotate'])('is told to the run: %s', async (command) => {
    const words = `${command} --all --yes --also cache-key-salt,recovery --stop-for-encryptors`;
    const { code, started } = await resalt(words, done);
    expect(code).toBe(0);
    expect(started).toMatchObject({ options: { also: ['cache-key-salt', 'recovery'], stopForEncryptors: true } });
  });

  it.each(['logout', 'salts rotate'])('can be said the other way round, or not at all: %s', async (command) => {
    const taken = await resalt(`${command} --all --yes --no-stop-for-encryptors`, done);
    expect(taken.started).toMatchObject({ options: { stopForEncryptors: false } });
    const unsaid = await resalt(`${command} --all --yes`, done);
    expect(unsaid.started).not.toHaveProperty('options.stopForEncryptors');
  });

  it('says so where the settings leave sites out, and only then', async () => {
    const options = { ...done.options, stopForEncryptors: true };
    const words = 'Left out, as the settings say: sites whose plugins keep secrets under the salts.';
    const bySettings = run([runSite('acme')], { options: { ...options, stopForEncryptorsFrom: 'settings' } });
    expect((await resalt('logout --all --yes', bySettings)).printed.out).toContain(words);
    expect((await resalt('logout --all --yes --stop-for-encryptors', run([], { options }))).printed.out).not.toContain(
      words,
    );
  });

  it.each(['logout', 'salts rotate'])('says by which way the salts are written: %s', async (command) => {
    const { code, started } = await resalt(`${command} --all --yes --via wp-cli`, done);
    expect(code).toBe(0);
    expect(started).toMatchObject({ options: { via: 'wp-cli' } });
    expect((await resalt(`${command} --all --yes --via ftp`, done)).code).toBe(2);
    expect((await resalt('sessions end --all --yes --via wp-cli', done)).code).toBe(2);
  });

  it('is not known to other commands, nor other keys to it', async () => {
    expect((await resalt('sessions end --all --yes --also recovery', done)).code).toBe(2);
    const { code, printed } = await resalt('logout --all --yes --also everything', done);
    expect([code, printed.err]).toEqual([2, expect.stringContaining('cache-key-salt, recovery, secret-key')]);
  });
});
