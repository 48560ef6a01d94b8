import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Database, DatabaseRoute, DatabaseTarget, Statement } from '../../../src-main/hosts/database.ts';

export interface ContractSetting {
  readonly route: DatabaseRoute;
  /** A login to the database of this route, over this route. */
  open(target: DatabaseTarget): Promise<Database>;
  /** A target whose user may do everything in a database that is empty. */
  target(): DatabaseTarget;
}

const ROWS: Statement = { sql: 'SELECT id, body, note FROM t ORDER BY id', columns: ['id', 'body', 'note'] };
const text = (value: Buffer | null | undefined) => value?.toString() ?? null;

/** What every route promises alike; called once per route. */
export function databaseContract({ route, open, target }: ContractSetting): void {
  const fresh = async (): Promise<Database> => {
    const database = await open(target());
    await database.run([
      { sql: 'DROP TABLE IF EXISTS t, latin' },
      { sql: 'CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, body LONGBLOB, note VARCHAR(50)) CHARSET utf8mb4' },
    ]);
    return database;
  };
  const withFresh = (work: (database: Database) => Promise<void>) => async () => {
    const database = await fresh();
    await work(database).finally(() => database.close());
  };

  test(
    `${route}: says which route it is`,
    withFresh(async (database) => expect(database.route).toBe(route)),
  );

  test(
    `${route}: any bytes and any text come back as they went in`,
    withFresh(async (database) => {
      const anything = fc.tuple(
        fc.option(fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes))),
        fc.option(fc.string({ unit: 'binary', maxLength: 40 })),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(anything, { minLength: 1, maxLength: 20 }), async (rows) => {
          const inserts = rows.map((values) => ({ sql: 'INSERT INTO t (body, note) VALUES (?, ?)', values }));
          const results = await database.run([{ sql: 'TRUNCATE t' }, ...inserts, ROWS]);
          const back = results.at(-1)?.rows.map((row) => [row.body, text(row.note)]);
          expect(back).toEqual(rows);
        }),
        { numRuns: 15 },
      );
    }),
    60_000,
  );

  test(
    `${route}: hostile values are values`,
    withFresh(async (database) => {
      const values = [
        `'; DROP TABLE t -- `,
        '\\',
        `\\' OR 1=1 #`,
        '`"\n\r\t\0\x1a',
        '?',
        'NULL',
        '=\t1',
        '=',
        '%_',
        '',
      ];
      const inserts = values.map((note) => ({ sql: 'INSERT INTO t (note) VALUES (?)', values: [note] }));
      const results = await database.run([...inserts, ROWS]);
      expect(results.at(-1)?.rows.map((row) => text(row.note))).toEqual(values);
      const find = { sql: 'SELECT id FROM t WHERE note = ?', columns: ['id'] };
      for (const [index, note] of values.entries()) {
        const [found] = await database.run([{ ...find, values: [note] }]);
        expect(found?.rows.map((row) => text(row.id))).toEqual([`${index + 1}`]);
      }
    }),
  );

  test(
    `${route}: numbers, dates, NULL and nothing`,
    withFresh(async (database) => {
      const sql = "SELECT ? AS a, ? AS b, -7 AS c, DATE '2020-02-03' AS d, NULL AS e, '' AS f, 1.50 AS g";
      const [result] = await database.run([
        { sql, values: [2 ** 53 - 1, 2n ** 63n], columns: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] },
      ]);
      const row = Object.fromEntries(Object.entries(result?.rows[0] ?? {}).map(([name, cell]) => [name, text(cell)]));
      const big = { a: '9007199254740991', b: '9223372036854775808' };
      expect(row).toEqual({ ...big, c: '-7', d: '2020-02-03', e: null, f: '', g: '1.50' });
      expect(await database.run([ROWS])).toEqual([{ rows: [], affected: 0 }]);
      expect(await database.run([])).toEqual([]);
    }),
  );

  test(
    `${route}: affected counts changed rows, not found ones`,
    withFresh(async (database) => {
      const results = await database.run([
        { sql: "INSERT INTO t (note) VALUES ('a'), ('b'), ('c')" },
        { sql: "UPDATE t SET note = 'a'" },
        ROWS,
        { sql: "UPDATE t SET note = 'a'" },
        { sql: 'DELETE FROM t WHERE id > ?', values: [1] },
        { sql: 'DELETE FROM t WHERE id > ?', values: [1] },
      ]);
      expect(results.map((result) => result.affected)).toEqual([3, 2, 0, 0, 2, 0]);
    }),
  );

  test(
    `${route}: the order asked for is the order given`,
    withFresh(async (database) => {
      const notes = Array.from({ length: 40 }, (_, index) => `${(index * 17) % 40}`.padStart(2, '0'));
      const inserts = notes.map((note) => ({ sql: 'INSERT INTO t (note) VALUES (?)', values: [note] }));
      const sorted = { sql: 'SELECT note FROM t ORDER BY note DESC', columns: ['note'] };
      const some = { sql: 'SELECT note FROM t ORDER BY note LIMIT 3', columns: ['note'] };
      const results = await database.run([...inserts, sorted, some]);
      const order = [...notes].sort();
      expect(results.at(-2)?.rows.map((row) => text(row.note))).toEqual([...order].reverse());
      expect(results.at(-1)?.rows.map((row) => text(row.note))).toEqual(order.slice(0, 3));
    }),
  );

  test(
    `${route}: a failed statement stops the run, undoes its transaction, and leaves the database usable`,
    withFresh(async (database) => {
      const insert = { sql: "INSERT INTO t (note) VALUES ('x')" };
      const wrong = { sql: 'SELECT nothing FROM missing', columns: ['nothing'] };
      const first = database.run([wrong, insert]);
      await expect(first).rejects.toMatchObject({ code: 'DATABASE_REFUSED', retry: 'safe' });
      const second = database.run([{ sql: 'START TRANSACTION' }, insert, wrong]);
      await expect(second).rejects.toMatchObject({ code: 'DATABASE_REFUSED', retry: 'check-first' });
      await expect(database.run([insert, wrong])).rejects.toThrow(/MySQL error 1146/);
      const [rows] = await database.run([ROWS]);
      expect(rows?.rows).toHaveLength(1);
    }),
  );

  test(
    `${route}: text is never cut to fit, whatever the server's mode`,
    withFresh(async (database) => {
      const long = { sql: 'INSERT INTO t (note) VALUES (?)', values: ['x'.repeat(51)] };
      await expect(database.run([long])).rejects.toMatchObject({ code: 'DATABASE_REFUSED' });
    }),
  );

  test(
    `${route}: rows come in the charset of the target, or as stored`,
    withFresh(async (database) => {
      const word = { sql: 'SELECT word FROM latin', columns: ['word'] };
      const [, , utf8] = await database.run([
        { sql: 'CREATE TABLE latin (word VARCHAR(20)) CHARSET latin1' },
        { sql: 'INSERT INTO latin VALUES (?)', values: ['é€'] },
        word,
      ]);
      expect(utf8?.rows).toEqual([{ word: Buffer.from('é€') }]);
      const asStored = await open({ ...target(), charset: 'binary' });
      const [stored] = await asStored.run([word]).finally(() => asStored.close());
      expect(stored?.rows).toEqual([{ word: Buffer.from([0xe9, 0x80]) }]);
    }),
  );

  test(
    `${route}: a megabyte goes and comes`,
    withFresh(async (database) => {
      const body = Buffer.from(Array.from({ length: 1_000_000 }, (_, index) => (index * 7) % 256));
      const [, rows] = await database.run([{ sql: 'INSERT INTO t (body) VALUES (?)', values: [body] }, ROWS]);
      expect(rows?.rows[0]?.body?.equals(body)).toBe(true);
    }),
  );

  test(`${route}: a wrong password is named, and never shown`, async () => {
    const refused = open({ ...target(), password: 'wrong-Zx81' });
    await expect(refused).rejects.toMatchObject({ code: 'DATABASE_REFUSED' });
    await expect(refused).rejects.not.toThrow(/Zx81/);
    await expect(open({ ...target(), database: 'no_such' })).rejects.toMatchObject({ code: 'DATABASE_REFUSED' });
  });

  test(
    `${route}: a mistake in a statement is refused before it is sent`,
    withFresh(async (database) => {
      const mistakes: Statement[] = [
        { sql: 'DELETE FROM t; DROP TABLE t' },
        { sql: 'SELECT ?', columns: ['a'] },
        { sql: 'SELECT 1 AS a', columns: ['a b'] },
        { sql: 'SELECT ?', values: [1.5], columns: ['a'] },
        { sql: 'SELECT ?', values: ['\ud800'], columns: ['a'] },
      ];
      for (const mistake of mistakes) await expect(database.run([mistake])).rejects.toMatchObject({ code: 'BUG' });
      expect(await database.run([ROWS])).toHaveLength(1);
    }),
  );
}
