import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src-main/hosts/open-database.ts';

/** A packet of MySQL's protocol. */
const packet = (number: number, body: Buffer) => Buffer.concat([Buffer.from([body.length, 0, 0, number]), body]);

/** What MySQL 8 says first: caching_sha2_password, no TLS. */
const greeting = Buffer.concat([
  Buffer.from('\x0a8.0.40\0', 'latin1'),
  Buffer.from([1, 0, 0, 0]),
  Buffer.from('saltsalt\0', 'latin1'),
  Buffer.from([0x0f, 0xa2, 45, 2, 0, 0x0b, 0x00, 21]),
  Buffer.alloc(10),
  Buffer.from('saltsaltsalt\0caching_sha2_password\0', 'latin1'),
]);
const fullLogin = Buffer.from([1, 4]);
const ok = Buffer.from([0, 0, 0, 2, 0, 0, 0]);

/** A MySQL 8 that does not have the password in its cache: tells what the client answers when it asks for all of it. */
function startServer(answered: (body: Buffer) => void): Server {
  return createServer((socket: Socket) => {
    const send = (number: number, body: Buffer) => socket.write(packet(number, body));
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      const number = bytes[3] ?? 0;
      if (number === 1) send(2, fullLogin);
      if (number !== 3) return;
      answered(bytes.subarray(4));
      if (bytes[4] === 2) socket.destroy();
      else send(4, ok);
    });
    send(0, greeting);
  });
}

describe('a password that MySQL 8 does not have in its cache', () => {
  let server: Server | undefined;
  let folder: string | undefined;
  afterEach(async () => {
    server?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });
  const account = { user: 'wp', password: 'the password', database: 'wp', tls: 'when-offered' as const };

  it('goes as it is through a Unix socket, where the server takes nothing else', async () => {
    folder = await mkdtemp(join(tmpdir(), 'resalt-socket-'));
    const socketPath = join(folder, 's.sock');
    const answers: string[] = [];
    server = startServer((body) => answers.push(body.toString('latin1')));
    await once(server.listen(socketPath), 'listening');
    const database = await openDatabase(null, { socketPath, ...account });
    await database.close();
    expect(answers).toEqual(['the password\0']);
  });

  it('never goes as it is over TCP without TLS: the server’s key is asked for', async () => {
    const answers: string[] = [];
    server = startServer((body) => answers.push(body.toString('latin1')));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    await expect(openDatabase(null, { host: '127.0.0.1', port, ...account })).rejects.toMatchObject({
      code: expect.any(String),
    });
    expect(answers).toEqual(['\x02']);
  });
});
