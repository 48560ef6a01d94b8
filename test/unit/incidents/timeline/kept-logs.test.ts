import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ResaltError } from '../../../../src-main/contract/failures.ts';
import type { Host } from '../../../../src-main/hosts/host.ts';
import { type Sftp, SftpRefused } from '../../../../src-main/hosts/sftp.ts';
import { linesOf, unpackLog } from '../../../../src-main/incidents/timeline/log-bytes.ts';
import { type KeptLog, readKeptLogs } from '../../../../src-main/incidents/timeline/read-kept-logs.ts';
import { readLogsOverSftp } from '../../../../src-main/incidents/timeline/read-logs-over-sftp.ts';
import { openSieve } from '../../../../src-main/incidents/timeline/sieve.ts';
import { longestBefore } from '../../../../src-main/operations/steps/read-logs-script.ts';

const nobody = { ips: [], files: [], seconds: [] };
const login = (ip: string) => `${ip} - - [22/Nov/2026:17:31:53 +0100] "POST /wp-login.php HTTP/1.1" 302 5 "-" "UA"`;
async function* parts(...all: Uint8Array[]) {
  for (const one of all) yield Buffer.from(one);
}
async function all<T>(from: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of from) found.push(one);
  return found;
}

describe('the bytes of a log', () => {
  test('give the same lines however they are cut, and never a longer one', async () => {
    const text = fc.array(
      fc
        .string({ unit: 'binary', maxLength: 30 })
        .filter((line) => !['\n', '\r', '\0', '\u0001'].some((one) => line.includes(one))),
      {
        maxLength: 12,
      },
    );
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(200), { maxLength: 6 }), async (lines, cuts) => {
        const bytes = Buffer.from(lines.join('\n'));
        const at = [...cuts.map((cut) => Math.min(cut, bytes.length)), 0, bytes.length].sort((a, b) => a - b);
        const pieces = at.slice(1).map((to, index) => bytes.subarray(at[index], to));
        const read = await all(linesOf(parts(...pieces)));
        expect(read.filter((line) => line !== '')).toEqual(
          bytes
            .toString('utf8')
            .split('\n')
            .filter((line) => line !== ''),
        );
      }),
      { numRuns: 25 },
    );
    const chunk = Buffer.alloc(1 << 20, 'x');
    const [endless] = await all(linesOf(parts(...Array.from({ length: 4 }, () => chunk))));
    expect(endless).toHaveLength(longestBefore);
    expect(await all(linesOf(parts(Buffer.from('end of one\nwhole\nbegun')), true))).toEqual(['whole', 'begun']);
  });

  test('that are packed are read as far as they go, whatever they are', async () => {
    const packed = gzipSync(`${login('1.1.1.1')}\n`.repeat(5000));
    const read = async (bytes: Uint8Array) => {
      const { bytes: text, lacks } = unpackLog(parts(bytes), 'gz');
      const lines = await all(linesOf(text));
      return { lines: lines.length, lacks: lacks() };
    };
    expect(await read(packed)).toEqual({ lines: 5000, lacks: null });
    expect((await read(packed.subarray(0, packed.length - 200))).lines).toBeGreaterThan(1000);
    expect(await read(Buffer.from('no gzip at all'))).toEqual({ lines: 0, lacks: expect.stringContaining('damaged') });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (any) => void (await read(any))),
      { numRuns: 50 },
    );
  });

  test('the source’s own failure is no damage of the file', async () => {
    const failing = async function* (): AsyncGenerator<Buffer> {
      yield gzipSync('x').subarray(0, 5);
      throw new ResaltError('VAULT_LOCKED', 'locked', 'never');
    };
    await expect(all(unpackLog(failing(), 'gz').bytes)).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
  });
});

describe('the sieve', () => {
  test('is in no haste to take apart what can be nothing', () => {
    const sieve = openSieve('access', { ...nobody, ips: ['6.6.6.6'], files: ['files/odd.txt'] });
    const page = (ip: string, target: string) =>
      `${ip} - - [22/Nov/2026:17:31:53 +0100] "GET ${target} HTTP/1.1" 200 5 "-" "UA"`;
    const wanted = [page('6.6.6.6', '/'), `acme.test ${page('6.6.6.6', '/')}`, page('1.1.1.1', '/files/ODD.txt')];
    for (const line of wanted) sieve.take(line);
    const began = process.cpuUsage().user;
    for (let n = 0; n < 100_000; n += 1) sieve.take(page('1.1.1.1', `/page-${n}`));
    expect((process.cpuUsage().user - began) / 1e6).toBeLessThan(2);
    expect(sieve.end()).toMatchObject({ lines: wanted, span: { first: expect.any(String), last: expect.any(String) } });
  });

  test('takes any line, and keeps no more than fits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 200 })),
        fc.constantFrom('access', 'error'),
        (lines, kind) => {
          const sieve = openSieve(kind as 'access' | 'error', { ips: ['1.1.1.1'], files: ['a/b.php'], seconds: ['x'] });
          for (const line of lines) sieve.take(line);
          expect(sieve.end().lines.length).toBeLessThanOrEqual(lines.length);
        },
      ),
    );
    const sieve = openSieve('access', nobody, 500);
    for (let n = 0; n < 1234; n += 1) sieve.take(login(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`));
    const { lines, cut } = sieve.end();
    expect([lines.length, cut]).toEqual([500, true]);
    expect(lines.at(-1)).toContain('10.0.4.209');
  });
});

describe('logs that were kept', () => {
  const kept = (more: Partial<KeptLog>): KeptLog => ({
    ...{ path: '/var/log/access.log', kind: 'access', compressed: null, own: true, keptAt: '2026-11-22T17:00:00.000Z' },
    ...{ bytes: 100, lacks: null, read: () => parts(Buffer.from(`${login('1.1.1.1')}\n`)) },
    ...more,
  });

  test('one that does not open any more gives nothing, is told, and keeps no other from being read', async () => {
    const broken = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from(`${login('6.6.6.6')}\n`);
      throw new ResaltError('VAULT_DAMAGED', 'A chunk does not open.', 'never');
    };
    const read = await readKeptLogs(
      [
        kept({ read: broken }),
        kept({ compressed: 'xz' }),
        kept({ bytes: 3 * 2 ** 30 }),
        kept({ lacks: 'Half of it.' }),
      ],
      nobody,
    );
    expect(read.map(({ lines, lacks }) => [lines.length, lacks?.slice(0, 30)])).toEqual([
      [0, 'The piece of evidence does not'],
      [0, 'It is packed as xz, which Resa'],
      [0, 'It was not read: the newer log'],
      [0, 'It was not read: the newer log'],
    ]);
    expect(await readKeptLogs([kept({ lacks: 'Half of it.' })], nobody)).toMatchObject([
      { lines: [login('1.1.1.1')], lacks: 'Half of it.', span: { first: '22/Nov/2026:17:31:53 +0100' } },
    ]);
  });
});

describe('logs without a shell', () => {
  const log = (path: string, bytes: number, compressed: 'gz' | null = null) =>
    ({ path, bytes, compressed, kind: 'access', own: true, mtime: 0, readable: true }) as const;
  const hostOf = (read: Sftp['read']): Host =>
    ({ sftp: (work: (sftp: Sftp) => Promise<unknown>) => work({ read } as Sftp) }) as unknown as Host;

  test('of each the end is fetched, and what is too much is told', async () => {
    const asked: [string, number | undefined][] = [];
    const host = hostOf(async (path, _most, from) => {
      asked.push([path, from]);
      if (path === '/closed') throw new SftpRefused('forbidden');
      return Buffer.from(`half a line\n${login('1.1.1.1')}\n`);
    });
    const mb = 2 ** 20;
    const logs = [
      log('/a', 20 * mb),
      log('/closed', 10),
      log('/big.gz', 20 * mb, 'gz'),
      ...['/b', '/c', '/d', '/e'].map((path) => log(path, 20 * mb)),
    ];
    const read = await readLogsOverSftp(host, logs, nobody);
    expect(read.map(({ log, lines, lacks }) => [log.path, lines.length, lacks?.slice(0, 22) ?? null])).toEqual([
      ['/a', 1, 'Over SFTP only its las'],
      ['/closed', 0, 'The account may not re'],
      ['/big.gz', 0, 'It is packed and too l'],
      ['/b', 1, 'Over SFTP only its las'],
      ['/c', 1, 'Over SFTP only its las'],
      ['/d', 0, 'It was not read: over '],
      ['/e', 0, 'It was not read: over '],
    ]);
    expect(asked[0]).toEqual(['/a', 4 * mb]);
  });

  test('there is an end to it', async () => {
    let now = 0;
    const host = hostOf(async () => {
      now += 100_000;
      return Buffer.from('');
    });
    const read = await readLogsOverSftp(host, [log('/a', 1), log('/b', 1), log('/c', 1)], nobody, () => now);
    expect(read.map(({ lacks }) => lacks === null)).toEqual([true, true, false]);
  });
});
