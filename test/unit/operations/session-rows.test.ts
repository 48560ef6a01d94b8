import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Database, Statement } from '../../../src-main/hosts/database.ts';
import { tablesOf } from '../../../src-main/operations/steps/read-database.ts';
import { takeSessions } from '../../../src-main/operations/steps/session-rows.ts';
import { addSession } from '../../../src-main/wordpress/session-tokens.ts';

const tables = tablesOf('wp_', false);
const verifier = (n: number) => n.toString(16).padStart(64, '0');
const session = (ua: string) => ({ expiration: 2_000_000_000, login: 1_700_000_000, ip: '127.0.0.1', ua });
const canary = (value: Buffer | null) => addSession(value, verifier(99), session('Resalt canary'));

/** A table that holds these rows of one user, and what is written to it. */
function tableOf(...values: Buffer[]) {
  const written: Statement[] = [];
  const run = async (statements: Statement[]) => {
    const [first] = statements;
    if (first?.sql.startsWith('SELECT'))
      return [{ affected: 0, rows: values.map((value, n) => ({ id: Buffer.from(`${n + 1}`), value })) }];
    written.push(...statements);
    return statements.map(() => ({ affected: 1, rows: [] }));
  };
  return { database: { run } as unknown as Database, written };
}
const take = (database: Database) => takeSessions(database, tables, 7, ({ ua }) => ua === 'Resalt canary');

describe('taking a canary away', () => {
  it.each([
    ['nonsense', 'nonsense'],
    ['an object', 'O:8:"stdClass":1:{s:1:"a";i:1;}'],
    ['cut off', `a:9:{s:64:"${verifier(1)}";i:2000000000;`],
    ['with bytes after its end', `${canary(null)}x`],
    ['parts that refer to each other', `a:2:{s:64:"${verifier(99)}";i:2000000000;s:1:"x";R:2;}`],
  ])('a row that can’t be edited is left alone: %s', async (_what, value) => {
    const { database, written } = tableOf(Buffer.from(value));
    await take(database);
    expect(written).toEqual([]);
  });

  it('the last session of a user takes the row with it, but for rows behind it, which WordPress would then see', async () => {
    const alone = tableOf(canary(null));
    await take(alone.database);
    expect(alone.written[0]?.sql).toMatch(/^DELETE/);
    const ghost = addSession(null, verifier(1), session('Old/1'));
    const { database, written } = tableOf(canary(null), ghost);
    await take(database);
    expect(written).toHaveLength(1);
    expect(written[0]).toMatchObject({ sql: expect.stringMatching(/^UPDATE/), values: ['a:0:{}', '1', canary(null)] });
  });

  it('everyone else’s sessions stay byte for byte', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 }), async (agents) => {
        const row = agents.reduce<Buffer | null>((all, ua, n) => addSession(all, verifier(n), session(`${ua}.`)), null);
        const { database, written } = tableOf(canary(row));
        await take(database);
        expect(written[0]?.values?.[0]).toBe(row?.toString('utf8'));
      }),
    ));
});
