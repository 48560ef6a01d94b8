import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import PQueue from 'p-queue';
import { buildSite } from './build-site.ts';
import { writeImportCsv } from './import-csv.ts';
import { nameOf, type SiteName } from './names.ts';
import { ownCore, seeUntouched } from './own-core.ts';
import { isRoot, web } from './processes/account.ts';
import type { Daemon } from './processes/daemon.ts';
import { type Mariadb, startMariadb } from './processes/mariadb.ts';
import { type Nginx, startNginx } from './processes/nginx.ts';
import { type Opcache, type PhpFpm, startPhpFpm } from './processes/php-fpm.ts';
import { program } from './processes/program.ts';
import { type Redis, startRedis } from './processes/redis.ts';
import { type Sshd, startSshd } from './processes/sshd.ts';
import { newPassword, secretsOf } from './secrets.ts';
import type { FleetSite } from './site.ts';
import { sweep, takeDown } from './take-down.ts';
import { type Template, template } from './template.ts';

export interface SiteKind {
  objectCache: 'none' | 'redis';
  /** A network of three blogs. */
  multisite: boolean;
}

export interface FleetOptions {
  sites: number;
  /** '6.1' (default), '6.8' or '7.1'. */
  wordpress?: string;
  objectCache?: SiteKind['objectCache'];
  /**
   * true: on, looking for changed files every 2 s, as PHP does unless told otherwise. Left out: on, looking at each request, which no
   * site can tell from none but by its speed (PHP keeps nothing that is younger than 2 s).
   */
  opcache?: boolean | Opcache;
  /** Every site is a network of three blogs. */
  multisite?: boolean;
  /** What single sites are otherwise than the others, by their index. */
  unlike?: Readonly<Record<number, Partial<SiteKind>>>;
  /** false: sshd refuses port forwarding. */
  tcpForwarding?: boolean;
  /** true: sshd gives SFTP and no shell, as many shared hosts do. */
  sftpOnly?: boolean;
  /**
   * true: commands over SSH run as the account that owns the sites, also where the tests run as root, and find the programs in
   * the fleet's folder `bin` first.
   */
  asOwner?: boolean;
  /** true: commands over SSH find no MySQL client. */
  noMysqlClient?: boolean;
  /** How wp-config names the database server: address and port, or `localhost:/its/socket`. */
  databaseBy?: 'tcp' | 'socket';
  /** Where everything goes: a folder that isn't there yet. Default: a temporary one. */
  dir?: string;
}

export interface Fleet {
  readonly dir: string;
  readonly sites: readonly FleetSite[];
  readonly ssh: Sshd & { keyPath: string };
  readonly db: Mariadb;
  readonly php: PhpFpm;
  readonly web: Nginx;
  readonly redis: Redis | null;
  /** Starts the database server again, on its data and port, after `db.crash()`. */
  restartDatabase(): Promise<void>;
  importCsv(path: string): Promise<void>;
  /** Everything of this fleet that must never be seen outside: for tests that search for leaks. */
  secrets(): Promise<string[]>;
  /** Ends every process and removes every file of the fleet. */
  stop(): Promise<void>;
}

/** Brings up real WordPress sites on this machine. They end with this process, whatever way it ends. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  await sweep();
  const dir = await newFolder(options.dir);
  await writeFile(join(dir, 'owner.pid'), `${process.pid}\n`);
  await chmod(dir, 0o755); // the web server's account passes through
  const running: Daemon[] = [];
  try {
    return await raise(dir, options, running);
  } catch (error) {
    await takeDown(dir, running);
    throw error;
  }
}

async function newFolder(dir: string | undefined): Promise<string> {
  if (!dir) return mkdtemp(join(tmpdir(), 'resalt-fleet-'));
  await mkdir(dirname(dir), { recursive: true });
  await mkdir(dir).catch((error) => {
    throw new Error(error.code === 'EEXIST' ? `${dir} is there already: is a fleet up in it?` : error.message);
  });
  return dir;
}

async function raise(dir: string, options: FleetOptions, running: Daemon[]): Promise<Fleet> {
  const at = (name: string) => join(dir, name);
  const start = async <D extends Daemon>(daemon: Promise<D>): Promise<D> => {
    running.push(await daemon);
    return daemon;
  };
  const version = options.wordpress ?? '6.1';
  const names = Array.from({ length: options.sites }, (_, index) => nameOf(index));
  const kindOf = ({ index }: { index: number }): SiteKind => {
    const { objectCache = 'none', multisite = false, unlike } = options;
    return { objectCache, multisite, ...unlike?.[index] };
  };
  const cached = names.some((name) => kindOf(name).objectCache === 'redis');
  const key = await newKey(at('ssh'));
  const [mariadb, sshd, php, redis, core] = await allSettled([
    start(startMariadb(at('mariadb'))),
    start(
      startSshd(at('sshd'), {
        authorizedKeys: key.public,
        allowTcpForwarding: options.tcpForwarding ?? true,
        config: commandsOf(options, at('bin'), options.noMysqlClient ? await withoutMysqlClient(at('programs')) : ''),
      }),
    ),
    start(startPhpFpm(at('php'), { opcache: opcacheOf(options.opcache) })),
    cached ? start(startRedis(at('redis'), { password: newPassword() })) : null,
    ownCore(version, at('core')),
  ]);
  const places = names.map((name) => ({
    ...{ address: name.address, docroot: at(`sites/${name.name}/htdocs`), multisite: kindOf(name).multisite },
  }));
  const web = await start(startNginx(at('web'), { sites: places, phpSocket: php.socket }));
  const installed = new Map<boolean, Template>();
  for (const multisite of new Set(places.map((place) => place.multisite)))
    installed.set(multisite, await template(core, { version, multisite }, mariadb, dir));
  const ssh = { ...sshd, keyPath: key.path };
  const ground = { dir, core, mariadb, ssh, port: web.port, databaseBy: options.databaseBy ?? 'tcp' };
  const queue = new PQueue({ concurrency: 4 });
  const build = (name: SiteName) => {
    const { multisite, objectCache } = kindOf(name);
    const wordpress = installed.get(multisite);
    if (!wordpress) throw new Error('no WordPress was installed for this kind of site');
    return buildSite({ ...ground, wordpress, multisite, redis: objectCache === 'redis' ? redis : null }, name);
  };
  const sites = await Promise.all(names.map((name) => queue.add(() => build(name))));
  return asFleet({ dir, sites, ssh, php, web, redis }, mariadb, running, () => seeUntouched(core, version));
}

function commandsOf({ sftpOnly, asOwner }: FleetOptions, bin: string, programs: string): string[] {
  if (sftpOnly) return ['ForceCommand internal-sftp'];
  if (programs !== '') return [`ForceCommand exec env PATH=${programs} sh -c "$SSH_ORIGINAL_COMMAND"`];
  if (!asOwner) return [];
  const drop = isRoot ? `setpriv --reuid ${web.uid} --regid ${web.gid} --clear-groups ` : '';
  return [`ForceCommand exec ${drop}env HOME=/nonexistent PATH=${bin}:/usr/bin:/bin sh -c "$SSH_ORIGINAL_COMMAND"`];
}

/** A folder that holds this machine's programs, as links, but for those of MySQL and MariaDB. */
async function withoutMysqlClient(folder: string): Promise<string> {
  await mkdir(folder);
  const names = (await readdir('/usr/bin')).filter((name) => !/^(mysql|mariadb)/.test(name));
  await Promise.all(names.map((name) => symlink(join('/usr/bin', name), join(folder, name))));
  return folder;
}

type Fixed = Omit<Fleet, 'db' | 'restartDatabase' | 'importCsv' | 'secrets' | 'stop'>;

function asFleet(parts: Fixed, mariadb: Mariadb, running: Daemon[], judge: () => Promise<void>): Fleet {
  let db = mariadb;
  let stopping: Promise<void> | undefined;
  return {
    ...parts,
    get db() {
      return db;
    },
    async restartDatabase() {
      await db.stop();
      db = await startMariadb(join(parts.dir, 'mariadb'), { port: db.port });
      running.push(db);
    },
    importCsv: (path) => writeImportCsv(parts.sites, path),
    secrets: () => secretsOf(parts.sites, parts.ssh.keyPath, mariadb.admin.password),
    stop() {
      stopping ??= judge().finally(() => takeDown(parts.dir, running));
      return stopping;
    },
  };
}

/** Promise.all that waits for all, so that nothing is still starting when a failed start is taken down. */
async function allSettled<T extends readonly unknown[]>(
  promises: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises) as Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>;
}

async function newKey(dir: string): Promise<{ path: string; public: string }> {
  const path = join(dir, 'id_ed25519');
  await mkdir(dir, { mode: 0o700 });
  const how = ['-q', '-t', 'ed25519', '-N', '', '-C', 'fleet', '-f', path];
  await promisify(execFile)(program('ssh-keygen', 'openssh-client'), how);
  return { path, public: await readFile(`${path}.pub`, 'utf8') };
}

function opcacheOf(opcache: FleetOptions['opcache']): Opcache {
  if (opcache === true) return { revalidateSeconds: 2 };
  return opcache ?? { revalidateSeconds: 0 };
}
