import type { Database, Row, Statement } from '../../../hosts/database.ts';
import type { StoredTable } from './database-shape.ts';
import { dumpHead } from './dump-by-selects.ts';
import { inUtc, quotedName } from './table-pages.ts';

interface Kind {
  /** Answers `name`s. */
  list: string;
  show: string;
  /** The columns of the SHOW, by place; `text` is the definition. */
  columns: readonly string[];
}

const kinds: readonly Kind[] = [
  {
    list: 'SELECT TRIGGER_NAME AS name FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY ACTION_ORDER LIMIT 5000',
    show: 'TRIGGER',
    columns: ['name', 'mode', 'text', 'client', 'connection', 'collation', 'created'],
  },
  {
    list: 'SELECT EVENT_NAME AS name FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE() LIMIT 5000',
    show: 'EVENT',
    columns: ['name', 'mode', 'zone', 'text', 'client', 'connection', 'collation'],
  },
  ...['PROCEDURE', 'FUNCTION'].map((kind) => ({
    list: `SELECT ROUTINE_NAME AS name FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_TYPE = '${kind}' LIMIT 5000`,
    show: kind,
    columns: ['name', 'mode', 'text', 'client', 'connection', 'collation'],
  })),
];

/** Views, triggers, events and routines as SQL, by SHOW; `missing` hears of what could not be shown. */
export async function* dumpStoredCode(
  database: Database,
  tables: readonly StoredTable[],
  missing: (what: string) => void,
): AsyncGenerator<Buffer> {
  yield Buffer.from(`-- Read by Resalt with SHOW.\n${dumpHead}`);
  const views = tables.filter(({ view }) => view).map(({ name }) => name);
  for (const view of views) {
    const row = await shown(database, 'VIEW', view, ['name', 'text', 'client', 'collation']);
    if (row?.text) yield Buffer.concat([row.text, Buffer.from(';\n')]);
    else missing(`the view ${view}`);
  }
  yield Buffer.from('DELIMITER ;;\n');
  for (const { list, show, columns } of kinds) {
    const [answer] = await database.run([{ sql: list, columns: ['name'] }]);
    for (const { name } of answer?.rows ?? []) {
      const row = await shown(database, show, name?.toString('utf8') ?? '', columns);
      if (row?.text) yield Buffer.concat([modeOf(row), row.text, Buffer.from(' ;;\n')]);
      else missing(`the ${show.toLowerCase()} ${name?.toString('utf8')}`);
    }
  }
  yield Buffer.from('DELIMITER ;\n');
}

/** Code means what it meant under the mode in which it was written. */
const modeOf = ({ mode }: Row) =>
  Buffer.from(`SET SQL_MODE='${(mode?.toString('latin1') ?? '').replaceAll(/[^A-Z_0-9,]/g, '')}' ;;\n`);

async function shown(database: Database, kind: string, name: string, columns: readonly string[]): Promise<Row | null> {
  const quoted = quotedName(name);
  if (quoted === null) return null;
  const show: Statement = { sql: `SHOW CREATE ${kind} ${quoted}`, columns, show: true };
  const answers = await database.run([inUtc, show]).catch(() => null);
  return answers?.[1]?.rows[0] ?? null;
}
