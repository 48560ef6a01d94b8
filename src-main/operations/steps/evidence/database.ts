import { ResaltError } from '../../../contract/failures.ts';
import type { DatabaseTarget } from '../../../hosts/database.ts';
import { databaseTargetOf } from '../reach-site.ts';
import { type StoredTable, tablesOfDatabase } from './database-shape.ts';
import { keepStoredCode, keepTable, type Ways } from './keep-table.ts';
import { type Keeper, type Snapshot, sizeInWords, tellMissing } from './snapshot.ts';

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
    const total = totalOf(tables);
    let before = 0;
    const ways: Ways = {
      target: await targetOf(snapshot),
      program: snapshot.survey?.dump ?? null,
      refusals: 0,
      doing: (bytes) => `Keep the database: ${sizeInWords(before + bytes)} so far, of about ${sizeInWords(total)}`,
      kept: ({ bytes }) => {
        before += bytes;
      },
    };
    await keepOrTell(snapshot, 'views, triggers, events and routines', () => keepStoredCode(snapshot, tables, ways));
    let done = 0;
    for (const group of groupsOf(tables.filter(({ view }) => !view))) {
      await snapshot.story.step(`Keep the database: ${sizeInWords(done)} of ${sizeInWords(total)}`, async () => {
        for (const table of group) await keepOrTell(snapshot, table.name, () => keepTable(snapshot, table, ways));
      });
      done += totalOf(group);
    }
  },
};

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
