import { isUtf8 } from 'node:buffer';
import type { Database, Row } from '../../../hosts/database.ts';
import {
  binaries,
  type Column,
  inUtc,
  numbers,
  pagesOf,
  quotedName,
  type TableShape,
  type Wish,
} from './table-pages.ts';

/** What must stand before a dump, so that it means the same wherever it is read back. */
export const dumpHead = `SET NAMES utf8mb4;
SET TIME_ZONE='+00:00';
SET UNIQUE_CHECKS=0, FOREIGN_KEY_CHECKS=0;
SET SQL_MODE='NO_AUTO_VALUE_ON_ZERO';
`;

/** A table as SQL that MariaDB and MySQL read back: its definition, unless `rowsOnly`, and its rows; `counted` hears of them. */
export async function* dumpTable(
  database: Database,
  shape: TableShape,
  wish: Wish & { rowsOnly: boolean },
  counted: (rows: number) => void,
): AsyncGenerator<Buffer> {
  yield Buffer.from(`-- Read by Resalt with SELECTs.\n${dumpHead}`);
  if (!wish.rowsOnly) yield definition(await createStatement(database, shape), shape);
  const table = quotedName(shape.name);
  const written = shape.columns.map((column, index) => ({ column, index })).filter(({ column }) => !column.generated);
  const into = `INSERT INTO ${table} (${written.map(({ column }) => quotedName(column.name)).join(',')}) VALUES\n`;
  for await (const rows of pagesOf(database, shape, wish)) {
    counted(rows.length);
    for (const some of packets(rows)) {
      const values = some.map(
        (row) => `(${written.map(({ column, index }) => literalOf(row[`c${index}`] ?? null, column)).join(',')})`,
      );
      yield Buffer.from(`${into}${values.join(',\n')};\n`);
    }
  }
}

async function createStatement(database: Database, { name }: TableShape): Promise<Buffer> {
  const show = { sql: `SHOW CREATE TABLE ${quotedName(name)}`, columns: ['name', 'text'], show: true } as const;
  const [, answer] = await database.run([inUtc, show]);
  return answer?.rows[0]?.text ?? Buffer.alloc(0);
}

const definition = (create: Buffer, { name }: TableShape) =>
  Buffer.concat([Buffer.from(`DROP TABLE IF EXISTS ${quotedName(name)};\n`), create, Buffer.from(';\n')]);

/** Servers take statements of 16 MB unless told otherwise: about 1 MB each, but a row is never cut. */
function* packets(rows: readonly Row[]): Generator<Row[]> {
  let some: Row[] = [];
  let bytes = 0;
  for (const row of rows) {
    some.push(row);
    for (const cell of Object.values(row)) bytes += cell?.length ?? 0;
    if (bytes < 2 ** 20) continue;
    yield some;
    [some, bytes] = [[], 0];
  }
  if (some.length > 0) yield some;
}

/** One cell, as it must be written to come back the same: text between quotes, bytes as hexadecimal, numbers as they are. */
export function literalOf(cell: Buffer | null, { type }: Pick<Column, 'type'>): string {
  if (cell === null) return 'NULL';
  if (numbers.has(type) && /^-?\d{1,70}(\.\d{1,70})?(e[+-]?\d{1,4})?$/i.test(cell.toString('latin1')))
    return cell.toString('latin1');
  if (binaries.has(type) || !isUtf8(cell)) return cell.length === 0 ? "''" : `0x${cell.toString('hex')}`;
  return `'${[...cell.toString('utf8')].map((letter) => escapes[letter] ?? letter).join('')}'`;
}

const escapes: Record<string, string> = {
  '\0': '\\0',
  '\n': '\\n',
  '\r': '\\r',
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '\x1a': '\\Z',
};
