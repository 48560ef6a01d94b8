import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectGathering } from '../../../src-main/hosts/gathering-socket.ts';

const server = createServer();
let port = 0;
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

async function connected(): Promise<{ socket: Socket; there: Socket }> {
  const accepted = once(server, 'connection');
  const socket = connectGathering('127.0.0.1', port);
  const [there] = (await accepted) as [Socket];
  return { socket, there };
}

const turn = () => new Promise(setImmediate);

test('all that is written arrives in its order, whatever comes between, and end() holds nothing back', async () => {
  const writes = fc.array(fc.record({ bytes: fc.uint8Array({ maxLength: 50 }), pause: fc.boolean() }), {
    maxLength: 30,
  });
  await fc.assert(
    fc.asyncProperty(writes, fc.option(fc.uint8Array()), async (parts, last) => {
      const { socket, there } = await connected();
      const arriving = buffer(there);
      for (const { bytes, pause } of parts) {
        socket.write(bytes);
        if (pause) await turn();
      }
      if (last) socket.end(last);
      else socket.end();
      const sent = [...parts.map(({ bytes }) => bytes), last ?? Buffer.alloc(0)];
      expect(await arriving).toEqual(Buffer.concat(sent));
    }),
    { numRuns: 60 },
  );
});

test('many small writes of one turn arrive as one', async () => {
  const { socket, there } = await connected();
  for (let number = 0; number < 50; number += 1) socket.write(`${number} `);
  const [chunk] = await once(there, 'data');
  expect(String(chunk).split(' ')).toHaveLength(51);
  socket.destroy();
});

test('more than the other side takes is held back: write() says so and drain tells when to go on', async () => {
  const { socket, there } = await connected();
  there.pause();
  const chunk = Buffer.alloc(64 * 1024, 'x');
  let sent = 0;
  while (socket.write(chunk)) {
    sent += chunk.length;
    await turn();
  }
  sent += chunk.length;
  let arrived = 0;
  there.on('data', (data: Buffer) => {
    arrived += data.length;
  });
  there.resume();
  await once(socket, 'drain');
  socket.end();
  await once(there, 'end');
  expect(arrived).toBe(sent);
});

test('nobody there is an error as with any socket, also with something written already', async () => {
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const closed = (free.address() as AddressInfo).port;
  free.close();
  await once(free, 'close');
  const socket = connectGathering('127.0.0.1', closed);
  socket.write('hello');
  await expect(once(socket, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
