import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabaseTarget } from '../../src-main/hosts/database.ts';
import type { Host } from '../../src-main/hosts/host.ts';
import { openDatabase } from '../../src-main/hosts/open-database.ts';
import { type Mariadb, startMariadb } from '../fleet/processes/mariadb.ts';
import { type SshBed, startSshBed } from '../integration/hosts/ssh-bed.ts';

const SECRET = 'sEcret-Lm29-not-to-be-seen';
const servers = new Set<Server>();
const sockets = new Set<Socket>();
let bed: SshBed;
let mariadb: Mariadb;

beforeAll(async () => {
  bed = await startSshBed({ allowTcpForwarding: false });
  mariadb = await startMariadb(join(bed.folder, 'mariadb'));
  const connection = await createConnection({ host: '127.0.0.1', port: mariadb.port, ...mariadb.admin });
  await connection.query('CREATE DATABASE site');
  await connection.query(`CREATE USER site@localhost IDENTIFIED BY '${SECRET}'`);
  await connection.query('GRANT ALL ON site.* TO site@localhost');
  await connection.end();
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
  await mariadb.stop();
  await bed.stop();
});

/** Everything of every process that others on the server can read, but this test's own. */
async function processTable(): Promise<string> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const files = pids.flatMap((pid) => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`]);
  const texts = await Promise.all(files.map((file) => readFile(file, 'latin1').catch(() => '')));
  return texts.join('\n');
}

test.each(['mysql-client', 'php'] as const)(
  '%s: the password and the SQL are in no command line and no environment',
  async (route) => {
    const host = await bed.hosts.reach(bed.target());
    const noClient =
      'command() { case $2 in *mysql*|*mariadb*) return 1;; *) [ -x /usr/bin/php ] && echo /usr/bin/php;; esac; }\n';
    const onlyPhp: Host = { ...host, run: (script, options) => host.run(noClient + script, options) };
    const login = { host: '127.0.0.1', port: mariadb.port, user: 'site', password: SECRET, database: 'site' };
    const database = await openDatabase(route === 'php' ? onlyPhp : host, { ...login, tls: 'when-offered' });
    expect(database.route).toBe(route);
    const value = 'value-Hn41';
    const running = database.run([{ sql: 'SELECT SLEEP(1.5) AS a, ? AS b', values: [value], columns: ['a', 'b'] }]);
    let over = false;
    void running.finally(() => {
      over = true;
    });
    let seen = '';
    let sawClient = false;
    while (!over) {
      const now = await processTable();
      sawClient ||= now.includes(route === 'php' ? 'MYSQLI_OPT_CONNECT_TIMEOUT' : '--defaults-file=/dev/fd/3');
      seen += now;
    }
    await running;
    expect(sawClient).toBe(true);
    for (const secret of [SECRET, Buffer.from(SECRET).toString('hex'), Buffer.from(SECRET).toString('base64'), value])
      expect(seen.includes(secret)).toBe(false);
  },
);

/** A server that greets as MariaDB does, takes any login, and then does as it likes. */
async function hostile(afterLogin: (socket: Socket) => void): Promise<DatabaseTarget> {
  const greeting = Buffer.concat([
    Buffer.from([10]),
    Buffer.from('5.5.5-10.11.0-MariaDB\0'),
    Buffer.from([1, 0, 0, 0]),
    Buffer.from('12345678\0'),
    Buffer.from([0xff, 0xf7, 45, 2, 0, 0xff, 0x81, 21, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    Buffer.from('123456789012\0mysql_native_password\0'),
  ]);
  return serve((socket) => {
    socket.write(packet(0, greeting));
    socket.once('data', () => {
      socket.write(packet(2, Buffer.from([0, 0, 0, 2, 0, 0, 0])));
      socket.once('data', () => afterLogin(socket));
    });
  });
}

async function serve(talk: (socket: Socket) => void): Promise<DatabaseTarget> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    talk(socket);
  });
  servers.add(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { host: '127.0.0.1', port, user: 'site', password: SECRET, database: 'site', tls: 'when-offered' };
}

function packet(sequence: number, body: Buffer): Buffer {
  const head = Buffer.from([body.length & 255, (body.length >> 8) & 255, body.length >> 16, sequence]);
  return Buffer.concat([head, body]);
}

const ONE = { sql: 'SELECT 1 AS one', columns: ['one'] };

test('a server that asks for a file of ours gets none', async () => {
  let answer = Buffer.alloc(0);
  const target = await hostile((socket) => {
    socket.on('data', (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk]);
    });
    socket.write(packet(1, Buffer.concat([Buffer.from([0xfb]), Buffer.from('/etc/passwd')])));
    setTimeout(() => socket.destroy(), 200);
  });
  const database = await openDatabase(null, target);
  await expect(database.run([ONE])).rejects.toMatchObject({
    code: expect.stringMatching(/HOST_UNREACHABLE|DATABASE_REFUSED/),
  });
  expect(answer.includes('root:')).toBe(false);
});

test('a server that answers without end is hung up on', async () => {
  const target = await hostile((socket) => {
    // One row of a gigabyte and more, in packets of the largest size.
    const chunk = Buffer.alloc(0xffffff + 4, 0x41);
    let sequence = 1;
    const pour = () => {
      for (;;) {
        Buffer.from([0xff, 0xff, 0xff, sequence++ & 255]).copy(chunk);
        if (!socket.writable || !socket.write(Buffer.from(chunk))) return;
      }
    };
    socket.on('drain', pour);
    pour();
  });
  const database = await openDatabase(null, target);
  await expect(database.run([ONE])).rejects.toMatchObject({
    code: expect.stringMatching(/DATABASE_REFUSED|HOST_UNREACHABLE/),
  });
});

test('fewer answers than statements are an error and never a crash', async () => {
  const done = packet(1, Buffer.from([0, 0, 0, 2, 0, 0, 0])); // one "OK", and no more to come
  const target = await hostile((socket) => void socket.write(done));
  const database = await openDatabase(null, target);
  await expect(database.run([ONE])).rejects.toMatchObject({ code: 'DATABASE_REFUSED' });
});

test('rubbish in place of MySQL, at any moment, is an error and never a crash', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 5, maxLength: 200 }), fc.boolean(), async (bytes, afterLogin) => {
      const talk = (socket: Socket) =>
        void socket.write(packet(afterLogin ? 1 : 0, Buffer.from(bytes)), () => socket.end());
      const target = await (afterLogin ? hostile(talk) : serve(talk));
      const outcome = await openDatabase(null, target)
        .then((database) => database.run([ONE]))
        .catch((error: { code: string }) => error.code);
      expect(['HOST_UNREACHABLE', 'DATABASE_REFUSED', 'TIMED_OUT', 'BUG']).toContain(outcome);
    }),
    { numRuns: 60 },
  );
});
