import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabaseTarget } from '../../../src-main/hosts/database.ts';
import type { Host } from '../../../src-main/hosts/host.ts';
import { localHost, openHere } from '../../../src-main/hosts/local.ts';
import { openDatabase } from '../../../src-main/hosts/open-database.ts';
import { type Daemon, startDaemon } from '../../fleet/processes/daemon.ts';
import { startMariadb } from '../../fleet/processes/mariadb.ts';
import { hear } from '../../fleet/processes/port.ts';
import { program } from '../../fleet/processes/program.ts';

let folder: string;
let server: Daemon;
let target: DatabaseTarget & { port: number };
let ca: string;

/** The test bed's MariaDB, started again with a certificate for "localhost" and no other login than an encrypted one. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resalt-tls-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const how = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', certificate];
  execFileSync('openssl', [...how, ...subject], { stdio: 'ignore' });
  await chmod(key, 0o600);
  ca = await readFile(certificate, 'utf8');
  const plain = await startMariadb(folder);
  await plain.stop();
  const files = [
    `--datadir=${folder}/data`,
    `--socket=${plain.socket}`,
    `--ssl-cert=${certificate}`,
    `--ssl-key=${key}`,
  ];
  const account = process.getuid?.() === 0 ? ['--user=root'] : [];
  const rest = [`--port=${plain.port}`, '--bind-address=127.0.0.1', '--require-secure-transport=ON', '--skip-log-bin'];
  server = await startDaemon({
    name: 'mariadbd',
    log: join(folder, 'tls.log'),
    command: [program('mariadbd', 'mariadb-server'), '--no-defaults', ...account, ...files, ...rest],
    answers: async () => (await hear({ host: '127.0.0.1', port: plain.port })).length > 0,
  });
  target = { host: 'localhost', port: plain.port, ...plain.admin, database: 'mysql', tls: 'required' };
});

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const cipher = {
  sql: "SELECT VARIABLE_VALUE AS v FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'Ssl_cipher'",
  columns: ['v'],
};

async function cipherOf(how: { tls: DatabaseTarget['tls']; ca?: string; host?: string }): Promise<string> {
  // Any name leads to the server, so that only the certificate can tell one from another.
  const there: Host = { ...localHost, openStream: () => openHere({ host: '127.0.0.1', port: target.port }) };
  const database = await openDatabase(how.host ? there : null, { ...target, ...how });
  const [result] = await database.run([cipher]).finally(() => database.close());
  return result?.rows[0]?.v?.toString() ?? '';
}

test('required is encrypted', async () => {
  expect(await cipherOf({ tls: 'required' })).toMatch(/AES|CHACHA/);
});

test('verified takes the certificate of the authority given, and no other', async () => {
  expect(await cipherOf({ tls: 'verified', ca })).toMatch(/AES|CHACHA/);
  const refused = { code: 'DATABASE_REFUSED', retry: 'never' };
  await expect(cipherOf({ tls: 'verified' })).rejects.toMatchObject(refused);
});

test('verified means the name too', async () => {
  const refused = { code: 'DATABASE_REFUSED', retry: 'never' };
  await expect(cipherOf({ tls: 'verified', ca, host: 'db.example' })).rejects.toMatchObject(refused);
  expect(await cipherOf({ tls: 'required', host: 'db.example' })).toMatch(/AES|CHACHA/);
  await expect(cipherOf({ tls: 'verified', ca, host: '10.0.0.1' })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
});

test('to another machine, encryption is used when it is offered', async () => {
  expect(await cipherOf({ tls: 'when-offered', host: 'db.example' })).toMatch(/AES|CHACHA/);
});
