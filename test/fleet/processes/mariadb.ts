import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { cached, digest } from '../cache.ts';
import { isRoot, me } from './account.ts';
import { type Daemon, startDaemon } from './daemon.ts';
import { freePort } from './port.ts';
import { program } from './program.ts';

export interface Mariadb extends Daemon {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly socket: string;
  /** The server's administrator: user `fleet` with this password, from anywhere on this machine. */
  readonly admin: { user: string; password: string };
}

const run = promisify(execFile);
/** Of the installer and of the server: a log of another size would be made anew at the first start. */
const settings = ['--innodb-log-file-size=32M', '--innodb-flush-method=nosync'];
const ADMIN = { user: 'fleet', password: 'fleet-admin' };

/**
 * MariaDB in `dir` (made when absent, so a crashed one starts again on its own data; give it the old port).
 * Tuned to start and write fast: a killed server loses nothing, a power cut might.
 */
export async function startMariadb(dir: string, options: { port?: number } = {}): Promise<Mariadb> {
  const data = join(dir, 'data');
  const socket = join(dir, 'mariadb.sock');
  const port = options.port ?? (await freePort());
  const account = isRoot ? [`--user=${me.username}`] : [];
  await mkdir(dir, { recursive: true });
  // Its own: servers that start at the same time trip over each other's temporary tables in a shared /tmp.
  const tmp = join(dir, 'tmp');
  await mkdir(tmp, { recursive: true });
  if (!existsSync(join(data, 'mysql'))) await install(data, account, tmp);
  const daemon = await startDaemon({
    name: 'mariadbd',
    log: join(dir, 'mariadb.log'),
    command: [
      program('mariadbd', 'mariadb-server'),
      '--no-defaults',
      ...account,
      `--datadir=${data}`,
      `--tmpdir=${tmp}`,
      `--socket=${socket}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--pid-file=${join(dir, 'mariadb.pid')}`,
      `--init-file=${await adminFile(dir)}`,
      '--character-set-server=utf8mb4',
      '--max-connections=500',
      '--innodb-buffer-pool-size=192M',
      ...settings,
      '--innodb-flush-log-at-trx-commit=2',
      '--innodb-fast-shutdown=3',
      '--skip-log-bin',
      '--performance-schema=off',
    ],
    answers: () => answers(port),
  });
  return { ...daemon, host: '127.0.0.1', port, socket, admin: ADMIN };
}

/** The empty server that MariaDB's installer makes takes seconds to make, and is the same for every fleet: made once per version. */
async function install(data: string, account: string[], tmp: string): Promise<void> {
  const { stdout: version } = await run(program('mariadbd', 'mariadb-server'), ['--no-defaults', '--version']);
  const empty = await cached(`mariadb-${me.username}-${digest(version, ...settings)}`, async (folder) => {
    const installer = program('mariadb-install-db', 'mariadb-server');
    // force: it would stop where the machine does not know its own name, as in a bare container.
    const how = ['--force', '--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve'];
    const where = [`--datadir=${join(folder, 'data')}`, `--tmpdir=${tmp}`];
    await run(installer, ['--no-defaults', ...where, ...account, ...how, ...settings]).catch((error) => {
      throw new Error(`${error.message}${error.stdout}`);
    });
  });
  await run('cp', ['-r', '--reflink=auto', join(empty, 'data'), data]);
}

async function adminFile(dir: string): Promise<string> {
  const file = join(dir, 'admin.sql');
  const lines = ['127.0.0.1', 'localhost'].map(
    (host) =>
      `CREATE USER IF NOT EXISTS '${ADMIN.user}'@'${host}' IDENTIFIED BY '${ADMIN.password}';\n` +
      `GRANT ALL ON *.* TO '${ADMIN.user}'@'${host}' WITH GRANT OPTION;\n`,
  );
  // The installer makes nameless accounts and an open root on some versions: close them.
  await writeFile(
    file,
    `${lines.join('')}DELETE FROM mysql.global_priv WHERE User IN ('', 'root');\nFLUSH PRIVILEGES;\n`,
    {
      mode: 0o600,
    },
  );
  return file;
}

async function answers(port: number): Promise<boolean> {
  const connection = await createConnection({ host: '127.0.0.1', port, ...ADMIN, connectTimeout: 2000 });
  try {
    await connection.query('SELECT 1');
    return true;
  } finally {
    connection.destroy();
  }
}
