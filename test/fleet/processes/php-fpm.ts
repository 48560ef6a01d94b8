import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRoot, web } from './account.ts';
import { type Daemon, startDaemon } from './daemon.ts';
import { hear } from './port.ts';
import { program } from './program.ts';

export interface PhpFpm extends Daemon {
  readonly socket: string;
  /** Starts the workers afresh (SIGUSR2), as `systemctl reload php-fpm` does; OPcache is empty afterwards. */
  reload(): void;
}

/** OPcache off, or on with the number of seconds for which a changed file may go unnoticed ('never' looks). */
export type Opcache = false | { revalidateSeconds: number | 'never' };

/** PHP-FPM on a unix socket in `dir`, one pool sized for two cores. As root its workers run as the web account. */
export async function startPhpFpm(dir: string, options: { opcache?: Opcache } = {}): Promise<PhpFpm> {
  await mkdir(dir, { recursive: true });
  const socket = join(dir, 'php-fpm.sock');
  const config = join(dir, 'php-fpm.conf');
  await writeFile(config, configuration(dir, socket));
  const daemon = await startDaemon({
    name: 'php-fpm',
    log: join(dir, 'php-fpm.out'),
    command: [
      program(/^php-fpm[\d.]*$/, 'php-fpm'),
      '--nodaemonize',
      ...(isRoot ? ['--allow-to-run-as-root'] : []),
      '--fpm-config',
      config,
      // A changed .user.ini counts within a second; PHP would go on with the old one for five minutes.
      ...['-d', 'user_ini.cache_ttl=0'],
      ...opcacheSettings(options.opcache ?? false),
    ],
    answers: async () => (await hear({ path: socket }, PING)).includes('pong'),
  });
  return { ...daemon, socket, reload: () => void process.kill(daemon.pid, 'SIGUSR2') };
}

/** As arguments: some of these can't be set in a pool. */
function opcacheSettings(opcache: Opcache): string[] {
  if (!opcache) return ['-d', 'opcache.enable=0'];
  const never = opcache.revalidateSeconds === 'never';
  return [
    'opcache.enable=1',
    `opcache.validate_timestamps=${never ? 0 : 1}`,
    `opcache.revalidate_freq=${never ? 0 : opcache.revalidateSeconds}`,
    'opcache.memory_consumption=256',
    'opcache.max_accelerated_files=20000',
  ].flatMap((setting) => ['-d', setting]);
}

function configuration(dir: string, socket: string): string {
  const owner = isRoot
    ? [`user = ${web.name}`, `group = ${web.gid}`, `listen.owner = ${web.name}`, 'listen.mode = 0600']
    : [];
  return [
    '[global]',
    `error_log = ${join(dir, 'php-fpm.log')}`,
    `pid = ${join(dir, 'php-fpm.pid')}`,
    '[sites]',
    ...owner,
    `listen = ${socket}`,
    'pm = static',
    'pm.max_children = 4',
    'ping.path = /fleet-ping',
    'clear_env = yes',
    `php_admin_value[error_log] = ${join(dir, 'php-errors.log')}`,
    'php_admin_flag[log_errors] = on',
    '',
  ].join('\n');
}

/** A FastCGI request for the pool's ping page: begin, parameters, end of parameters, end of input. */
const PING = fastcgi({ SCRIPT_NAME: '/fleet-ping', SCRIPT_FILENAME: '/fleet-ping', REQUEST_METHOD: 'GET' });

function fastcgi(parameters: Record<string, string>): string {
  const pairs = Object.entries(parameters)
    .map(([name, value]) => String.fromCharCode(name.length, value.length) + name + value)
    .join('');
  const record = (type: number, body: string) => String.fromCharCode(1, type, 0, 1, 0, body.length, 0, 0) + body;
  return record(1, '\0\x01\0\0\0\0\0\0') + record(4, pairs) + record(4, '') + record(5, '');
}
