import type { Database, Row, SqlValue, Statement } from '../../../hosts/database.ts';

export interface Column {
  name: string;
  /** DATA_TYPE of information_schema, small letters. */
  type: string;
  /** Made of other columns: read, never written. */
  generated: boolean;
}

export interface TableShape {
  name: string;
  columns: Column[];
  /** The primary key's columns in their order; empty where rows can't be told apart by one. */
  key: Column[];
  /** Bytes of a row on average, as the server estimates. */
  rowBytes: number;
}

/** A name of the site's own in SQL. Null where it holds what Resalt's statements can't carry. */
export function quotedName(name: string): string | null {
  return /[;?\0]/.test(name) ? null : `\`${name.replaceAll('`', '``')}\``;
}

/** Times come as they are in UTC, whatever the server's zone. */
export const inUtc: Statement = { sql: "SET time_zone = '+00:00'" };

const text = (cell: Buffer | null | undefined) => cell?.toString('utf8') ?? '';

/** Null where there is no such table. */
export async function shapeOf(database: Database, table: string): Promise<TableShape | null> {
  const where = 'WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?';
  const values = [table];
  const [columns, key, size] = await database.run([
    {
      sql: `SELECT COLUMN_NAME AS name, LOWER(DATA_TYPE) AS type, (UPPER(EXTRA) LIKE '%GENERATED%' AND UPPER(EXTRA) NOT LIKE '%DEFAULT_GENERATED%') AS made FROM information_schema.COLUMNS ${where} ORDER BY ORDINAL_POSITION LIMIT 5000`,
      values,
      columns: ['name', 'type', 'made'],
    },
    {
      sql: `SELECT COLUMN_NAME AS name, IFNULL(SUB_PART, 0) AS part FROM information_schema.STATISTICS ${where} AND INDEX_NAME = 'PRIMARY' ORDER BY SEQ_IN_INDEX LIMIT 100`,
      values,
      columns: ['name', 'part'],
    },
    {
      sql: `SELECT IFNULL(AVG_ROW_LENGTH, 0) AS bytes FROM information_schema.TABLES ${where} LIMIT 1`,
      values,
      columns: ['bytes'],
    },
  ]);
  const all = (columns?.rows ?? []).map(
    ({ name, type, made }): Column => ({ name: text(name), type: text(type), generated: text(made) === '1' }),
  );
  if (all.length === 0) return null;
  const rows = key?.rows ?? [];
  const named = rows.flatMap(({ name }) => all.filter((column) => column.name === text(name)));
  const usable = rows.every(({ part }) => text(part) === '0') && named.every(({ type }) => !inexact.has(type));
  return { name: table, columns: all, key: usable ? named : [], rowBytes: Number(text(size?.rows[0]?.bytes)) || 0 };
}

const inexact = new Set(['float', 'double', 'json', 'enum', 'set', 'bit']);
const pageBytes = 4 * 2 ** 20;
const mostRows = 5000;

export interface Wish {
  /** Beside the page's own condition; names and values as of a Statement. */
  where?: string;
  values?: readonly SqlValue[];
}

/**
 * All rows, page after page of about 4 MB, in the order of the primary key, so that each row comes once whatever is written meanwhile. Without one by
 * counting, where that is not so. Cells are in the order of the columns, as c0, c1 and so on; a column whose name can't be carried is refused (null).
 */
export async function* pagesOf(database: Database, shape: TableShape, wish: Wish = {}): AsyncGenerator<Row[]> {
  const { columns, key } = shape;
  const table = quotedName(shape.name) ?? '';
  const cells = columns.map(({ name, type }, index) => `${exactly(quotedName(name) ?? 'NULL', type)} AS c${index}`);
  const order = key.length > 0 ? ` ORDER BY ${key.map(({ name }) => quotedName(name)).join(', ')}` : '';
  let [limit, seen] = [rowsOfAbout(shape.rowBytes), 0];
  let last: SqlValue[] | null = null;
  for (;;) {
    const after = last && afterKey(key, last);
    const conditions = [wish.where, after?.sql].filter((one) => one !== undefined && one !== null);
    const where = conditions.length > 0 ? ` WHERE (${conditions.join(') AND (')})` : '';
    const offset = key.length === 0 && seen > 0 ? ` OFFSET ${seen}` : '';
    const [, answer] = await database.run([
      inUtc,
      {
        sql: `SELECT ${cells.join(', ')} FROM ${table}${where}${order} LIMIT ${limit}${offset}`,
        values: [...(wish.values ?? []), ...(after?.values ?? [])],
        columns: columns.map((_column, index) => `c${index}`),
      },
    ]);
    const rows = answer?.rows ?? [];
    if (rows.length > 0) yield rows;
    if (rows.length < limit) return;
    seen += rows.length;
    const end = rows.at(-1) ?? {};
    if (key.length > 0) last = key.map((column) => sqlValue(end[`c${columns.indexOf(column)}`] ?? null, column.type));
    limit = rowsOfAbout(bytesIn(rows) / rows.length);
  }
}

const rowsOfAbout = (bytes: number) => Math.max(1, Math.min(mostRows, Math.floor(pageBytes / Math.max(bytes, 200))));

function bytesIn(rows: readonly Row[]): number {
  let bytes = 0;
  for (const row of rows) for (const cell of Object.values(row)) bytes += cell?.length ?? 0;
  return bytes;
}

/** A FLOAT is shown with six digits; as a DOUBLE with all it has. Of a BIT each client makes something else, but not of a number. */
function exactly(name: string, type: string): string {
  if (type === 'float') return `(${name} + 0e0)`;
  return type === 'bit' ? `(${name} + 0)` : name;
}

/** Rows behind one, by the first column first, so that an index is used. */
function afterKey(key: readonly Column[], last: readonly SqlValue[]): { sql: string; values: SqlValue[] } {
  const [first, ...rest] = key;
  const [value = null, ...values] = last;
  const name = quotedName(first?.name ?? '') ?? '';
  if (rest.length === 0) return { sql: `${name} > ?`, values: [value] };
  const next = afterKey(rest, values);
  return {
    sql: `${name} >= ? AND (${name} > ? OR (${name} = ? AND ${next.sql}))`,
    values: [value, value, value, ...next.values],
  };
}

export const integers = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint']);
export const numbers = new Set([...integers, 'decimal', 'float', 'double', 'year', 'bit']);
export const binaries = new Set([
  ...['binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob', 'geometry', 'point', 'linestring'],
  ...['polygon', 'multipoint', 'multilinestring', 'multipolygon', 'geometrycollection', 'geomcollection', 'vector'],
]);

function sqlValue(cell: Buffer | null, type: string): SqlValue {
  if (cell === null) return null;
  if (integers.has(type) && /^-?\d{1,20}$/.test(cell.toString('latin1'))) return BigInt(cell.toString('latin1'));
  return binaries.has(type) ? cell : cell.toString('utf8');
}
