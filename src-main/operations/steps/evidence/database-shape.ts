import type { Database } from '../../../hosts/database.ts';
import { integers, quotedName, type TableShape } from './table-pages.ts';

export interface StoredTable {
  name: string;
  view: boolean;
  /** Data alone, as the server estimates; 0 of a view. */
  bytes: number;
  /** As "InnoDB"; null of a view. */
  engine: string | null;
}

/** All tables and views of the site's database, by name. */
export async function tablesOfDatabase(database: Database): Promise<StoredTable[]> {
  const [found] = await database.run([
    {
      sql: "SELECT TABLE_NAME AS name, (TABLE_TYPE LIKE '%VIEW') AS view, IFNULL(DATA_LENGTH, 0) AS bytes, ENGINE AS engine FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE <> 'SEQUENCE' ORDER BY TABLE_NAME LIMIT 50000",
      columns: ['name', 'view', 'bytes', 'engine'],
    },
  ]);
  return (found?.rows ?? []).map(({ name, view, bytes, engine }) => ({
    name: name?.toString('utf8') ?? '',
    view: view?.toString('latin1') === '1',
    bytes: Number(bytes?.toString('latin1') ?? 0) || 0,
    engine: engine?.toString('latin1') ?? null,
  }));
}

/** A part of a table by its key: from `from` on (null: its beginning) and below `below` (null: all the rest). */
export interface Range {
  column: string;
  from: bigint | null;
  below: bigint | null;
}

/** Bytes from which a table is kept in several pieces, and of each about. */
const partBytes = 256 * 2 ** 20;
const mostParts = 200;

/**
 * The pieces in which a large table is kept, so that going on after an interruption need not begin it anew; null: in one. Only by a key that is
 * one whole number, which a row never changes. `from`: how far an earlier attempt came.
 */
export async function rangesOf(
  database: Database,
  { name, key }: TableShape,
  bytes: number,
  from: bigint | null,
): Promise<Range[] | null> {
  const [only, ...more] = key;
  const column = only && more.length === 0 && integers.has(only.type) ? quotedName(only.name) : null;
  if (!only || column === null || (bytes < 2 * partBytes && from === null)) return null;
  const [found] = await database.run([
    {
      sql: `SELECT MIN(${column}) AS low, MAX(${column}) AS high FROM ${quotedName(name)}`,
      columns: ['low', 'high'],
    },
  ]);
  const { low, high } = found?.rows[0] ?? {};
  if (!low || !high) return [{ column: only.name, from, below: null }];
  const [first, last] = [BigInt(low.toString('latin1')), BigInt(high.toString('latin1'))];
  const parts = BigInt(Math.max(1, Math.min(mostParts, Math.ceil(bytes / partBytes))));
  const width = (last - first + 1n) / parts + 1n;
  const ranges: Range[] = [];
  let start = from;
  for (let at = (from ?? first) + width; at <= last; at += width) {
    ranges.push({ column: only.name, from: start, below: at });
    start = at;
  }
  return [...ranges, { column: only.name, from: start, below: null }];
}

/** As a condition of SQL; the numbers are Resalt's own. */
export function conditionOf({ column, from, below }: Range): string {
  const name = quotedName(column);
  const both = [from === null ? null : `${name} >= ${from}`, below === null ? null : `${name} < ${below}`];
  return both.filter((one) => one !== null).join(' AND ') || '1 = 1';
}

/** The name of a piece says which rows are in it: by it a later attempt knows how far this one came. */
export const pieceName = (plain: string, range: Range | null): string =>
  range ? `${plain}.${range.from ?? 'start'}-${range.below ?? 'end'}.sql` : `${plain}.sql`;

/** How far the pieces of a table that are there reach: null: not begun; 'end': all of it is there. */
export function reached(plain: string, names: Iterable<string>): bigint | 'end' | null {
  let far: bigint | null = null;
  for (const name of names) {
    if (name === `${plain}.sql`) return 'end';
    if (!name.startsWith(`${plain}.`)) continue;
    const below = /^(?:start|-?\d+)-(end|-?\d+)\.sql$/.exec(name.slice(plain.length + 1))?.[1];
    if (below === 'end') return 'end';
    if (below !== undefined && (far === null || BigInt(below) > far)) far = BigInt(below);
  }
  return far;
}
