import { ResaltError } from '../../contract/failures.ts';
import type { Statement } from '../../hosts/database.ts';
import { bytesToString } from '../../wordpress/byte-string.ts';
import type { Look } from './look.ts';

/** What get_site_option() reads: a row of wp_options, on a network of sitemeta. */
function tableOf({ stored: { tables } }: Look) {
  return tables.sitemeta === null
    ? { table: tables.options, name: 'option_name', value: 'option_value' }
    : { table: tables.sitemeta, name: 'meta_key', value: 'meta_value' };
}

/** Names of the tables for a person. */
export function whereOptionsAre(look: Look): string {
  return `the database (${tableOf(look).table.replaceAll('`', '')})`;
}

/**
 * Sets these rows, all or none where the tables know transactions, creates missing ones, and reads them back. Plain strings
 * in ASCII only. Fails with VERIFY_FAILED where another value is there afterwards, or as the database fails.
 */
export async function setOptionRows(look: Look, rows: Readonly<Record<string, string>>): Promise<void> {
  const entries = Object.entries(rows);
  const statements = entries.flatMap(([name, value]) => [updateOf(look, name, value), insertOf(look, name, value)]);
  await look.database.run([{ sql: 'START TRANSACTION' }, ...statements, { sql: 'COMMIT' }]);
  const stored = await readOptionRows(look, Object.keys(rows));
  if (entries.every(([name, value]) => stored.every((row) => row.name !== name || row.value === value)))
    if (new Set(stored.map(({ name }) => name)).size === entries.length) return;
  throw new ResaltError(
    'VERIFY_FAILED',
    `The new salts of ${look.site.name} are not in ${whereOptionsAre(look)} after they were written. Check the site before anything else.`,
    'check-first',
  );
}

/** Deletes these rows; how many are there afterwards. */
export async function deleteOptionRows(look: Look, names: readonly string[]): Promise<number> {
  const { table, name } = tableOf(look);
  await look.database.run([{ sql: `DELETE FROM ${table} WHERE ${name} IN (${marksFor(names)})`, values: [...names] }]);
  return (await readOptionRows(look, names)).length;
}

async function readOptionRows(look: Look, names: readonly string[]): Promise<{ name: string; value: string }[]> {
  const { table, name, value } = tableOf(look);
  const [result] = await look.database.run([
    {
      sql: `SELECT ${name} AS name, LEFT(${value}, 1000) AS value FROM ${table} WHERE ${name} IN (${marksFor(names)}) LIMIT 100`,
      values: [...names],
      columns: ['name', 'value'],
    },
  ]);
  const text = (bytes: Buffer | null | undefined) => (bytes ? bytesToString(bytes) : '');
  return (result?.rows ?? []).map((row) => ({ name: text(row.name), value: text(row.value) }));
}

function updateOf(look: Look, key: string, to: string): Statement {
  const { table, name, value } = tableOf(look);
  return { sql: `UPDATE ${table} SET ${value} = ? WHERE ${name} = ?`, values: [to, key] };
}

function insertOf(look: Look, key: string, to: string): Statement {
  const { table, name, value } = tableOf(look);
  const [more, given] =
    look.stored.tables.sitemeta === null
      ? ['autoload', `'no'`]
      : ['site_id', `(SELECT COALESCE(MIN(n.site_id), 1) FROM ${table} n)`];
  return {
    sql: `INSERT INTO ${table} (${name}, ${value}, ${more}) SELECT ?, ?, ${given} FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM ${table} o WHERE o.${name} = ?)`,
    values: [key, to, key],
  };
}

const marksFor = (names: readonly string[]) => names.map(() => '?').join(', ');
