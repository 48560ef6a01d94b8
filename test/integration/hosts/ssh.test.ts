import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Host } from '../../../src-main/hosts/host.ts';
import { roundTrips, startDelayProxy } from './delay-proxy.ts';
import { type SshBed, startSshBed } from './ssh-bed.ts';

let bed: SshBed;
beforeAll(async () => {
  bed = await startSshBed();
});
afterAll(() => bed.stop());

test('a script gives its output, its errors and its code', async () => {
  const host = await bed.hosts.reach(bed.target());
  const result = await host.run(`printf 'a\\nb!'; echo "it's wrong" >&2; exit 7`);
  expect(result).toEqual({ code: 7, stdout: Buffer.from('a\nb!'), stderr: "it's wrong\n", truncated: false });
});

test('stdin arrives byte by byte as it was sent', async () => {
  const host = await bed.hosts.reach(bed.target());
  const data = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 256));
  const { stdout } = await host.run('cat', { stdin: data });
  expect(stdout.equals(data)).toBe(true);
});

test('50 servers at the same time, one connection each', async () => {
  const started = performance.now();
  const codes = await Promise.all(
    Array.from({ length: 50 }, async (_, index) => {
      const host = await bed.hosts.reach(bed.target(`127.0.7.${index + 1}`));
      return (await host.run('true')).code;
    }),
  );
  console.log(`50 x connect and true: ${Math.round(performance.now() - started)} ms`);
  expect(codes).toEqual(Array(50).fill(0));
}, 60_000);

test('many commands at once share one connection within its limit of sessions', async () => {
  const host = await bed.hosts.reach(bed.target());
  const again = await bed.hosts.reach(bed.target());
  expect(again).toBe(host);
  const parents = await Promise.all(
    Array.from({ length: 30 }, async () => (await host.run('echo $PPID')).stdout.toString()),
  );
  expect(new Set(parents).size).toBe(1);
});

test('a server that opens fewer sessions than usual is learnt and waited for', async () => {
  const narrow = await startSshBed({ config: ['MaxSessions 2'] });
  try {
    const host = await narrow.hosts.reach(narrow.target());
    const all = await Promise.all(Array.from({ length: 12 }, (_, index) => host.run(`sleep 0.05; echo ${index}`)));
    expect(all.map((result) => result.stdout.toString().trim())).toEqual(Array.from({ length: 12 }, (_, i) => `${i}`));
  } finally {
    await narrow.stop();
  }
});

test('a tunnel leads to an address as the server sees it, and to a Unix socket', async () => {
  const host = await bed.hosts.reach(bed.target());
  for (const listen of [{ host: '127.0.0.1', port: 0 }, { path: `${bed.folder}/echo.sock` }]) {
    const server = createServer((socket) => socket.pipe(socket)).listen(listen);
    await once(server, 'listening');
    const address = server.address();
    const to =
      typeof address === 'object' && address
        ? { host: '127.0.0.1', port: address.port }
        : { socketPath: String(address) };
    const stream = await host.openStream(to);
    stream.write('there and back');
    expect(String((await once(stream, 'data'))[0])).toBe('there and back');
    stream.destroy();
    server.close();
  }
});

test('nobody at the end of a tunnel, and tunnels forbidden, are told apart', async () => {
  const host = await bed.hosts.reach(bed.target());
  await expect(host.openStream({ host: '127.0.0.1', port: 1 })).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
  const strict = await startSshBed({ allowTcpForwarding: false });
  try {
    const other = await strict.hosts.reach(strict.target());
    await expect(other.openStream({ host: '127.0.0.1', port: 1 })).rejects.toMatchObject({ code: 'NOT_ALLOWED_HERE' });
  } finally {
    await strict.stop();
  }
});

test('through two jump hosts, whose connections are shared', async () => {
  const jumps = [bed.target('127.0.8.1'), bed.target('127.0.8.2')];
  const results = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const host = await bed.hosts.reach(bed.target(`127.0.9.${index + 1}`, { jumps }));
      return (await host.run('echo $SSH_CONNECTION')).stdout.toString();
    }),
  );
  expect(results).toHaveLength(20);
  for (const from of results) expect(from).toMatch(/^127\.0\./);
});

test('a connection that died is opened again for the next command, not within one', async () => {
  const host = await bed.hosts.reach(bed.target('127.0.3.3'));
  const dying = host.run('kill -9 $PPID; sleep 5');
  await expect(dying).rejects.toMatchObject({ code: 'HOST_UNREACHABLE', retry: 'check-first' });
  expect((await host.run('echo back')).stdout.toString()).toBe('back\n');
});

test('an unused connection is dropped and comes back when needed', async () => {
  const brief = await startSshBed({ pool: { idleMs: 20 } });
  try {
    const host = await brief.hosts.reach(brief.target());
    const parent = async () => (await host.run('echo $PPID')).stdout.toString();
    const first = await parent();
    await expect.poll(parent, { interval: 100 }).not.toBe(first);
  } finally {
    await brief.stop();
  }
});

test('a command out of time, silent, or cancelled is ended on the server too', async () => {
  const host = await bed.hosts.reach(bed.target());
  const mark = `987${process.pid}`;
  const control = new AbortController();
  const attempts = Promise.allSettled([
    host.run(`while :; do echo x; sleep 0.02; done; : ${mark}`, { timeoutMs: 200 }),
    host.run(`sleep ${mark}`, { silenceMs: 150 }),
    host.run(`sleep 0${mark}`, { signal: control.signal }),
  ]);
  const running = async (script: string) =>
    (await host.run(`pgrep -c -f '[s]leep ${script}' || true`)).stdout.toString().trim();
  await expect.poll(() => running(`0${mark}`)).not.toBe('0');
  control.abort();
  const outcomes = await attempts;
  expect(outcomes.map((o) => o.status === 'rejected' && [o.reason.code, o.reason.retry])).toEqual([
    ['TIMED_OUT', 'check-first'],
    ['TIMED_OUT', 'check-first'],
    ['CANCELLED', 'check-first'],
  ]);
  await expect.poll(() => running(`[0-9]*${mark}`)).toBe('0');
});

test('cancelled before its turn, a command has not begun and may be repeated', async () => {
  const host = await bed.hosts.reach(bed.target());
  const cancelled = { code: 'CANCELLED', retry: 'safe' };
  await expect(host.run('true', { signal: AbortSignal.abort() })).rejects.toMatchObject(cancelled);
  await expect(bed.hosts.reach(bed.target('127.0.4.4'), AbortSignal.abort())).rejects.toMatchObject(cancelled);
  await expect(host.openStream({ host: '127.0.0.1', port: 1 }, AbortSignal.abort())).rejects.toMatchObject(cancelled);
});

test('what people get wrong is named: no such host, closed port, refused key', async () => {
  const stranger = bed.target('127.0.0.1', { user: 'nobody' });
  await expect(bed.hosts.reach(stranger)).rejects.toMatchObject({ code: 'AUTH_REFUSED', retry: 'never' });
  const closed = bed.target('127.0.0.1', { port: 1 });
  await expect(bed.hosts.reach(closed)).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
  const nowhere = bed.target('no-such-host.invalid');
  await expect(bed.hosts.reach(nowhere)).rejects.toThrow(/no such host name|name service/);
});

test('a bare command costs 2 round trips, one with stdin 3, a tunnel 1', async () => {
  const proxy = await startDelayProxy({ host: '127.0.0.1', port: bed.sshd.port }, 100);
  const near = await bed.hosts.reach(bed.target());
  const far = await bed.hosts.reach(bed.target('127.0.0.1', { port: proxy.port }));
  const trips = (wanted: number, work: (host: Host) => Promise<unknown>) =>
    roundTrips(
      proxy,
      () => work(far),
      () => work(near),
      wanted,
    );
  try {
    expect(await trips(2, (host) => host.run('true'))).toBe(2);
    expect(await trips(3, (host) => host.run('cat', { stdin: Buffer.from('x') }))).toBe(3);
    expect(await trips(1, (host) => host.openStream({ host: '127.0.0.1', port: bed.sshd.port }))).toBe(1);
  } finally {
    await proxy.close();
  }
});

test('an SSH agent logs in with the key it holds, and its absence is named', async () => {
  const socket = `${bed.folder}/agent.sock`;
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  const before = process.env.SSH_AUTH_SOCK;
  try {
    await expect.poll(() => existsSync(socket)).toBe(true);
    const adding = spawn('ssh-add', ['-q', '-'], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'pipe' });
    adding.stdin.end(bed.privateKey);
    expect(await once(adding, 'exit')).toEqual([0, null]);
    process.env.SSH_AUTH_SOCK = socket;
    const host = await bed.hosts.reach(bed.target('127.0.0.1', { auth: { agent: true } }));
    expect((await host.run('echo in')).stdout.toString()).toBe('in\n');
    delete process.env.SSH_AUTH_SOCK;
    const without = bed.target('127.0.5.5', { auth: { agent: true } });
    await expect(bed.hosts.reach(without)).rejects.toMatchObject({ code: 'AUTH_REFUSED', retry: 'never' });
  } finally {
    if (before === undefined) delete process.env.SSH_AUTH_SOCK;
    else process.env.SSH_AUTH_SOCK = before;
    agent.kill();
    await once(agent, 'exit');
  }
});
