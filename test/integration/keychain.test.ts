import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const user = join(import.meta.dirname, 'keychain-user.ts');
const isThere = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const hasKeychain = isThere('dbus-run-session') && isThere('gnome-keyring-daemon');

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'resalt-test-'));
  await mkdir(join(home, 'run'), { mode: 0o700 });
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** No address of a bus or display of the machine's: only what a session made for this gives. */
const environment = () => ({
  PATH: process.env.PATH,
  HOME: home,
  XDG_RUNTIME_DIR: join(home, 'run'),
  XDG_DATA_HOME: join(home, 'share'),
});

async function say(command: string, args: string[]): Promise<Record<string, unknown>> {
  const { stdout } = await promisify(execFile)(command, args, { env: environment(), timeout: 60_000 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

/** Runs keychain-user.ts in a new session with a real gnome-keyring, which keeps its entries in `home` and ends with the session. */
const inSession = (...args: string[]) => {
  const unlockKeyring = 'printf "pw\\n" | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null';
  const script = `${unlockKeyring}; "$0" --import tsx "$@"`;
  return say('dbus-run-session', ['--', 'bash', '-c', script, process.execPath, user, ...args]);
};

const dir = () => join(home, 'data');

describe.skipIf(!hasKeychain)('A real keychain (needs dbus and gnome-keyring)', () => {
  test('is made a way in, opens the vault in a later session, and can be taken away', async () => {
    const { id } = await inSession('create', dir());
    expect(id).toMatch(/^c_/);
    expect(await inSession('status', dir())).toMatchObject({
      state: 'locked',
      hasKeychain: true,
      keychain: { available: true, why: null },
    });
    expect(await inSession('unlock', dir(), String(id))).toEqual({ secret: 'kept by the keychain' });
    expect(await inSession('forget', dir(), String(id))).toEqual({ secret: 'kept by the keychain' });
    expect(await inSession('unlock', dir(), String(id))).toMatchObject({ code: 'NOT_ALLOWED_HERE' });
  }, 120_000);
});

test('where there is no keychain, that is said with the reason and no vault is made by it', async () => {
  const withoutSession = (...args: string[]) => say(process.execPath, ['--import', 'tsx', user, ...args]);
  const other = join(home, 'other');
  expect(await withoutSession('create', other)).toMatchObject({ code: 'NOT_ALLOWED_HERE' });
  const status = await withoutSession('status', other);
  expect(status).toMatchObject({ state: 'absent', keychain: { available: false } });
  expect((status.keychain as { why: string }).why).toContain("keychain can't be used");
}, 90_000);
