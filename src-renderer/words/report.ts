import Papa from 'papaparse';
import { runFrame } from '../../src-main/contract/run-frame.ts';
import type { RunSite, RunSummary } from '../../src-main/contract/runs.ts';
import { spreadsheetFormula } from '../../src-main/contract/spreadsheet.ts';

/** The run as one JSON document: the frame that the command line prints, with the moments that a report needs. */
export function reportJson(run: RunSummary, sites: RunSite[]): string {
  return `${JSON.stringify(runFrame({ ...run, sites }, true), null, 2)}\n`;
}

/** The run as CSV for a spreadsheet. Cells that a spreadsheet would run as a formula are defused with an apostrophe. */
export function reportCsv(sites: RunSite[]): string {
  const rows = sites.map((row) => ({
    site: row.site,
    client: row.client ?? '',
    url: row.url ?? '',
    outcome: row.outcome ?? row.state,
    started: row.startedAt ?? '',
    ms: row.ms ?? '',
    logins_before: row.sessions?.before ?? '',
    logins_after: row.sessions?.after ?? '',
    salts_place: row.salts?.place ?? '',
    salts_rotated: row.salts?.rotated ?? '',
    fingerprint_before: row.salts?.fingerprintBefore ?? '',
    fingerprint_after: row.salts?.fingerprintAfter ?? '',
    proof: row.proof?.verdict ?? '',
    proof_before: row.proof?.before ?? '',
    proof_after: row.proof?.after ?? '',
    proof_at: row.proof?.at ?? '',
    failure: row.failure?.code ?? '',
    reason: row.failure?.message ?? '',
    warnings: row.warnings.map((warning) => warning.text).join(' | '),
  }));
  return `${Papa.unparse(rows, { escapeFormulae: spreadsheetFormula })}\r\n`;
}
