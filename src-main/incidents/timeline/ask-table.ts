import { ResaltError } from '../../contract/failures.ts';
import type { Row, Statement } from '../../hosts/database.ts';
import type { OpenSite } from '../../operations/steps/look.ts';

/** A table as the database itself names it, with its columns in small letters. */
export interface KnownTable {
  name: string;
  columns: Set<string>;
}

/** The rows of each statement; none at all where the database refuses them or takes too long. A lost connection fails. */
export async function tryToRun({ database }: OpenSite, statements: Statement[]): Promise<Row[][]> {
  try {
    return (await database.run(statements)).map(({ rows }) => rows);
  } catch (error) {
    if (error instanceof ResaltError && (error.code === 'DATABASE_REFUSED' || error.code === 'TIMED_OUT')) return [];
    throw error;
  }
}

/** Which of these tables are there, by their names in small letters. */
export async function knownTables(open: OpenSite, names: readonly string[]): Promise<Map<string, KnownTable>> {
  const found = new Map<string, KnownTable>();
  for (let at = 0; at < names.length; at += 200) {
    // Some plugins' names are in small letters on some servers, and some servers tell "A" from "a".
    const some = [...new Set(names.slice(at, at + 200).flatMap((name) => [name, name.toLowerCase()]))];
    const [rows = []] = await tryToRun(open, [
      {
        sql: `SELECT TABLE_NAME AS tab, COLUMN_NAME AS col FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (${some.map(() => '?').join(', ')}) LIMIT 20000`,
        values: some,
        columns: ['tab', 'col'],
      },
    ]);
    for (const row of rows) {
      const name = row.tab?.toString('utf8') ?? '';
      if (!/^[A-Za-z0-9_$-]{1,64}$/.test(name)) continue;
      const table = found.get(name.toLowerCase()) ?? { name, columns: new Set<string>() };
      table.columns.add((row.col?.toString('utf8') ?? '').toLowerCase());
      found.set(name.toLowerCase(), table);
    }
  }
  return found;
}
