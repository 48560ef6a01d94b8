import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { probe } from '../../../src-main/hosts/http-probe.ts';

const seen: { method: string | undefined; type: string | undefined; body: string }[] = [];
let server: Server;
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push({ method: request.method, type: request.headers['content-type'], body });
      if (request.url === '/hangs-up') return void request.socket.destroy();
      // As a second factor does it: the login is made and taken back within one answer.
      response.setHeader('set-cookie', [
        'kept=a-secret; path=/',
        'taken=abc',
        'taken=+; expires=Thu, 01 Jan 1970 00:00:00 GMT',
      ]);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

const at = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

it('a form is posted as a browser posts it; of cookies only the names that stay come back', async () => {
  const answer = await probe(at('/'), { form: { log: 'anna & co', pwd: 'a=b+c' } });
  expect(seen.pop()).toEqual({
    ...{ method: 'POST', type: 'application/x-www-form-urlencoded', body: 'log=anna+%26+co&pwd=a%3Db%2Bc' },
  });
  expect(answer.cookieNames).toEqual(['kept']);
  expect(JSON.stringify(answer)).not.toContain('a-secret');
});

it('a form is sent once, also where the server hangs up: a login is not tried twice', async () => {
  seen.length = 0;
  await expect(probe(at('/hangs-up'), { form: { log: 'anna' } })).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
  expect(seen).toHaveLength(1);
});
