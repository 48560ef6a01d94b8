import Papa from 'papaparse';
import { ResaltError } from '../contract/failures.ts';
import type { Finding } from '../contract/findings.ts';
import { spreadsheetFormula } from '../contract/spreadsheet.ts';
import type { Invocation } from './invocation.ts';
import { printable } from './printable.ts';

const columns = [
  ...['site', 'severity', 'confidence', 'check', 'finding', 'where', 'since', 'why', 'what_to_do'],
  ...['accepted', 'reason', 'accepted_by', 'accepted_at', 'content_hash'],
];

/** Findings as CSV, as harmless as sessions are (sessions-csv.ts). */
export function findingsCsv(findings: readonly Finding[]): string {
  const data = findings.map((one) => cells(one).map((cell) => printable(cell ?? '')));
  return `${Papa.unparse({ fields: columns, data }, { escapeFormulae: spreadsheetFormula, newline: '\n' })}\n`;
}

const cells = (one: Finding): (string | null)[] => [
  ...[one.site, one.severity, one.confidence, one.check, one.title, one.where, one.since, one.why, one.byHand],
  ...[one.accepted ? 'yes' : 'no', one.acceptance?.reason ?? null, one.acceptance?.by ?? null],
  ...[one.acceptance?.at ?? null, one.contentHash],
];

export function oneOutput({ json }: Invocation, { csv }: { csv?: boolean }): void {
  if (csv && json)
    throw new ResaltError('INPUT_INVALID', 'Say either --json or --csv: there is one standard output.', 'never');
}
