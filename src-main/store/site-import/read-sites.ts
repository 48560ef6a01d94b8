import { userInfo } from 'node:os';
import { label } from '../../contract/sites.ts';
import type { AcceptedRow, FileRow, RejectedRow } from './columns.ts';
import { keyFileReader, type ReadKeyFile } from './key-file.ts';
import { readCsv } from './read-csv.ts';
import { readJson } from './read-json.ts';
import { readSite } from './read-site.ts';
import { RowRefused } from './refuse.ts';

export interface ReadSites {
  /** The good rows, in the file's order; no name twice. */
  rows: AcceptedRow[];
  rejected: RejectedRow[];
}

interface Options {
  /** Default: keys by their full path only. */
  readKey?: ReadKeyFile;
  /** The account on the server where a row names none; default: who runs Resalt. */
  currentUser?: string;
}

/**
 * An import file as sites and their secrets. Any text gives an answer, never an error: each row of the file is either in
 * `rows` or in `rejected` with its reason, once. Nothing is stored here.
 */
export async function readSites(format: 'csv' | 'json', text: string, options: Options = {}): Promise<ReadSites> {
  const readKey = options.readKey ?? keyFileReader(null);
  const currentUser = options.currentUser ?? userInfo().username;
  const file = format === 'csv' ? readCsv(text) : readJson(text);
  const result: ReadSites = { rows: [], rejected: [...file.rejected] };
  const firstRow = new Map<string, number>();
  for (const row of file.rows) {
    try {
      refuseSecondName(row, firstRow);
      result.rows.push(await readSite(row, readKey, currentUser));
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
      result.rejected.push({ row: row.row, name: nameToShow(row), reason: error.message });
    }
  }
  return result;
}

/** Names are how people and scripts say which site, so a file may not say two things about one. */
function refuseSecondName(row: FileRow, firstRow: Map<string, number>): void {
  const name = row.cells.get('name')?.normalize('NFC');
  if (name === undefined) return;
  const first = firstRow.get(name);
  if (first !== undefined) throw new RowRefused(`the same name stands in row ${first}`);
  firstRow.set(name, row.row);
}

/** In a row whose cells are shifted the name's place may hold a password; then no name is shown. */
function nameToShow(row: FileRow): string | null {
  if (row.malformed?.startsWith('unknown column') === false) return null;
  const name = label.safeParse(row.cells.get('name'));
  return name.success ? name.data : null;
}
