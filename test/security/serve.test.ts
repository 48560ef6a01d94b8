import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { longestMessage } from '../../src-main/procedures/answer.ts';
import { linkLife, openSessions, sessionIdle } from '../../src-main/serve/sessions.ts';
import { socketCarrier } from '../../src-main/serve/socket-carrier.ts';
import { type Serving, serve } from '../../src-main/serve.ts';
import { type FakeEngine, fakeEngine } from '../unit/carrier/fake-engine.ts';

/**
 * The attacks. Someone on the network, a web page open in the operator's browser, or another program of another user on
 * the machine wants to use the dashboard or read from it: by pointing a name of theirs at 127.0.0.1 (DNS rebinding),
 * by a WebSocket from their page, by a link that was seen over a shoulder, by guessing paths, by embedding it, by
 * flooding it. Only the browser that opened the one-time link may enter.
 */
let house: string;
let engine: FakeEngine;
let serving: Serving;

beforeEach(async () => {
  house = await mkdtemp(join(tmpdir(), 'resalt-serve-'));
  const screens = join(house, 'screens');
  await mkdir(join(screens, 'assets'), { recursive: true });
  await writeFile(join(screens, 'index.html'), '<!doctype html><title>Resalt</title>');
  await writeFile(join(screens, 'assets/app.js'), 'export {};');
  await writeFile(join(house, 'vault.json'), 'not yours');
  await symlink(join(house, 'vault.json'), join(screens, 'linked.json'));
  engine = fakeEngine();
  serving = await serve({ engine, port: 0, screens });
});
afterEach(async () => {
  await serving.close();
  await rm(house, { recursive: true });
});

interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: serving.port, path, method, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}
async function enter(): Promise<Record<string, string>> {
  const reply = await ask(pathOf(serving.newLink()));
  return { Cookie: String(reply.headers['set-cookie']).split(';')[0] ?? '' };
}
const pathOf = (link: string) => link.slice(link.indexOf('/?'));
const own = () => `http://127.0.0.1:${serving.port}`;

/** 'open', or the status of the refusal. */
function connectSocket(headers: Record<string, string>, path = '/engine'): Promise<[WebSocket, 'open' | number]> {
  const socket = new WebSocket(`ws://127.0.0.1:${serving.port}${path}`, { headers });
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve([socket, 'open']));
    socket.on('unexpected-response', (_, response) => resolve([socket, response.statusCode ?? 0]));
    socket.on('error', reject);
  });
}

describe('the way in', () => {
  test('the link lets in once, its secret leaves the address and the cookie is out of scripts’ reach', async () => {
    const link = serving.newLink();
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?once=[A-Za-z0-9_-]{43}$/);
    const reply = await ask(pathOf(link));
    expect(reply).toMatchObject({ status: 303, headers: { location: '/', 'cache-control': 'no-store' } });
    const cookie = String(reply.headers['set-cookie']);
    expect(cookie).toMatch(/^resalt_\d+=[A-Za-z0-9_-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
    expect(cookie).not.toContain(link.split('once=')[1]);
    expect((await ask('/', { Cookie: cookie.split(';')[0] ?? '' })).body).toContain('<title>Resalt</title>');
  });

  test('the link used twice is refused the second time', async () => {
    const path = pathOf(serving.newLink());
    expect((await ask(path)).status).toBe(303);
    expect(await ask(path)).toMatchObject({
      status: 403,
      headers: expect.not.objectContaining({ 'set-cookie': expect.anything() }),
    });
  });

  test('a new link ends the one before it; a wrong one does not use up the right one', async () => {
    const first = pathOf(serving.newLink());
    const second = pathOf(serving.newLink());
    expect((await ask(first)).status).toBe(403);
    for (const guess of ['', 'x', 'A'.repeat(43)]) expect((await ask(`/?once=${guess}`)).status).toBe(403);
    expect((await ask(second)).status).toBe(303);
  });

  test('a link is too old after five minutes', () => {
    let now = 0;
    const sessions = openSessions(() => now);
    const link = sessions.newLink();
    now = linkLife;
    expect(sessions.enter(link)).toBeNull();
    const inTime = sessions.newLink();
    now += linkLife - 1;
    expect(sessions.enter(inTime)).not.toBeNull();
    sessions.close();
  });

  test('no cookie or a wrong one: nothing, not even the screens', async () => {
    for (const headers of [{}, { Cookie: `resalt_${serving.port}=${'A'.repeat(43)}` }, { Cookie: 'resalt_1=;;=;' }]) {
      for (const path of ['/', '/assets/app.js', '/session', '/engine', '/nothing']) {
        expect((await ask(path, headers as Record<string, string>)).status).toBe(403);
      }
    }
  });

  test('a session is over when it was idle for an hour, and its sockets with it', () => {
    vi.useFakeTimers();
    try {
      const sessions = openSessions();
      const secret = sessions.enter(sessions.newLink()) ?? '';
      const over = vi.fn();
      sessions.find(secret)?.onOver(over);
      vi.advanceTimersByTime(sessionIdle - 1);
      sessions.find(secret);
      vi.advanceTimersByTime(sessionIdle - 1);
      expect(over).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1);
      expect(over).toHaveBeenCalledTimes(1);
      expect(sessions.find(secret)).toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('requests that are not the operator’s', () => {
  test.each([
    ['evil.example:PORT'],
    ['127.0.0.1.nip.example:PORT'],
    ['localhost:PORT'],
    ['[::1]:PORT'],
    ['127.0.0.1'],
    ['127.0.0.1:1'],
  ])('DNS rebinding: Host %s is refused, with a good cookie too', async (host) => {
    const headers = { ...(await enter()), Host: host.replace('PORT', String(serving.port)) };
    expect((await ask('/', headers)).status).toBe(421);
  });

  test('rebinding cannot use a link either', async () => {
    const path = pathOf(serving.newLink());
    expect((await ask(path, { Host: `evil.example:${serving.port}` })).status).toBe(421);
    expect((await ask(path)).status).toBe(303);
  });

  test('a foreign Origin is refused; so is a request that another site, or another port, makes the browser send', async () => {
    const cookie = await enter();
    for (const origin of ['https://evil.example', 'null', `http://localhost:${serving.port}`, 'http://127.0.0.1:1']) {
      expect((await ask('/', { ...cookie, Origin: origin })).status).toBe(403);
    }
    for (const site of ['cross-site', 'same-site']) {
      expect((await ask('/assets/app.js', { ...cookie, 'Sec-Fetch-Site': site })).status).toBe(403);
    }
    for (const site of ['same-origin', 'none']) {
      expect((await ask('/', { ...cookie, 'Sec-Fetch-Site': site })).status).toBe(200);
    }
  });

  test('only GET and HEAD are answered', async () => {
    const cookie = await enter();
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
      expect(await ask('/', cookie, method)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    }
    expect(await ask('/', cookie, 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  test('path traversal: only files of the screens, whatever the path', async () => {
    const cookie = await enter();
    const paths = [
      '/../vault.json',
      '/..%2fvault.json',
      '/%2e%2e/vault.json',
      '/assets/../../vault.json',
      '/..\\vault.json',
      '//vault.json',
      '//',
      '/\\',
      '/linked.json',
      '/%00',
      '/%',
      '/assets',
      '/assets/',
      'http://evil.example/vault.json',
      '/__proto__',
    ];
    for (const path of paths) expect([path, (await ask(path, cookie)).status]).toEqual([path, 404]);
  });

  test('every answer, refusals too, carries the headers that keep the browser strict', async () => {
    const cookie = await enter();
    for (const reply of [
      await ask('/', cookie),
      await ask('/'),
      await ask('/none', cookie),
      await ask('/', {}, 'POST'),
    ]) {
      expect(reply.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
      });
      const policy = String(reply.headers['content-security-policy']);
      expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(reply.headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  test('nobody listens on any other address of this machine', async () => {
    const refused = await new Promise((resolve) => {
      const socket = connect(serving.port, '127.0.0.2');
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
      socket.on('connect', () => resolve('connected'));
    });
    expect(refused).toBe('ECONNREFUSED');
  });

  test('what is not HTTP does not bring it down', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(serving.port, '127.0.0.1', () => socket.write('\x16\x03\x01 GET // HTTP/9\r\n\r\n'));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve());
      socket.resume();
    });
    expect((await ask('/')).status).toBe(403);
  });
});

describe('the WebSocket', () => {
  test('opens for the operator’s page and answers', async () => {
    const [socket, state] = await connectSocket({ ...(await enter()), Origin: own() });
    expect(state).toBe('open');
    const reply = new Promise((resolve) => socket.once('message', (data) => resolve(JSON.parse(String(data)))));
    socket.send(JSON.stringify({ kind: 'query', id: 1, path: 'app.info', input: {} }));
    expect(await reply).toMatchObject({ kind: 'result', id: 1, data: { version: '1' } });
    expect(socket.extensions).toBe('');
    socket.terminate();
  });

  test('is refused without cookie, from another origin, without origin, under another name and elsewhere', async () => {
    const cookie = await enter();
    const attempts: [Record<string, string>, number, string?][] = [
      [{ Origin: own() }, 403],
      [{ Origin: own(), Cookie: `resalt_${serving.port}=${'A'.repeat(43)}` }, 403],
      [{ ...cookie, Origin: 'https://evil.example' }, 403],
      [{ ...cookie, Origin: 'null' }, 403],
      [{ ...cookie, Origin: `http://localhost:${serving.port}` }, 403],
      [cookie, 403],
      [{ ...cookie, Origin: own(), Host: `evil.example:${serving.port}` }, 421],
      [{ ...cookie, Origin: own() }, 403, '/'],
      [{ ...cookie, Origin: own() }, 403, '/engine?x'],
    ];
    for (const [headers, status, path] of attempts) {
      const [, state] = await connectSocket(headers, path);
      expect([headers, state]).toEqual([headers, status]);
    }
    expect(engine.seen.touched).toBe(0);
  });

  test.each([
    ['an oversized message', (socket: WebSocket) => socket.send('x'.repeat(longestMessage + 1)), 1009],
    ['a binary message', (socket: WebSocket) => socket.send(Buffer.from('{}')), 1006],
    ['a message that is none', (socket: WebSocket) => socket.send('{"kind":"__proto__"}'), 1005],
  ])('is closed by %s', async (_, attack, code) => {
    const [socket] = await connectSocket({ ...(await enter()), Origin: own() });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    attack(socket);
    expect(await closed).toBe(code);
  });

  test('a browser that asks and never reads is cut off before it fills the memory', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await new Promise((resolve) => server.once('listening', resolve));
    const accepted = new Promise<WebSocket>((resolve) => server.once('connection', resolve));
    const { port } = server.address() as AddressInfo;
    const reader = new WebSocket(`ws://127.0.0.1:${port}/`);
    reader.on('open', () => reader.pause());
    reader.on('error', () => undefined);
    const socket = await accepted;
    const carrier = socketCarrier(socket);
    const closed = new Promise<void>((resolve) => carrier.onClose(resolve));
    const mebibyte = 'x'.repeat(1024 * 1024);
    for (let sent = 0; sent < 100 && socket.readyState === WebSocket.OPEN; sent += 1) carrier.send(mebibyte);
    await closed;
    expect(socket.bufferedAmount).toBeLessThan(80 * 1024 * 1024);
    reader.terminate();
    await new Promise((resolve) => server.close(resolve));
  });

  test('ends with the server', async () => {
    const [socket] = await connectSocket({ ...(await enter()), Origin: own() });
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    await serving.close();
    await closed;
    serving = await serve({ engine, port: 0, screens: join(house, 'screens') });
  });
});
