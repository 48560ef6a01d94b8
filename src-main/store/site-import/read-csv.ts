import Papa from 'papaparse';
import { type Column, columns, type FileRow, type FileRows, isColumn, isSecret } from './columns.ts';
import { quoted } from './quoted.ts';

/** CSV with a header, separated by commas, semicolons (spreadsheets in much of Europe) or tabs. Never throws. */
export function readCsv(text: string): FileRows {
  const body = text.replace(/^\ufeff/, '');
  const parsed = Papa.parse<string[]>(body, { header: false, delimiter: delimiterOf(body), skipEmptyLines: false });
  const header = (parsed.data[0] ?? []).map((cell) => cell.trim().toLowerCase());
  const trouble = headerTrouble(header);
  if (trouble) return { rows: [], rejected: [{ row: 1, name: null, reason: trouble }] };

  const broken = new Set(parsed.errors.filter((error) => error.type === 'Quotes').map((error) => error.row ?? 0));
  if (broken.has(0))
    return { rows: [], rejected: [{ row: 1, name: null, reason: 'a quote in the header is not closed' }] };
  const rows = parsed.data
    .map((cells, index) => ({ cells, index }))
    .filter(({ cells, index }) => index > 0 && cells.some((cell) => cell.trim() !== ''))
    .map(({ cells, index }) => readRow(header, cells, index + 1, broken.has(index)));
  return { rows, rejected: emptyUnknownColumns(header, rows) };
}

function delimiterOf(text: string): string {
  const header = text.slice(0, 10_000).split(/[\r\n]/, 1)[0] ?? '';
  const count = (delimiter: string) => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best));
}

/** Without a header the first line may hold a password, so its cells are named only where a header is certain. */
function headerTrouble(header: string[]): string | null {
  if (!header.includes('name')) return `the first line must name the columns, "name" among them: ${columns.join(',')}`;
  const twice = header.find((column, index) => column !== '' && header.indexOf(column) !== index);
  return twice === undefined ? null : `column ${quoted(twice)} stands twice in the header`;
}

function readRow(header: string[], cells: string[], row: number, broken: boolean): FileRow {
  const found = new Map<Column, string>();
  let malformed = broken ? 'a quote is not closed or stands in the wrong place' : null;
  for (const [index, raw] of cells.entries()) {
    if (raw.trim() === '') continue;
    const column = header[index];
    if (column === undefined || column === '') malformed ??= 'it has more cells than the header has columns';
    else if (!isColumn(column)) malformed ??= `unknown column ${quoted(column)}`;
    else found.set(column, isSecret(column) ? raw : raw.trim());
  }
  return { row, cells: found, malformed };
}

/** A row with something in an unknown column is rejected; one that is empty in every row is still named, once. */
function emptyUnknownColumns(header: string[], rows: FileRow[]): FileRows['rejected'] {
  const named = new Set(rows.map((row) => row.malformed));
  return header
    .filter((column) => column !== '' && !isColumn(column))
    .map((column) => `unknown column ${quoted(column)}`)
    .filter((reason) => !named.has(reason))
    .map((reason) => ({ row: 1, name: null, reason }));
}
