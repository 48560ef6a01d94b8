import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isRoot, me } from './account.ts';
import { type Daemon, startDaemon } from './daemon.ts';
import { freePort, hear } from './port.ts';
import { program } from './program.ts';

export interface SshdOptions {
  /** Public keys in OpenSSH's form, one a line. */
  authorizedKeys: string;
  port?: number;
  /** false: the server refuses port forwarding, as many shared hosts do. */
  allowTcpForwarding?: boolean;
  /** More lines for sshd_config; the first mention of a setting wins, so these come first. */
  config?: readonly string[];
}

export interface Sshd extends Daemon {
  readonly port: number;
  readonly user: string;
  /** The host key as in known_hosts: `ssh-ed25519 AAAA…`. */
  readonly hostKey: string;
  /** `SHA256:…`, as ssh shows it. */
  readonly fingerprint: string;
}

/**
 * sshd on every loopback address (127.0.0.0/8) at one port, so that each site can have a host of its own. Takes only the
 * account that runs this program, only from this machine, only by key. Exec, SFTP and forwarding (unless refused) work.
 */
export async function startSshd(dir: string, options: SshdOptions): Promise<Sshd> {
  await mkdir(dir, { recursive: true });
  // sshd as root wants this empty folder of the system's, which a container often lacks.
  if (isRoot) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const port = options.port ?? (await freePort());
  const key = join(dir, 'host_key');
  const run = promisify(execFile);
  const keygen = program('ssh-keygen', 'openssh-client');
  if (!existsSync(key)) await run(keygen, ['-q', '-t', 'ed25519', '-N', '', '-C', 'fleet host key', '-f', key]);
  await writeFile(join(dir, 'authorized_keys'), options.authorizedKeys, { mode: 0o600 });
  await writeFile(join(dir, 'sshd_config'), configuration(dir, port, options));
  const daemon = await startDaemon({
    name: 'sshd',
    log: join(dir, 'sshd.log'),
    command: [program('sshd', 'openssh-server'), '-D', '-e', '-f', join(dir, 'sshd_config')],
    answers: async () => (await hear({ host: '127.0.0.1', port })).startsWith('SSH-2.0-'),
  });
  const hostKey = (await readFile(`${key}.pub`, 'utf8')).split(' ').slice(0, 2).join(' ');
  const fingerprint = (await run(keygen, ['-l', '-f', key])).stdout.split(' ')[1] ?? '';
  return { ...daemon, port, user: me.username, hostKey, fingerprint };
}

function configuration(dir: string, port: number, options: SshdOptions): string {
  return [
    ...(options.config ?? []),
    `Port ${port}`,
    'ListenAddress 0.0.0.0', // sshd takes at most 16 addresses by name
    `AllowUsers ${me.username}@127.0.0.0/8`,
    `HostKey ${join(dir, 'host_key')}`,
    `PidFile ${join(dir, 'sshd.pid')}`,
    `AuthorizedKeysFile ${join(dir, 'authorized_keys')}`,
    'StrictModes no',
    // bash reads ~/.bashrc for a command over SSH unless it thinks it runs inside another shell: what the developer of this
    // machine keeps in there is not part of the test bed (here it cost 150 ms a command).
    'SetEnv SHLVL=1',
    'PermitRootLogin yes',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    `UsePAM ${isRoot && locked() ? 'yes' : 'no'}`,
    'UseDNS no',
    'PrintMotd no',
    'MaxStartups 1000',
    `AllowTcpForwarding ${options.allowTcpForwarding === false ? 'no' : 'yes'}`,
    `AllowStreamLocalForwarding ${options.allowTcpForwarding === false ? 'no' : 'yes'}`,
    'Subsystem sftp internal-sftp',
    '',
  ].join('\n');
}

/** Without PAM, sshd refuses an account whose password is locked with `!`, even by key. */
function locked(): boolean {
  return new RegExp(`^${me.username}:!`, 'm').test(readFileSync('/etc/shadow', 'utf8'));
}
