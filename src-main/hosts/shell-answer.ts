import { ResaltError } from '../contract/failures.ts';
import type { Row, Statement, StatementResult } from './database.ts';

/**
 * Reads what the shell routes print: per row a line of hexadecimal cells between tabs (NULL as such), and after each statement a
 * line "=", tab, changed rows (-1 after a SELECT). The client gives what SHOW answers as text, PHP all as hexadecimal. Answers as many results as came to their end; throws at anything else.
 */
export function readAnswer(
  stdout: Buffer,
  statements: readonly Statement[],
  { isHexadecimal = false } = {},
): StatementResult[] {
  const lines = stdout.toString('latin1').split('\n');
  lines.pop(); // what follows the last line break: nothing, or half a line
  const results: StatementResult[] = [];
  let rows: Row[] = [];
  for (const line of lines) {
    const { columns = [], show = false } = statements[results.length] ?? {};
    if (!line.startsWith('=\t')) {
      rows.push(readRow(line, columns, show && !isHexadecimal ? unescaped : readCell));
      continue;
    }
    const affected = Number(line.slice(2));
    if (!/^-?\d{1,15}$/.test(line.slice(2)) || results.length === statements.length) throw strange();
    results.push({ rows, affected: columns.length > 0 ? 0 : Math.max(0, affected) });
    rows = [];
  }
  return results;
}

function readRow(line: string, columns: readonly string[], read: (cell: string) => Buffer | null): Row {
  const cells = line.split('\t');
  if (columns.length === 0 || cells.length !== columns.length) throw strange();
  return Object.fromEntries(columns.map((name, index) => [name, read(cells[index] ?? '')]));
}

function readCell(cell: string): Buffer | null {
  if (cell === 'NULL') return null;
  if (!/^([0-9A-Fa-f]{2})*$/.test(cell)) throw strange();
  return Buffer.from(cell, 'hex');
}

/** A cell of a SHOW, as `mysql --batch` escapes it. */
function unescaped(cell: string): Buffer | null {
  if (cell === 'NULL') return null;
  const meant: Record<string, string> = { n: '\n', t: '\t', '0': '\0', '\\': '\\' };
  return Buffer.from(
    cell.replaceAll(/\\(.)/g, (_all, letter: string) => meant[letter] ?? letter),
    'latin1',
  );
}

function strange(): ResaltError {
  return new ResaltError(
    'COMMAND_FAILED',
    "The server's MySQL client answered something that Resalt can't read.",
    'check-first',
  );
}
