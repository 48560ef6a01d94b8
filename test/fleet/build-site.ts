import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { configuration, newSalts } from './configuration.ts';
import { layOut } from './layout.ts';
import type { SiteName } from './names.ts';
import { type SeededSession, seedSessions, sessionTokens } from './people.ts';
import type { Mariadb } from './processes/mariadb.ts';
import type { Redis } from './processes/redis.ts';
import type { FleetSite } from './site.ts';
import { multisiteConstants, type Template } from './template.ts';

/** What all sites of a fleet stand on. */
export interface Ground {
  readonly dir: string;
  readonly core: string;
  readonly mariadb: Mariadb;
  readonly redis: Redis | null;
  readonly ssh: { port: number; user: string; keyPath: string };
  /** The web server's. */
  readonly port: number;
  readonly wordpress: Template;
  readonly multisite: boolean;
  readonly databaseBy: 'tcp' | 'socket';
}

/** Clones the installed WordPress into one site: a database and its own account, files, salts, and logins of its people. */
export async function buildSite(ground: Ground, name: SiteName): Promise<FleetSite> {
  const { mariadb, redis, ssh } = ground;
  const docroot = join(ground.dir, 'sites', name.name, 'htdocs');
  const account = name.name.replaceAll('-', '_');
  const site: FleetSite = {
    index: name.index,
    name: name.name,
    client: name.client,
    tags: name.tags,
    url: `http://${name.address}:${ground.port}`,
    address: name.address,
    docroot,
    configPath: join(docroot, 'wp-config.php'),
    sshPort: ssh.port,
    sshUser: ssh.user,
    keyPath: ssh.keyPath,
    db: {
      host: mariadb.host,
      port: mariadb.port,
      socket: mariadb.socket,
      name: `wp_${account}`,
      user: account,
      password: randomBytes(15).toString('base64url'),
      prefix: name.prefix,
    },
    salts: newSalts(),
    users: ground.wordpress.users,
    sessions: seedSessions(),
    redis: redis && {
      host: redis.host,
      port: redis.port,
      password: redis.password,
      // Two databases, each shared by many sites, as on a shared server.
      database: name.index % 2,
      prefix: `${name.name}:`,
    },
  };
  await Promise.all([fillDatabase(ground, site), layOut(ground.core, docroot, files(ground, site))]);
  return site;
}

function files(ground: Ground, site: FleetSite): { config: string; objectCache: boolean } {
  const { db, redis } = site;
  const host = ground.databaseBy === 'tcp' ? `${db.host}:${db.port}` : `localhost:${db.socket}`;
  const constants = {
    // No request of a site leaves this machine, and none comes by itself.
    DISABLE_WP_CRON: 'true',
    WP_HTTP_BLOCK_EXTERNAL: 'true',
    ...(ground.multisite ? multisiteConstants(new URL(site.url).host) : {}),
    ...(redis
      ? {
          WP_REDIS_HOST: `'${redis.host}'`,
          WP_REDIS_PORT: `${redis.port}`,
          WP_REDIS_PASSWORD: `'${redis.password}'`,
          WP_REDIS_DATABASE: `${redis.database}`,
          WP_REDIS_PREFIX: `'${redis.prefix}'`,
        }
      : {}),
  };
  return { config: configuration({ db: { ...db, host }, salts: site.salts, constants }), objectCache: redis !== null };
}

async function fillDatabase(ground: Ground, site: FleetSite): Promise<void> {
  const { host, port, admin } = ground.mariadb;
  const { name, user, password, prefix } = site.db;
  const connection = await createConnection({ host, port, ...admin, multipleStatements: true });
  try {
    const accounts = ['localhost', '127.0.0.1'].map((from) => `'${user}'@'${from}'`);
    await connection.query(
      `CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4; USE \`${name}\`;${accounts
        .map((one) => `CREATE USER ${one} IDENTIFIED BY '${password}'; GRANT ALL ON \`${name}\`.* TO ${one};`)
        .join('')}`,
    );
    await connection.query(ground.wordpress.sql(prefix, site.url));
    await connection.query(`INSERT INTO \`${prefix}usermeta\` (user_id, meta_key, meta_value) VALUES ?`, [rows(site)]);
  } finally {
    connection.destroy();
  }
}

function rows(site: FleetSite): [number, string, string][] {
  const byLogin = (login: string): SeededSession[] => site.sessions.filter((session) => session.login === login);
  return site.users
    .map((user) => ({ user, sessions: byLogin(user.login) }))
    .filter(({ sessions }) => sessions.length > 0)
    .map(({ user, sessions }) => [user.id, 'session_tokens', sessionTokens(sessions)]);
}
