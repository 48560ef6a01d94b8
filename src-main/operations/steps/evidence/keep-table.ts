import { ResaltError } from '../../../contract/failures.ts';
import type { DatabaseTarget } from '../../../hosts/database.ts';
import type { KeptItem } from '../../../store/evidence/catalogue.ts';
import { conditionOf, pieceName, type Range, rangesOf, reached, type StoredTable } from './database-shape.ts';
import { programDump } from './dump-by-program.ts';
import { dumpTable } from './dump-by-selects.ts';
import { keepPiece, nameOf, plainName, type Snapshot } from './snapshot.ts';
import { dumpStoredCode } from './stored-code.ts';
import { quotedName, shapeOf } from './table-pages.ts';

const kind = 'database';

/** By what a database is read, and who hears of it. */
export interface Ways {
  target: DatabaseTarget | null;
  /** Set to null once it does not work: the rest is read by SELECTs. */
  program: string | null;
  /** How often it failed since it last did well: one table that it can't dump is not the others' fault. */
  refusals: number;
  /** Of a piece, so many bytes of which have come. */
  doing(bytes: number): string;
  kept(item: KeptItem): void;
}

/** One table, in the pieces in which it is kept; what an earlier attempt kept of it is passed by. */
export async function keepTable(snapshot: Snapshot, table: StoredTable, ways: Ways): Promise<void> {
  const { open, there } = snapshot;
  // Without dots: what follows the first one says which rows are in the piece.
  const plain = plainName(table.name.replaceAll('.', '%'));
  const folder = nameOf(snapshot, kind, '');
  const names = [...there.keys()].flatMap((name) => (name.startsWith(folder) ? [name.slice(folder.length)] : []));
  const far = reached(plain, names);
  for (const name of names.filter((name) => far !== null && reached(plain, [name]) !== null))
    ways.kept(await keepPiece(snapshot, kind, { name, from: '', packed: false, body: never() }));
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
  const piece = { name: pieceName(plain, range), doing: ways.doing };
  const from = fromOf(snapshot, table, condition);
  const byProgram = {
    options: [
      '--skip-triggers',
      ...(rowsOnly ? ['--no-create-info'] : []),
      ...(condition ? [`--where=${condition}`] : []),
    ],
    tables: [table.name],
  };
  if (await keptByProgram(snapshot, { ...piece, from }, [byProgram], ways)) return;

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
  const item = await keepPiece(snapshot, kind, {
    ...piece,
    from: `${from}; page after page, each of its own moment`,
    packed: false,
    body,
    told: () => ({ count: rows, lacks: rows > 0 ? unordered : null }),
  });
  ways.kept(item);
}

/** Which rows, and what has to be known of the moment that they are of. */
function fromOf({ open }: Snapshot, { name, engine }: StoredTable, condition: string | null): string {
  const words = `table ${name}${condition ? ` where ${condition}` : ''}`;
  const others = name.toLowerCase().startsWith(open.tables.prefix.toLowerCase())
    ? ''
    : '; not one of this site’s prefix';
  const loose = engine && !transactional.has(engine.toLowerCase());
  return `${words}${others}${loose ? `; ${engine} knows no transactions: what was written while it was read may be half in it` : ''}`;
}

const transactional = new Set(['innodb', 'xtradb', 'rocksdb', 'tokudb', 'ndbcluster', 'ndb']);

/** Views, triggers, events and routines, in one piece. */
export async function keepStoredCode(snapshot: Snapshot, tables: readonly StoredTable[], ways: Ways): Promise<void> {
  const piece = { name: '_views-triggers-events-routines.sql', from: 'definitions in the database' };
  const views = tables.filter(({ view }) => view).map(({ name }) => name);
  const dumps = [
    ...(views.length > 0 ? [{ options: ['--no-data', '--skip-triggers'], tables: views }] : []),
    { options: ['--no-data', '--no-create-info', '--triggers', '--events', '--routines'], tables: [] },
  ];
  if (await keptByProgram(snapshot, { ...piece, doing: ways.doing }, dumps, ways)) return;
  const missing: string[] = [];
  await keepPiece(snapshot, kind, {
    ...piece,
    packed: false,
    body: dumpStoredCode(snapshot.open.database, tables, (what) => void missing.push(what)),
    told: () => ({ lacks: missing.length > 0 ? `Could not be shown: ${missing.join(', ')}.`.slice(0, 2000) : null }),
  });
}

/** Programs that could not dump so many things one after the other are not asked again. */
const mostRefusals = 3;

/** False where there is no such program, or it did not do it. */
async function keptByProgram(
  snapshot: Snapshot,
  piece: { name: string; from: string; doing: Ways['doing'] },
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
    const item = await open.host.stream(
      script,
      (body) => keepPiece(snapshot, kind, { ...piece, packed: survey.gzip, body, told }),
      { stdin, silenceMs: 300_000 },
    );
    ways.refusals = 0;
    ways.kept(item);
    return true;
  } catch (error) {
    if (!(error instanceof ResaltError) || error.code !== 'COMMAND_FAILED') throw error;
    ways.refusals += 1;
    if (ways.refusals >= mostRefusals) ways.program = null;
    return false;
  }
}

/** The bytes of a piece that is kept already are not asked for. */
async function* never(): AsyncGenerator<Buffer> {}
