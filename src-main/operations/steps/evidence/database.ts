import { ResaltError } from '../../../contract/failures.ts';
import type { DatabaseTarget } from '../../../hosts/database.ts';
import { databaseTargetOf } from '../reach-site.ts';
import {
  conditionOf,
  pieceName,
  type Range,
  rangesOf,
  reached,
  type StoredTable,
  tablesOfDatabase,
} from './database-shape.ts';
import { programDump } from './dump-by-program.ts';
import { dumpTable } from './dump-by-selects.ts';
import { type Keeper, keepPiece, nameOf, plainName, type Snapshot, sizeInWords, tellMissing } from './snapshot.ts';
import { dumpStoredCode } from './stored-code.ts';
import { quotedName, shapeOf } from './table-pages.ts';

const kind = 'database';

/**
 * The whole database that the site is in, other tables than WordPress's too: a piece for each table, several for a large one, and one for views,
 * triggers, events and routines. By the server's own dump program, where it has one and lets in; else by SELECTs over whatever route is open.
 */
export const databaseKeeper: Keeper = {
  kind,
  words: 'Keep the database',
  async plan({ open }) {
    const tables = await tablesOfDatabase(open.database);
    const bytes = totalOf(tables);
    const prefix = open.tables.prefix.toLowerCase();
    const others = tables.filter(({ name }) => !name.toLowerCase().startsWith(prefix)).length;
    const words = `the whole database: ${tables.length} tables, about ${sizeInWords(bytes)}`;
    return { words: others > 0 ? `${words}; ${others} of them are not this site’s` : words, bytes };
  },
  async keep(snapshot) {
    const tables = await tablesOfDatabase(snapshot.open.database);
    const ways: Ways = { target: await targetOf(snapshot), program: snapshot.survey?.dump ?? null };
    await keepOrTell(snapshot, 'views, triggers, events and routines', () => keepStoredCode(snapshot, tables, ways));
    const total = totalOf(tables);
    let done = 0;
    for (const group of groupsOf(tables.filter(({ view }) => !view))) {
      await snapshot.story.step(`Keep the database: ${sizeInWords(done)} of ${sizeInWords(total)}`, async () => {
        for (const table of group) await keepOrTell(snapshot, table.name, () => keepTable(snapshot, table, ways));
      });
      done += totalOf(group);
    }
  },
};

interface Ways {
  target: DatabaseTarget | null;
  /** Set to null once it has failed: the rest is read by SELECTs. */
  program: string | null;
}

const totalOf = (tables: readonly StoredTable[]) => tables.reduce((sum, { bytes }) => sum + bytes, 0);

/** So that there are about twenty steps to see, however many tables. */
function groupsOf(tables: readonly StoredTable[]): StoredTable[][] {
  const enough = Math.max(2 ** 20, totalOf(tables) / 20);
  const groups: StoredTable[][] = [];
  let group: StoredTable[] = [];
  for (const table of tables) {
    group.push(table);
    if (totalOf(group) < enough) continue;
    groups.push(group);
    group = [];
  }
  return group.length > 0 ? [...groups, group] : groups;
}

async function targetOf({ open, tools }: Snapshot): Promise<DatabaseTarget | null> {
  const { site, configuration, host } = open;
  if (!host) return null;
  const target = await databaseTargetOf(site, configuration?.understood ?? null, tools.vault);
  // The server's programs are not asked to encrypt: where that is required the tunnel does it.
  return target.tls === 'when-offered' ? target : null;
}

/** A table that can't be read is told of, and the others are kept; a lost server or a full disk ends it. */
async function keepOrTell(snapshot: Snapshot, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ResaltError) || !ofOneTable.has(error.code)) throw error;
    tellMissing(snapshot, kind, what, error.message, true);
  }
}

const ofOneTable = new Set(['COMMAND_FAILED', 'DATABASE_REFUSED', 'TIMED_OUT', 'INPUT_INVALID']);

async function keepTable(snapshot: Snapshot, table: StoredTable, ways: Ways): Promise<void> {
  const { open, there } = snapshot;
  // Without dots: what follows the first one says which rows are in the piece.
  const plain = plainName(table.name.replaceAll('.', '%'));
  const folder = nameOf(snapshot, kind, '');
  const names = [...there.keys()].flatMap((name) => (name.startsWith(folder) ? [name.slice(folder.length)] : []));
  const far = reached(plain, names);
  for (const name of names.filter((name) => far !== null && reached(plain, [name]) !== null))
    await keepPiece(snapshot, kind, { name, from: '', packed: false, body: never() });
  if (far === 'end') return;
  const shape = quotedName(table.name) === null ? null : await shapeOf(open.database, table.name);
  const ranges = shape ? await rangesOf(open.database, shape, table.bytes, far) : null;
  for (const range of ranges ?? [null]) await keepRange(snapshot, table, plain, range, ways);
}

async function keepRange(
  snapshot: Snapshot,
  table: StoredTable,
  plain: string,
  range: Range | null,
  ways: Ways,
): Promise<void> {
  const rowsOnly = range !== null && range.from !== null;
  const condition = range ? conditionOf(range) : null;
  const piece = {
    name: pieceName(plain, range),
    from: `table ${table.name}${condition ? ` where ${condition}` : ''}`,
  };
  const byProgram = {
    options: [
      '--skip-triggers',
      ...(rowsOnly ? ['--no-create-info'] : []),
      ...(condition ? [`--where=${condition}`] : []),
    ],
    tables: [table.name],
  };
  if (await keptByProgram(snapshot, piece, [byProgram], ways)) return;

  const { database } = snapshot.open;
  const shape = await shapeOf(database, table.name);
  if (!shape || [table.name, ...shape.columns.map(({ name }) => name)].some((name) => quotedName(name) === null))
    throw new ResaltError('INPUT_INVALID', 'It, or a column of it, has a name that Resalt can’t ask for.', 'never');
  let rows = 0;
  const body = dumpTable(database, shape, { rowsOnly, ...(condition ? { where: condition } : {}) }, (more) => {
    rows += more;
  });
  const unordered =
    shape.key.length === 0
      ? 'It has no key by which rows can be told apart: what was written while it was read may be twice in it, or missing.'
      : null;
  await keepPiece(snapshot, kind, {
    ...piece,
    packed: false,
    body,
    told: () => ({ count: rows, lacks: rows > 0 ? unordered : null }),
  });
}

async function keepStoredCode(snapshot: Snapshot, tables: readonly StoredTable[], ways: Ways): Promise<void> {
  const piece = { name: '_views-triggers-events-routines.sql', from: 'definitions in the database' };
  const views = tables.filter(({ view }) => view).map(({ name }) => name);
  const dumps = [
    ...(views.length > 0 ? [{ options: ['--no-data', '--skip-triggers'], tables: views }] : []),
    { options: ['--no-data', '--no-create-info', '--triggers', '--events', '--routines'], tables: [] },
  ];
  if (await keptByProgram(snapshot, piece, dumps, { ...ways })) return;
  const missing: string[] = [];
  await keepPiece(snapshot, kind, {
    ...piece,
    packed: false,
    body: dumpStoredCode(snapshot.open.database, tables, (what) => void missing.push(what)),
    told: () => ({ lacks: missing.length > 0 ? `Could not be shown: ${missing.join(', ')}.`.slice(0, 2000) : null }),
  });
}

/** False where there is no such program, or it did not do it: then it is not asked again. */
async function keptByProgram(
  snapshot: Snapshot,
  piece: { name: string; from: string },
  dumps: Parameters<typeof programDump>[2],
  ways: Ways,
): Promise<boolean> {
  const { open, survey } = snapshot;
  if (!open.host || !survey || ways.program === null || !ways.target) return false;
  if (snapshot.there.has(nameOf(snapshot, kind, piece.name))) {
    await keepPiece(snapshot, kind, { ...piece, packed: false, body: never() });
    return true;
  }
  const dump = programDump(ways.program, ways.target, dumps, survey.gzip);
  const { script, stdin, check } = dump;
  const told = (measured: Parameters<typeof check>[0]) => {
    check(measured);
    return {};
  };
  try {
    await open.host.stream(script, (body) => keepPiece(snapshot, kind, { ...piece, packed: survey.gzip, body, told }), {
      stdin,
      silenceMs: 300_000,
    });
    return true;
  } catch (error) {
    if (!(error instanceof ResaltError) || error.code !== 'COMMAND_FAILED') throw error;
    ways.program = null;
    return false;
  }
}

/** The bytes of a piece that is kept already are not asked for. */
async function* never(): AsyncGenerator<Buffer> {}
