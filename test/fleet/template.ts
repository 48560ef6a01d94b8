import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { cached, digest } from './cache.ts';
import { configuration, newSalts } from './configuration.ts';
import { layOut } from './layout.ts';
import { type FleetUser, PEOPLE } from './people.ts';
import type { Mariadb } from './processes/mariadb.ts';
import { program } from './processes/program.ts';

/** An installed WordPress's database as SQL, with a prefix and an address that stand for a site's own. */
export interface Template {
  /** The statements for a site with this prefix and URL. */
  sql(prefix: string, url: string): string;
  readonly users: readonly FleetUser[];
}

const PREFIX = 'fleetprefix_';
const HOST = 'template.invalid';
const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const INGREDIENTS = ['./template.ts', './people.ts', './wordpress/install.php', './wordpress/blogs.php'];

/** Constants of a multisite's wp-config; `domain` with its port. */
export function multisiteConstants(domain: string): Record<string, string> {
  return {
    WP_ALLOW_MULTISITE: 'true',
    MULTISITE: 'true',
    SUBDOMAIN_INSTALL: 'false',
    DOMAIN_CURRENT_SITE: `'${domain}'`,
    PATH_CURRENT_SITE: `'/'`,
    SITE_ID_CURRENT_SITE: '1',
    BLOG_ID_CURRENT_SITE: '1',
  };
}

/** Installs WordPress with its own installer, once per version and kind; then from the cache. */
export async function template(
  core: string,
  kind: { version: string; multisite: boolean },
  db: Mariadb,
  workDir: string,
): Promise<Template> {
  const { version, multisite } = kind;
  const ingredients = INGREDIENTS.map((name) => readFileSync(file(name), 'utf8'));
  const name = `template-${version}${multisite ? '-multisite' : ''}-${digest(...ingredients)}`;
  const folder = await cached(name, (making) =>
    install({ core, folder: making, docroot: join(workDir, 'template') }, multisite, db),
  );
  const sql = await readFile(join(folder, 'database.sql'), 'utf8');
  const users = JSON.parse(await readFile(join(folder, 'users.json'), 'utf8')) as FleetUser[];
  return {
    users,
    sql: (prefix, url) => sql.replaceAll(PREFIX, prefix).replaceAll(HOST, new URL(url).host),
  };
}

type Places = { core: string; folder: string; docroot: string };

async function install({ core, folder, docroot }: Places, multisite: boolean, db: Mariadb): Promise<void> {
  const name = `template_${randomBytes(4).toString('hex')}`;
  const { host, port, admin } = db;
  const connection = await createConnection({ host, port, ...admin });
  const parts = { name, ...admin, host: `${host}:${port}`, prefix: PREFIX };
  const lay = async (constants: Record<string, string>) => {
    await rm(docroot, { recursive: true, force: true });
    const config = configuration({ db: parts, salts: newSalts(), constants });
    await layOut(core, docroot, { config, objectCache: false });
  };
  try {
    await connection.query(`CREATE DATABASE ${name}`);
    await lay({ WP_HTTP_BLOCK_EXTERNAL: 'true', ...(multisite ? { WP_ALLOW_MULTISITE: 'true' } : {}) });
    const users = await runInstaller(docroot, multisite);
    if (multisite) {
      await lay({ WP_HTTP_BLOCK_EXTERNAL: 'true', ...multisiteConstants(HOST) });
      await php('./wordpress/blogs.php', docroot, { url: `http://${HOST}`, blogs: ['news', 'shop'] });
    }
    await writeFile(join(folder, 'users.json'), JSON.stringify(users), { mode: 0o600 });
    await dump(db, name, join(folder, 'database.sql'));
  } finally {
    await connection.query(`DROP DATABASE IF EXISTS ${name}`);
    connection.destroy();
    await rm(docroot, { recursive: true, force: true });
  }
}

async function runInstaller(docroot: string, multisite: boolean): Promise<FleetUser[]> {
  const password = `Fleet-${randomBytes(9).toString('base64url')}`;
  const people = PEOPLE.map(({ login, role }) => ({ login, role, email: `${login}@client.test` }));
  const wanted = { url: `http://${HOST}`, title: 'A client of ours', password, people, multisite };
  const { users } = JSON.parse(await php('./wordpress/install.php', docroot, wanted)) as {
    users: Record<string, number>;
  };
  return people.map((person) => ({ id: users[person.login] ?? 0, password, ...person }));
}

/** Runs one of our scripts by PHP's command line, its input on stdin; answers with its output, or throws with all it said. */
function php(script: string, docroot: string, input: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program('php', 'php-cli'), ['-d', 'display_errors=stderr', file(script), docroot]);
    let [out, err] = ['', ''];
    child.stdout.on('data', (data) => {
      out += data;
    });
    child.stderr.on('data', (data) => {
      err += data;
    });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(out) : reject(new Error(`${script} failed:\n${err}${out}`))));
    child.stdin.end(JSON.stringify(input));
  });
}

async function dump(db: Mariadb, name: string, to: string): Promise<void> {
  const how = [
    '--skip-comments',
    '--skip-add-drop-table',
    '--skip-add-locks',
    '--skip-disable-keys',
    '--skip-lock-tables',
  ];
  const where = [
    '--no-defaults',
    '--protocol=tcp',
    `--host=${db.host}`,
    `--port=${db.port}`,
    `--user=${db.admin.user}`,
  ];
  const dumper = program(/^(mariadb-dump|mysqldump)$/, 'mariadb-client');
  await promisify(execFile)(dumper, [...where, ...how, `--result-file=${to}`, name], {
    env: { ...process.env, MYSQL_PWD: db.admin.password },
  });
}
