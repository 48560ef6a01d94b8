import { spawnSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Host } from '../../src-main/hosts/host.ts';
import { linesOf } from '../../src-main/incidents/timeline/log-bytes.ts';
import { openSieve } from '../../src-main/incidents/timeline/sieve.ts';
import { readLogs } from '../../src-main/operations/steps/read-logs.ts';
import { program } from '../fleet/processes/program.ts';

/** The filter runs where the logs are, under whatever awk is there. */
const awks = { gawk: ['gawk'], mawk: ['mawk'], busybox: ['busybox'] } as const;
const time = (minute: number) => `[22/Nov/2026:17:${String(minute).padStart(2, '0')}:53 +0100]`;
const line = (ip: string, request: string, status: number, minute = 1) =>
  `${ip} - - ${time(minute)} "${request}" ${status} 5 "-" "UA"`;
const wanted = [
  line('192.0.2.1', 'POST /wp-login.php HTTP/1.1', 302),
  line('192.0.2.1', 'GET /wp-content/uploads/a/x.php HTTP/1.1', 200),
  line('192.0.2.1', 'GET /wp-content/uploads/a/x.%70hp HTTP/1.1', 200),
  line('192.0.2.1', 'GET /blog/wp-content/plugins/tool/evil.php HTTP/1.1', 404),
  line('203.0.113.66', 'GET /anything HTTP/1.1', 404),
  `www.acme.test:80 ${line('203.0.113.66', 'GET /picture.jpg HTTP/1.1', 200)}`,
  line('192.0.2.1', 'POST /wp-json/wp/v2/users HTTP/1.1', 201),
  line('192.0.2.1', 'GET /wp-admin/plugin-install.php HTTP/1.1', 200),
  '{"request":"POST /wp-login.php HTTP/1.1","status":200}',
  '{"remote_addr":"203.0.113.66","uri":"/"}',
  // Of a second in which somebody wrote a file.
  line('192.0.2.1', 'POST /?upload=1 HTTP/1.1', 200, 59),
  // With a name that holds another time and another request, as nginx and Apache write it.
  line('192.0.2.1', 'POST /?upload=2 HTTP/1.1', 200, 59).replace(' - - ', ` - x ${time(1)} \\x22GET /\\x22 404 `),
  line('192.0.2.1', 'POST /?upload=3 HTTP/1.1', 200, 59).replace(' - - ', ` - [ ${time(1)} \\"GET / HTTP/1.1\\" 404 `),
  `"1.2.3.4 ${time(1)}" ${line('192.0.2.1', 'POST /?upload=4 HTTP/1.1', 200, 59)}`,
];
/** The name is longer than what is taken of a line. */
const long = line('192.0.2.1', 'POST /?upload=5 HTTP/1.1', 200, 59).replace(' - - ', ` - ${'\\xFF'.repeat(6000)} `);
const shortenedLong = line('192.0.2.1', 'POST /?upload=5 HTTP/1.1', 200, 59).replace(' - - ', ' - ... ');
const unwanted = [
  line('192.0.2.9', 'GET / HTTP/1.1', 200),
  line('192.0.2.9', 'GET /wp-content/uploads/a/photo.jpg HTTP/1.1', 200),
  line('192.0.2.9', 'GET /wp-content/uploads/a/x.php HTTP/1.1', 404),
  line('192.0.2.9', 'POST /wp-admin/admin-ajax.php HTTP/1.1', 200),
  line('1203.0.113.66', 'GET / HTTP/1.1', 200),
  line('192.0.2.9', 'GET /?p=1 HTTP/1.1', 200, 59),
  `${'x'.repeat(1_000_000)}"GET /`,
  '\0\0"""[[[',
];
const counted = [
  ...Array.from({ length: 30 }, (_, n) => line('192.0.2.7', 'POST /wp-login.php HTTP/1.1', 200, n)),
  ...Array.from({ length: 3 }, () => line('192.0.2.8', 'POST /xmlrpc.php HTTP/1.1', 200)),
  ...Array.from({ length: 25 }, () => line('192.0.2.9', 'GET /none HTTP/1.1', 404)), // and the one of what is not there
  ...Array.from({ length: 5 }, () => line('192.0.2.9', 'GET /broken HTTP/1.1', 500)),
];
const watched = { ips: ['203.0.113.66'], files: ['tool/evil.php'], seconds: ['22/Nov/2026:17:59:53'] };

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'resalt-read-logs-'));
  await writeFile(join(dir, "it's a.log"), `${[...wanted, long, ...unwanted, ...counted].join('\n')}\n`);
  await writeFile(join(dir, 'old.gz'), gzipSync(`${wanted[0]}\n`));
  await writeFile(join(dir, 'error.log'), `nothing\nPHP Fatal error: x\n2026 open() failed, client: 203.0.113.66\n`);
  for (const [name, [awk]] of Object.entries(awks)) {
    await mkdir(join(dir, name));
    await symlink(program(awk, awk), join(dir, name, 'awk'));
  }
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const hostWith = (awk: string): Host =>
  ({
    label: 'here',
    async run(script: string, { maxBytes = 0 }) {
      const env = { PATH: `${join(dir, awk)}:/usr/bin:/bin` };
      const { stdout, status } = spawnSync('sh', ['-c', script], { env, maxBuffer: maxBytes });
      return { stdout, code: status, stderr: '', truncated: false };
    },
  }) as unknown as Host;

describe.each(Object.keys(awks))('under %s', (awk) => {
  it('lines that matter come, others are counted or stay', async () => {
    const logs = [
      { path: join(dir, "it's a.log"), kind: 'access' as const, compressed: null },
      { path: join(dir, 'old.gz'), kind: 'access' as const, compressed: 'gz' as const },
      { path: join(dir, 'gone.log'), kind: 'access' as const, compressed: null },
      { path: join(dir, 'error.log'), kind: 'error' as const, compressed: null },
    ];
    const [plain, packed, gone, errors] = await readLogs(hostWith(awk), logs, watched);
    expect(plain?.lines).toEqual([...wanted, shortenedLong]);
    expect(plain?.lacks).toBeNull();
    expect(plain?.span).toEqual({ first: time(1).slice(1, -1), last: time(1).slice(1, -1) });
    expect(plain?.counts.sort((a, b) => (a.what < b.what ? -1 : 1))).toEqual([
      { what: '4xx', time: time(1).slice(1, -1), ip: '-', count: 26 },
      { what: 'refused', time: time(0).slice(1, -1), ip: '192.0.2.7', count: 30 },
      // Those in no form at all.
      { what: 'unread', time: '-', ip: '-', count: 2 },
      { what: 'xmlrpc', time: time(1).slice(1, -1), ip: '192.0.2.8', count: 3 },
    ]);
    expect(packed).toMatchObject({ lines: [wanted[0]], lacks: null });
    expect(gone).toMatchObject({ lines: [], lacks: 'The account may not read it.' });
    expect(errors?.lines).toHaveLength(2);
  });
});

it('an awk that whoever took over the account put first is not asked', async () => {
  const home = join(dir, 'home');
  await mkdir(join(home, 'bin'), { recursive: true });
  await writeFile(join(home, 'bin', 'awk'), '#!/bin/sh\ncat >/dev/null\n', { mode: 0o755 });
  const host = {
    label: 'here',
    async run(script: string, { maxBytes = 0 }) {
      const env = { HOME: home, PATH: `${home}/bin:/usr/bin:/bin` };
      const { stdout, status } = spawnSync('sh', ['-c', script], { env, maxBuffer: maxBytes });
      return { stdout, code: status, stderr: '', truncated: false };
    },
  } as unknown as Host;
  const [read] = await readLogs(host, [{ path: join(dir, 'old.gz'), kind: 'access', compressed: 'gz' }], watched);
  expect(read?.lines).toEqual([wanted[0]]);
});

it('what is looked through here, without a shell, comes to the same', async () => {
  const sieve = openSieve('access', watched);
  for await (const one of linesOf(createReadStream(join(dir, "it's a.log")))) sieve.take(one);
  const [there] = await readLogs(
    hostWith('gawk'),
    [{ path: join(dir, "it's a.log"), kind: 'access', compressed: null }],
    watched,
  );
  const { lines, counts, span } = sieve.end();
  const isJson = (one: string) => one.startsWith('{');
  expect(lines.filter((one) => !isJson(one))).toEqual(there?.lines.filter((one) => !isJson(one)));
  const byWhat = (a: { what: string }, b: { what: string }) => (a.what < b.what ? -1 : 1);
  // The two of JSON have no time: the shell's filter hands such over, and whoever takes them counts them.
  const withJson = there?.counts.map((one) => (one.what === 'unread' ? { ...one, count: one.count + 2 } : one));
  expect(counts.sort(byWhat)).toEqual(withJson?.sort(byWhat));
  expect(span).toEqual(there?.span);
});

it('what is too much is left out and told, the newest logs come first', async () => {
  const long = `${line('203.0.113.66', `GET /${'x'.repeat(2000)} HTTP/1.1`, 200)}\n`;
  await writeFile(join(dir, 'large.log'), long.repeat(20_000));
  const logs = ['large.log', 'old.gz'].map((name) => ({
    path: join(dir, name),
    kind: 'access' as const,
    compressed: name.endsWith('gz') ? ('gz' as const) : null,
  }));
  const [large, old] = await readLogs(hostWith('gawk'), logs, watched);
  expect(large?.lines.length).toBeGreaterThan(10_000);
  expect(large?.lacks).toContain('Not all of it');
  expect(old).toMatchObject({ lines: [], lacks: expect.stringContaining('Not all of it') });
});
