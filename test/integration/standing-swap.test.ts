import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, link, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { readConfiguration } from '../../src-main/operations/steps/read-configuration.ts';
import { sha256, swapFile } from '../../src-main/operations/steps/swap-file.ts';
import { swapFunctions } from '../../src-main/operations/steps/swap-script.ts';
import { type SshBed, startSshBed } from './hosts/ssh-bed.ts';

let bed: SshBed | undefined;
afterEach(() => bed?.stop());

const onThisMachine = (name: string) => ['/bin', '/usr/bin'].map((at) => join(at, name)).find((at) => existsSync(at));
const salts = 'AUTH_KEY SECURE_AUTH_KEY LOGGED_IN_KEY NONCE_KEY AUTH_SALT SECURE_AUTH_SALT LOGGED_IN_SALT NONCE_SALT'
  .split(' ')
  .map((name) => `define( '${name}', '${'x'.repeat(64)}' );\n`)
  .join('');
const before = `<?php\n${salts}$table_prefix = 'wp_';\nrequire_once __DIR__ . '/wp-settings.php';\n`;
const after = Buffer.from(before.replaceAll('x'.repeat(64), 'y'.repeat(64)));

/** A site's folder whose name no shell may misread, read by a shell that stays, and swapped by it. */
async function readAndSwap(config: readonly string[], mode = 0o640, otherName?: string) {
  bed = await startSshBed({ config });
  const root = join(bed.folder, "it's a $(site) !");
  await mkdir(root);
  const path = join(root, 'wp-config.php');
  await writeFile(path, before);
  await chmod(path, mode);
  if (otherName) await link(path, join(root, otherName));
  await writeFile(join(root, 'wp-settings.php'), '<?php\n');
  const host = await bed.hosts.reach(bed.target());
  const configuration = await readConfiguration(host, root, swapFunctions);
  const { shell, writing } = configuration;
  let stood = false;
  const watched = shell && {
    ...shell,
    run: async (...how: Parameters<typeof shell.run>) => {
      const result = await shell.run(...how);
      stood = result !== null;
      return result;
    },
  };
  const known = [...writing.values()][0]?.mode;
  const swap = { path, shaBefore: sha256(Buffer.from(before)), after, ...(known === undefined ? {} : { mode: known }) };
  const way = await swapFile(host, swap, watched);
  const { mode: now } = await stat(path);
  return { way, stood, bytes: await readFile(path, 'utf8'), mode: now & 0o7777, left: await readdir(root) };
}
const whole = { way: 'replaced', stood: true, bytes: after.toString(), left: ['wp-config.php', 'wp-settings.php'] };

const logins = ['bash', 'dash', 'zsh', 'fish', 'csh', 'tcsh', 'ksh', 'mksh'].flatMap(
  (name) => onThisMachine(name) ?? [],
);
test.each(logins)('under the login shell %s the shell that read the site swaps its file', async (login) => {
  expect(await readAndSwap([`ForceCommand exec ${login} -c "$SSH_ORIGINAL_COMMAND"`])).toMatchObject({
    ...whole,
    mode: 0o640,
  });
});

const posix = ['bash', 'dash', 'busybox', 'mksh', 'zsh', 'ksh93'].flatMap((name) => onThisMachine(name) ?? []);
test.each(posix)('where sh is %s the shell that read the site swaps its file', async (sh) => {
  const bin = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
  await symlink(sh, join(bin, 'sh'));
  try {
    const config = [`ForceCommand PATH=${bin}:$PATH exec bash --norc -c "$SSH_ORIGINAL_COMMAND"`];
    expect(await readAndSwap(config)).toMatchObject({ ...whole, mode: 0o640 });
  } finally {
    execFileSync('rm', ['-r', bin]);
  }
});

test.each([
  ['at login', 'echo "Welcome!"; echo noise >&2; printf no-break;'],
  ['at exit', `trap 'echo bye; echo bye >&2' EXIT;`],
])('a login shell that talks %s does not get into the answer', async (_when, talk) => {
  expect(await readAndSwap([`ForceCommand ${talk} eval "$SSH_ORIGINAL_COMMAND"`])).toMatchObject(whole);
});

test.each([0o600, 0o604, 0o640, 0o644, 0o660, 0o664, 0o755, 0o400, 0o440, 0o2640, 0o1644])(
  'the mode %o stays, whatever umask the account has',
  async (mode) => {
    expect(await readAndSwap(['ForceCommand umask 027; eval "$SSH_ORIGINAL_COMMAND"'], mode)).toMatchObject({
      ...whole,
      mode,
    });
  },
);

const unshares = process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0;
describe.runIf(unshares)('in a jail without /proc and /dev/fd', () => {
  const jail = [`ForceCommand exec unshare -m sh -c 'mount -t tmpfs none /proc; exec sh -c "$SSH_ORIGINAL_COMMAND"'`];

  test('a file is replaced all the same', async () => {
    expect(await readAndSwap(jail)).toMatchObject({ ...whole, mode: 0o640 });
  });

  test('one that can only be overwritten is left alone, and the reason is the right one', async () => {
    await expect(readAndSwap(jail, 0o640, 'another name')).rejects.toMatchObject({
      code: 'NOT_WRITABLE',
      message: expect.stringContaining('/dev/fd'),
    });
  });
});
