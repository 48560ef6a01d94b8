import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcp, type Server as TcpServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { probe } from '../../../src-main/hosts/http-probe.ts';

const servers: (Server | TcpServer)[] = [];
afterAll(() => {
  for (const server of servers) {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  }
});

async function listening(server: Server | TcpServer): Promise<string> {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const site = (answer: RequestListener) => listening(createServer(answer));

test('tells status, place, clock and page, and follows nothing', async () => {
  const asked: string[] = [];
  const url = await site((request, response) => {
    asked.push(`${request.url} ${request.headers.cookie} ${request.headers['cache-control']}`);
    response.writeHead(302, { location: '/wp-login.php?x=1' }).end('caf\u00e9');
  });
  const answer = await probe(`${url}/wp-admin/profile.php?a=b`, { cookie: 'wordpress_abc=x%7Cy' });
  expect(answer).toMatchObject({ status: 302, location: '/wp-login.php?x=1', body: 'caf\u00c3\u00a9' });
  expect(Date.parse(answer.dateHeader ?? '')).not.toBeNaN();
  expect(asked).toEqual(['/wp-admin/profile.php?a=b wordpress_abc=x%7Cy no-cache']);
});

test('keeps a connection for the next probe, and asks again where the server had just closed it', async () => {
  let connections = 0;
  const server = createServer((_request, response) => response.end('ok'));
  server.on('connection', () => connections++);
  const url = await listening(server);
  await probe(url);
  await setImmediate(); // undici holds a connection back for one turn
  await probe(url);
  expect(connections).toBe(1);
  server.closeAllConnections();
  expect((await probe(url)).status).toBe(200);
});

test('takes 64 KiB of a page without end', async () => {
  const url = await site((_request, response) => {
    const pour = (): void => {
      while (!response.destroyed && response.write('x'.repeat(16_384)));
    };
    response.on('drain', pour).on('error', () => {});
    pour();
  });
  expect((await probe(url)).body.length).toBe(65_536);
});

test('gives up on silence and on trickles, and when told to', async () => {
  const silent = await site(() => {});
  const trickle = await site((_request, response) => {
    const timer = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(timer));
  });
  for (const url of [silent, trickle])
    await expect(probe(url, { timeoutMs: 200 })).rejects.toMatchObject({ code: 'TIMED_OUT' });
  const cancelled = probe(silent, { signal: AbortSignal.timeout(50) });
  await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' });
});

test('names what is wrong, and never the cookie', async () => {
  const refused = probe('http://127.0.0.1:1/', { cookie: 'secret-cookie=1' });
  await expect(refused).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
  await expect(refused).rejects.toThrow(/nothing listens/);
  const plain = await site((_request, response) => response.end());
  await expect(probe(plain.replace('http:', 'https:'))).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
  const rubbish = await listening(createTcp((socket) => socket.end('rubbish\r\n\r\n')));
  await expect(probe(rubbish)).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
  for (const url of ['ftp://a/', 'file:///etc/passwd', 'nothing', ''])
    await expect(probe(url)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  const broken = probe(plain, { cookie: 'a=secret\r\nx-injected: 1' });
  await expect(broken).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  await expect(broken).rejects.not.toThrow(/secret/);
});
