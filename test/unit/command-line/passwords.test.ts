import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../src-main/command-line/program.ts';
import { sealByPassphrase } from '../../../src-main/vault/passphrase-file.ts';
import { events, fakeEngine, run, runSite, snapshot } from './fake-engine.ts';
import { fakeTerminal } from './fake-terminal.ts';

const secret = 'Nev3rSh0wnElsewhere234567890';
const row = { site: 'acme', url: null, user: '\u001b[2Jed1', userId: 3, password: secret, readBack: true };

async function resalt(words: string[], { once = false } = {}) {
  const done = run([runSite('acme')], { operation: 'ResetPasswords' });
  const planned = { ...done, id: 'r_planned', dryRun: true };
  const of = ({ run: id }: { run: string }) => (id === planned.id ? planned : done);
  const engine = fakeEngine({
    'orders.start': ({ options }: { options: { dryRun: boolean } }) => ({
      run: options.dryRun ? 'r_planned' : 'r_abcdef',
    }),
    'runs.watch': (input: { run: string }) => events([snapshot(of(input))]),
    'runs.show': of,
    'newPasswords.status': () => ({ kept: 1, once }),
    'newPasswords.take': () => [row],
    'newPasswords.export': () => ({ file: 'sealed text', count: 1 }),
  });
  const terminal = fakeTerminal();
  const parts = { version: '1', openEngine: async () => engine, serve: () => Promise.reject(new Error('no')) };
  const code = await runCommandLine(words, terminal, parts);
  const called = engine.called.map(({ path }) => path);
  const order = engine.called.find(({ path }) => path === 'orders.start')?.input;
  return { code, ...terminal.printed, called, order };
}

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'resalt-passwords-'));
  await writeFile(join(dir, 'phrase'), 'a long enough one\n');
});
afterAll(() => rm(dir, { recursive: true }));

describe('resalt passwords reset', () => {
  it('orders what was said, with the salts unless they are left out', async () => {
    const words = [
      'passwords',
      'reset',
      '--all',
      '--role',
      'administrator',
      '--user',
      'ed1',
      '--except',
      'me',
      '--yes',
    ];
    expect((await resalt(words)).order).toMatchObject({
      select: { all: true },
      order: {
        ...{ operation: 'ResetPasswords', salts: true, keep: 'vault', prove: false, except: ['me'] },
        whose: { all: false, roles: ['administrator'], users: ['ed1'] },
      },
    });
    const { order } = await resalt([...words, '--no-salts', '--show-once', '--prove']);
    expect(order).toMatchObject({ order: { salts: false, keep: 'once', prove: true } });
  });

  it('wants to know whose, and one way to keep them', async () => {
    for (const words of [['--all'], ['--all', '--user', 'a', '--keep', '--show-once']]) {
      const { code, called } = await resalt(['passwords', 'reset', ...words, '--yes']);
      expect(code).toBe(2);
      expect(called).toEqual([]);
    }
  });

  it('shows them one time only where that was asked, never of a plan, and makes a login harmless', async () => {
    const words = ['passwords', 'reset', '--all', '--user', 'ed1'];
    const shown = await resalt([...words, '--yes', '--show-once'], { once: true });
    expect(shown.out).toContain(secret);
    expect(shown.out).not.toContain('\u001b');
    const kept = await resalt([...words, '--yes']);
    expect(kept.out + kept.err).not.toContain(secret);
    expect(kept.out).toContain('resalt passwords export r_abcdef');
    const planned = await resalt([...words, '--dry-run'], { once: true });
    expect(planned.called).not.toContain('newPasswords.take');
    const json = await resalt([...words, '--yes', '--json'], { once: true });
    expect(JSON.parse(json.out)).toMatchObject({ operation: 'ResetPasswords', passwords: [{ password: secret }] });
  });
});

describe('the exported file', () => {
  it('is readable by its owner alone, and nothing is written over', async () => {
    const out = join(dir, 'exported.json');
    const words = ['passwords', 'export', 'r_abcdef', '--out', out, '--export-passphrase-file', join(dir, 'phrase')];
    expect((await resalt(words)).code).toBe(0);
    expect(await readFile(out, 'utf8')).toBe('sealed text');
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    expect((await resalt(words)).err).toContain('is not written over');
  });

  it('opens without a vault', async () => {
    const file = join(dir, 'sealed.json');
    const plain = Buffer.from(JSON.stringify({ run: 'r_abcdef', at: '2026-11-22T22:41:05.000Z', passwords: [row] }));
    await writeFile(file, await sealByPassphrase('new-passwords', plain, 'a long enough one', { N: 1024, r: 8, p: 1 }));
    const opened = await resalt(['passwords', 'open', file, '--export-passphrase-file', join(dir, 'phrase')]);
    expect(opened.code).toBe(0);
    expect(opened.out).toContain(secret);
    expect(opened.called).toEqual([]);
  });
});

describe('resalt offboard', () => {
  it('orders one way to leave', async () => {
    const { order } = await resalt([
      'offboard',
      'Bob@agency.test',
      '--all',
      '--alias',
      'b@home.test',
      '--delete',
      '--reassign',
      'me',
      '--yes',
    ]);
    expect(order).toMatchObject({
      order: {
        ...{ operation: 'OffboardPerson', email: 'Bob@agency.test', aliases: ['b@home.test'] },
        ...{ action: 'delete', reassignTo: 'me' },
      },
    });
    expect((await resalt(['offboard', 'b@x.test', '--all', '--yes'])).order).toMatchObject({
      order: { action: 'block' },
    });
    for (const words of [['nobody'], ['b@x.test', '--block', '--delete'], ['b@x.test', '--reassign', 'me']])
      expect((await resalt(['offboard', ...words, '--all', '--yes'])).code).toBe(2);
  });
});
