import { type Column, type FileRow, type FileRows, isColumn, isSecret } from './columns.ts';
import { quoted } from './quoted.ts';

/** An array of objects with the columns' names as keys, or `{ "sites": [...] }`. Never throws. */
export function readJson(text: string): FileRows {
  const sites = parseSites(text);
  if (typeof sites === 'string') return { rows: [], rejected: [{ row: 1, name: null, reason: sites }] };
  return { rows: sites.map((entry, index) => readEntry(entry, index + 1)), rejected: [] };
}

/** The parser's own words are not used: they quote the text around the error, which may be a password. */
function parseSites(text: string): unknown[] | string {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const line = position === undefined ? '' : ` (line ${text.slice(0, Number(position)).split('\n').length})`;
    return `the file is not valid JSON${line}`;
  }
  const list = isObject(value) ? value.sites : value;
  return Array.isArray(list) ? list : 'the file must be a list of sites, or an object with a list called "sites"';
}

function readEntry(entry: unknown, row: number): FileRow {
  const cells = new Map<Column, string>();
  let malformed = isObject(entry) ? null : 'it is not an object';
  for (const [key, value] of Object.entries(isObject(entry) ? entry : {})) {
    if (!isColumn(key)) {
      malformed ??= `unknown column ${quoted(key)}`;
      continue;
    }
    const cell = readValue(key, value);
    if (cell === null)
      malformed ??= `${key} must be ${key === 'tags' ? 'text or a list of texts' : 'text or a number'}`;
    else if (cell.trim() !== '') cells.set(key, isSecret(key) ? cell : cell.trim());
  }
  return { row, cells, malformed };
}

/** A value as a cell of text; null where it can't be one. */
function readValue(column: Column, value: unknown): string | null {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  const isTags = column === 'tags' && Array.isArray(value) && value.every((tag) => typeof tag === 'string');
  return isTags ? value.join('|') : null;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
