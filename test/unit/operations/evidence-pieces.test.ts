import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Database } from '../../../src-main/hosts/database.ts';
import {
  conditionOf,
  pieceName,
  type Range,
  rangesOf,
  reached,
} from '../../../src-main/operations/steps/evidence/database-shape.ts';
import { type FileTally, fileLines } from '../../../src-main/operations/steps/evidence/file-lines.ts';
import { logName } from '../../../src-main/operations/steps/evidence/logs.ts';
import { plainName } from '../../../src-main/operations/steps/evidence/snapshot.ts';

const database = (low: bigint, high: bigint) =>
  ({
    run: async () => [{ rows: [{ low: Buffer.from(`${low}`), high: Buffer.from(`${high}`) }], affected: 0 }],
  }) as unknown as Database;
const id = { name: 'id', type: 'bigint', generated: false };
const shape = { name: 't', columns: [id], key: [id], rowBytes: 100 };
const holds = ({ from, below }: Range, key: bigint) =>
  (from === null || key >= from) && (below === null || key < below);

describe('a large table in pieces', () => {
  it('every row is in one piece and no other, also what is written later; going on too', async () => {
    const any = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n });
    const property = fc.asyncProperty(
      any,
      any,
      fc.integer({ min: 0, max: 4e11 }),
      fc.array(any),
      fc.nat(250),
      async (a, b, bytes, keys, stop) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        const ranges = await rangesOf(database(low, high), shape, bytes, null);
        expect(ranges === null).toBe(bytes < 512 * 2 ** 20);
        if (!ranges) return;
        expect(ranges.length).toBeLessThanOrEqual(202);
        const kept = ranges.slice(0, stop);
        const far = reached(
          't',
          kept.map((range) => pieceName('t', range)),
        );
        const more = far === 'end' ? [] : ((await rangesOf(database(low, high + 1000n), shape, bytes, far)) ?? []);
        for (const key of [low, high, high + 500n, ...keys])
          expect([...kept, ...more].filter((range) => holds(range, key))).toHaveLength(1);
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });

  it('a piece is named by its rows and asked for by them', () => {
    const range = { column: 'we`ird', from: 5n, below: null };
    expect([pieceName('t', range), conditionOf(range)]).toEqual(['t.5-end.sql', '`we``ird` >= 5']);
    expect([pieceName('t', null), reached('t', ['t.sql']), reached('t', ['tt.sql', 't2.start-9.sql'])]).toEqual([
      't.sql',
      'end',
      null,
    ]);
  });

  it('a key of another kind, or of several columns, is kept in one', async () => {
    for (const key of [[], [id, id], [{ ...id, type: 'varchar' }]])
      expect(await rangesOf(database(1n, 9n), { ...shape, key }, 1e12, null)).toBe(null);
  });
});

const anyName = fc.array(fc.nat(0xd7ff), { maxLength: 90 }).map((codes) => String.fromCharCode(...codes));

it('plain names are safe in any archive, and two names never become one', () => {
  fc.assert(
    fc.property(anyName, anyName, (one, other) => {
      expect(plainName(one)).toMatch(/^[A-Za-z0-9_~][A-Za-z0-9._~-]*$/);
      if (one !== other) expect(plainName(one)).not.toBe(plainName(other));
    }),
  );
});

describe('the list of files', () => {
  const read = async (printed: Buffer, cut: number) => {
    const tally: FileTally = { files: 0, unhashed: 0, closed: 0, whole: false };
    const lines: string[] = [];
    async function* source() {
      for (let at = 0; at < printed.length; at += cut) yield printed.subarray(at, at + cut);
    }
    for await (const part of fileLines(source(), 'mark', tally)) lines.push(part.toString('utf8'));
    return {
      tally,
      entries: lines
        .join('')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    };
  };
  const sha = 'ab'.repeat(32);

  it('is read however it is cut, whatever the names are', async () => {
    const names = ['./a', './with\nE\nbreak', './S81a4 1 1 1 1 1 x', `./${sha}  forged`, '/else/where', './Zmark'];
    const fields = names.flatMap((name, at) => [
      `S81a4 ${at} 10 20 33 44 ${name}`,
      ...(at === 1 ? [] : [`${sha}  ${name}`]),
    ]);
    const printed = Buffer.from([...fields, 'E', 'L./link', 'to\nthere', 'U./closed', 'E', 'Zmark', ''].join('\0'));
    for (const cut of [1, 7, 10_000]) {
      const { tally, entries } = await read(printed, cut);
      expect(tally).toEqual({ files: 6, unhashed: 1, closed: 1, whole: true });
      expect(entries.map(({ path }: { path: string }) => path)).toEqual([
        ...names.map((name) => name.replace(/^\.\//, '')),
        'link',
        'closed',
      ]);
      expect(entries[0]).toEqual({
        path: 'a',
        kind: 'file',
        mode: '0644',
        size: 0,
        mtime: 10,
        ctime: 20,
        uid: 33,
        gid: 44,
        sha256: sha,
      });
    }
  });

  it('is not whole where who hashed a batch was killed: files that were told of and not hashed', async () => {
    const listing = (...fields: string[]) => read(Buffer.from([...fields, ''].join('\0')), 10_000);
    const told = ['Pf 644 0 1.5 2.5 33 44 ./a', 'Pd 755 0 1 2 33 44 ./d'];
    expect((await listing(...told, `${sha}  ./a`, 'E1', 'Zmark')).tally).toMatchObject({ files: 1, whole: true });
    expect((await listing(...told, 'E1', 'Zmark')).tally).toMatchObject({ files: 1, unhashed: 1, whole: true });
    for (const fields of [told, [...told, 'E2'], [...told, 'Pf 644 0 1 2 33 44 ./b', 'E1']])
      expect((await listing(...fields, 'Zmark')).tally.whole).toBe(false);
  });

  it('is not whole without its own mark, and never throws but for a name without end', async () => {
    expect((await read(Buffer.from('Zother\0'), 100)).tally.whole).toBe(false);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => void (await read(Buffer.from(bytes), 50))),
    );
    await expect(read(Buffer.alloc(200_000, 'x'), 1000)).rejects.toThrow();
  });
});

it('two logs of one name in two folders are two pieces, in whatever order they are found', () => {
  expect(logName('/var/log/one/access.log')).not.toBe(logName('/var/log/two/access.log'));
  expect(logName('/var/log/one/access.log')).toBe(logName('/var/log/one/access.log'));
});
