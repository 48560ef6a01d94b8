import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabaseRoute, DatabaseTarget } from '../../../src-main/hosts/database.ts';
import type { Host } from '../../../src-main/hosts/host.ts';
import { localHost } from '../../../src-main/hosts/local.ts';
import { DEFAULT_SOCKETS } from '../../../src-main/hosts/mysql-client-script.ts';
import { openDatabase } from '../../../src-main/hosts/open-database.ts';
import { type Mariadb, startMariadb } from '../../fleet/processes/mariadb.ts';
import { program } from '../../fleet/processes/program.ts';
import { databaseContract } from './database-contract.ts';
import { roundTrips, startDelayProxy } from './delay-proxy.ts';
import { type SshBed, startSshBed } from './ssh-bed.ts';

let open: SshBed;
let strict: SshBed;
let mariadb: Mariadb;
let onlyPhp: string;

beforeAll(async () => {
  [open, strict] = await Promise.all([startSshBed(), startSshBed({ allowTcpForwarding: false })]);
  mariadb = await startMariadb(join(open.folder, 'mariadb'));
  await administer(
    ...['tunnel', 'mysql_client', 'php', 'direct', 'local'].map((name) => `CREATE DATABASE ${name}`),
    "CREATE USER 'site'@'localhost' IDENTIFIED BY 'secret'",
    "GRANT ALL ON *.* TO 'site'@'localhost'",
    "CREATE USER 'site'@'127.0.0.1' IDENTIFIED BY 'secret'",
    "GRANT ALL ON *.* TO 'site'@'127.0.0.1'",
  );
  onlyPhp = join(open.folder, 'bin');
  await mkdir(onlyPhp);
  await symlink(program('php', 'php-cli'), join(onlyPhp, 'php'));
}, 60_000);

afterAll(async () => {
  await mariadb?.stop();
  await Promise.all([open?.stop(), strict?.stop()]);
});

async function administer(...statements: string[]): Promise<void> {
  const connection = await createConnection({ host: '127.0.0.1', port: mariadb.port, ...mariadb.admin });
  for (const statement of statements) await connection.query(statement);
  await connection.end();
}

/** The host of a route: what it lacks sends openDatabase on to the next way. */
async function hostFor(route: DatabaseRoute): Promise<Host | null> {
  if (route === 'direct') return null;
  if (route === 'local') return localHost;
  if (route === 'tunnel') return open.hosts.reach(open.target());
  const host = await strict.hosts.reach(strict.target());
  if (route === 'mysql-client') return host;
  return { ...host, run: (script, options) => host.run(`PATH=${onlyPhp}\n${script}`, options) };
}

const overTcp = (database: string): DatabaseTarget => ({
  host: '127.0.0.1',
  port: mariadb.port,
  user: 'site',
  password: 'secret',
  database,
  tls: 'when-offered',
});

const ROUTES: readonly DatabaseRoute[] = ['tunnel', 'mysql-client', 'php', 'direct', 'local'];

for (const route of ROUTES) {
  databaseContract({
    route,
    open: async (target) => openDatabase(await hostFor(route), target),
    target: () => overTcp(route.replace('-', '_')),
  });
}

test.each(ROUTES)('%s: over a Unix socket', async (route) => {
  const { user, password, database, tls } = overTcp('direct');
  const target = { socketPath: mariadb.socket, user, password, database, tls };
  const site = await openDatabase(await hostFor(route), target);
  const [result] = await site.run([{ sql: 'SELECT 1 AS one', columns: ['one'] }]);
  expect([site.route, result?.rows]).toEqual([route, [{ one: Buffer.from('1') }]]);
  await site.close();
});

test.each(ROUTES)(
  '%s: any password logs in',
  async (route) => {
    const password = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 24 })
      .filter((word) => !word.includes('\0'));
    const hostile = [
      '"',
      "'",
      '\\',
      'a\\',
      '#x',
      ' x ',
      '$(id)',
      '`id`',
      '%s',
      '\\n',
      'a\nb',
      '.',
      '.\n.',
      'é€',
      '"#"',
      '\'\\"',
      '\t',
    ];
    for (const word of [...hostile, ...fc.sample(password, 6)]) {
      const literal = `_utf8mb4 0x${Buffer.from(word).toString('hex')}`;
      await administer(
        'DROP USER IF EXISTS hostile@localhost',
        'DROP USER IF EXISTS hostile@127.0.0.1',
        `EXECUTE IMMEDIATE CONCAT('CREATE USER hostile@localhost IDENTIFIED BY ', QUOTE(${literal}))`,
        'GRANT ALL ON direct.* TO hostile@localhost',
        `EXECUTE IMMEDIATE CONCAT('CREATE USER hostile@127.0.0.1 IDENTIFIED BY ', QUOTE(${literal}))`,
        'GRANT ALL ON direct.* TO hostile@127.0.0.1',
      );
      const target = { ...overTcp('direct'), user: 'hostile', password: word };
      const site = await openDatabase(await hostFor(route), target).catch((error) => {
        throw new Error(`${JSON.stringify(word)}: ${error.message}`);
      });
      await site.close();
    }
  },
  60_000,
);

test('logging in over a tunnel costs 2 round trips, then each run 1', async () => {
  const proxy = await startDelayProxy({ host: '127.0.0.1', port: open.sshd.port }, 100);
  const near = await open.hosts.reach(open.target());
  const far = await open.hosts.reach(open.target('127.0.0.1', { port: proxy.port }));
  const login = async (host: Host) => void (await openDatabase(host, overTcp('tunnel'))).close();
  const sites = { far: await openDatabase(far, overTcp('tunnel')), near: await openDatabase(near, overTcp('tunnel')) };
  const statements = Array.from({ length: 50 }, () => ({ sql: 'SELECT 1 AS one', columns: ['one'] }));
  try {
    expect(
      await roundTrips(
        proxy,
        () => login(far),
        () => login(near),
        2,
      ),
    ).toBe(2);
    expect(
      await roundTrips(
        proxy,
        () => sites.far.run(statements),
        () => sites.near.run(statements),
        1,
      ),
    ).toBe(1);
  } finally {
    await Promise.all([sites.far.close(), sites.near.close()]);
    await proxy.close();
  }
});

test('a database that dies within a run leaves doubt, and says so', async () => {
  const site = await openDatabase(await hostFor('tunnel'), overTcp('tunnel'));
  const [id] = await site.run([{ sql: 'SELECT CONNECTION_ID() AS id', columns: ['id'] }]);
  const running = site.run([{ sql: 'SELECT SLEEP(20) AS s', columns: ['s'] }]);
  const lost = expect(running).rejects.toMatchObject({ code: 'HOST_UNREACHABLE', retry: 'check-first' });
  await administer(`KILL ${id?.rows[0]?.id}`);
  await lost;
  await expect(site.run([])).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
});

test('cancelling a run hangs up', async () => {
  const site = await openDatabase(await hostFor('tunnel'), overTcp('tunnel'));
  const running = site.run([{ sql: 'SELECT SLEEP(20) AS s', columns: ['s'] }], AbortSignal.timeout(100));
  await expect(running).rejects.toMatchObject({ code: 'CANCELLED', retry: 'check-first' });
});

test('encryption that is required is not done without', async () => {
  const required = openDatabase(null, { ...overTcp('direct'), tls: 'required' });
  await expect(required).rejects.toMatchObject({ code: 'DATABASE_REFUSED', retry: 'never' });
  const unseen = openDatabase(await hostFor('mysql-client'), { ...overTcp('direct'), tls: 'required' });
  await expect(unseen).rejects.toMatchObject({ code: 'NOT_ALLOWED_HERE' });
});

test.skipIf(DEFAULT_SOCKETS.some(existsSync)).each(ROUTES)('%s: localhost without a socket is TCP', async (route) => {
  const target = { ...overTcp('direct'), host: 'localhost' };
  const opening = openDatabase(await hostFor(route), target);
  // The client and PHP know no other way to localhost than the socket, and there is none here.
  if (route === 'mysql-client' || route === 'php')
    return expect(opening).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
  const site = await opening;
  expect(site.route).toBe(route);
  await site.close();
});
