import type { Run, RunSite } from '../contract/runs.ts';
import { encryptorsWords } from './encryptors-words.ts';
import { inspectionTable } from './inspection-table.ts';
import { nextAction } from './next-action.ts';
import { planOf } from './plan.ts';
import { asAsked, loginsEnded, proofWords, saltsWords } from './site-words.ts';
import { table } from './table.ts';
import { say, type Terminal } from './terminal.ts';
import { totalsSentence } from './totals-sentence.ts';
import { count, duration } from './words.ts';

/** A finished run for a person: what went wrong first, then what was warned of, the proof of each site, and the totals. */
export function reportRun(terminal: Terminal, run: Run): void {
  const failed = run.sites.filter((row) => !asAsked(row));
  if (failed.length > 0) say(terminal, `Not as asked: ${count(failed.length, 'site')} of ${run.sites.length}`, 'bold');
  for (const row of failed) reportFailure(terminal, row, run);
  for (const row of run.sites) for (const { text } of row.warnings) say(terminal, `${row.site}: ${text}`, 'yellow');
  const encryptors = encryptorsWords(run);
  if (encryptors) say(terminal, encryptors);
  const rest = run.sites.filter((row) => asAsked(row) || row.proof);
  if (run.dryRun) for (const { text } of planOf(run, 'ready')) say(terminal, text);
  else if (run.operation === 'InspectSite') inspectionTable(terminal, rest);
  else if (run.options.order) deedsTable(terminal, run.sites);
  else proofTable(terminal, rest);
  const style = failed.length > 0 ? 'red' : 'green';
  say(
    terminal,
    `${totalsSentence(run)} (${run.id}, ${duration(run.ms)})`,
    run.dryRun && style === 'green' ? null : style,
  );
}

function reportFailure(terminal: Terminal, row: RunSite, run: Run): void {
  say(terminal, `${row.site}: ${row.outcome ?? row.state}`, 'red');
  const step = row.steps.find((step) => step.outcome === 'failed' || step.outcome === 'uncertain');
  if (step) say(terminal, `  at: ${step.name}`);
  if (row.failure) say(terminal, `  ${row.failure.code}: ${row.failure.message}`);
  say(terminal, `  next: ${nextAction(row, run.id)}`);
}

function deedsTable(terminal: Terminal, rows: RunSite[]): void {
  const cells = rows.flatMap((row) =>
    (row.deeds ?? []).map(({ kind, what, result, why }) => [row.site, kind, what, result, why ?? '']),
  );
  if (cells.length > 0) table(terminal, terminal.out, ['Site', 'Kind', 'What', 'Result', 'Why'], cells);
}

function proofTable(terminal: Terminal, rows: RunSite[]): void {
  const cells = rows.map((row) => [
    row.site,
    row.outcome ?? row.state,
    row.sessions ? String(loginsEnded(row)) : '-',
    proofWords(row.proof),
    saltsWords(row),
    row.ms === null ? '-' : duration(row.ms),
  ]);
  table(terminal, terminal.out, ['Site', 'Outcome', 'Logins ended', 'Old cookie', 'Salts', 'Time'], cells);
}
