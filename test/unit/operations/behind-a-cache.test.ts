import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { probe } from '../../../src-main/hosts/http-probe.ts';
import { addressesOf } from '../../../src-main/operations/steps/ask-visitors.ts';
import { seeClosed } from '../../../src-main/operations/steps/see-closed.ts';
import { seeOpen } from '../../../src-main/operations/steps/see-open.ts';
import { closedSentence, passHeader, seenHeader } from '../../../src-main/wordpress/closed-to-visitors.ts';

/**
 * A site behind a page cache that gives what it has to everybody but who says no-cache, as some do: then only a look as browsers look shows what
 * visitors get. `kept`: by path; what stands there is served.
 */
const kept = new Map<string, [status: number, body: string]>();
let isClosed = false;
const server = createServer((request, response) => {
  const listens = request.headers['cache-control'] !== 'no-cache';
  const cached = listens ? kept.get(request.url ?? '') : undefined;
  const passed = request.headers[passHeader.toLowerCase()] === 'the pass';
  if (passed) response.setHeader(seenHeader, '0'.repeat(32));
  const [status, body] = cached ?? (isClosed && !passed ? [503, closedSentence] : [200, '<html>Hello</html>']);
  response.writeHead(status).end(body);
});
let addresses = addressesOf('http://none.test', '');
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  addresses = addressesOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, '');
});
afterAll(() => server.close());

const look = () => seeClosed(addresses, { pass: 'the pass', allow: [] }, { probe }, 0);

it('a closed site of which a page cache still serves the front page is not called closed', async () => {
  isClosed = true;
  kept.clear();
  expect((await look()).problem).toBe(null);
  kept.set('/', [200, '<html>Hello</html>']);
  expect((await look()).problem).toMatch(/front page as a cache may have it answers 200: A page cache still shows it/);
});

it('an opened site of which a page cache still serves the closed notice is not called open', async () => {
  isClosed = false;
  kept.clear();
  expect((await seeOpen(addresses, { probe })).problem).toBe(null);
  kept.set('/wp-login.php', [503, closedSentence]);
  const { problem, deeds } = await seeOpen(addresses, { probe });
  expect(problem).toMatch(/login page as a cache may have it answers 503: it still says .* closed: a page cache/);
  expect(deeds.filter(({ result }) => result === 'failed')).toHaveLength(1);
});
