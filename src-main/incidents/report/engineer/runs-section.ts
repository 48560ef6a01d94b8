import type { ReportBlock, TableBlock } from '../../../contract/reports.ts';
import type { Run, RunSite } from '../../../contract/runs.ts';
import { cell, heading, paragraph, row, table } from '../blocks.ts';
import { type Cited, lineRef } from '../cited.ts';
import type { Material } from '../material.ts';
import { exactTime } from '../moments.ts';
import { count } from '../wording.ts';

/** Every run that was begun from the incident, plans included, and what became of it on each site. */
export function runsSection({ runs, incident }: Material, cited: Cited): ReportBlock[] {
  if (runs.length === 0) return [heading(2, 'Runs'), paragraph('Resalt ran nothing for this incident.')];
  const titleOf = (id: string | undefined) => incident.steps.find((step) => step.id === id)?.title ?? id ?? '';
  const toldIn = (run: Run) => incident.record.filter((line) => line.run === run.id).map(lineRef);
  return [
    heading(2, 'Runs'),
    ...runs.flatMap((run) => runBlocks(run, titleOf(run.options.incident?.step), cited.cite(toldIn(run)))),
  ];
}

function runBlocks(run: Run, title: string, evidence: string): ReportBlock[] {
  const what = run.dryRun ? 'Only planned: nothing was changed.' : stateOf(run);
  const times = `From ${exactTime(run.startedAt)}${run.endedAt ? ` to ${exactTime(run.endedAt)}` : ''} UTC`;
  return [
    heading(3, `${run.operation}${run.dryRun ? ' (plan)' : ''}, run ${run.id}`),
    paragraph(
      `${title ? `${title}. ` : ''}${times}. ${what}${run.dryRun ? '' : ` Told in the record: ${evidence}.`}`,
      run.dryRun || run.state === 'finished' ? 'plain' : 'bad',
    ),
    table(
      `Run ${run.id}, site by site`,
      ['Site 24', 'Outcome 16', 'Logins 20', 'Salts 16', 'Proof 24'],
      run.sites.map((site) => siteRow(site, run.dryRun)),
    ),
  ];
}

const stateOf = ({ state, stoppedWhy }: Run): string =>
  `${state === 'finished' ? 'It came to its end.' : `It did NOT come to its end: ${state}.`}${stoppedWhy ? ` It stopped early: ${stoppedWhy}` : ''}`;

const good = new Set(['changed', 'unchanged']);

function siteRow(site: RunSite, dryRun: boolean): TableBlock['rows'][number] {
  const { outcome, sessions, salts, proof, failure, warnings, deeds = [] } = site;
  const words = outcome ?? 'no outcome';
  return row(
    [
      site.site,
      cell(dryRun ? `plan: ${words}` : words, dryRun ? 'plain' : good.has(words) ? 'good' : 'bad'),
      sessions ? `${sessions.before} before, ${sessions.after} after` : '',
      salts ? `${salts.rotated} changed (${salts.fingerprintBefore ?? '?'} to ${salts.fingerprintAfter ?? '?'})` : '',
      proof ? cell(proofWords(proof), proof.verdict === 'still-accepted' ? 'bad' : 'plain') : '',
    ],
    [
      failure ? `${failure.code}: ${failure.message}` : null,
      ...warnings.map(({ text }) => `Warning: ${text}`),
      ...deeds.map(({ kind, what, result, why }) => `${deedWords[result]} ${kind}: ${what}${why ? ` (${why})` : ''}`),
      deeds.length > 0
        ? `${count(deeds.filter(({ result }) => result === 'failed').length, 'thing')} of ${deeds.length} failed.`
        : null,
    ],
  );
}

const deedWords = {
  done: 'Changed',
  unchanged: 'Was so already:',
  kept: 'Left alone on purpose:',
  failed: 'FAILED:',
} as const;

function proofWords({ verdict, before, after, why, at }: NonNullable<RunSite['proof']>): string {
  const words = {
    refused: 'old login refused',
    'still-accepted': 'old login STILL ACCEPTED',
    'not-possible': 'could not be tried',
    'not-asked': 'not asked for',
  }[verdict];
  const answers = before === null && after === null ? '' : ` (${before ?? '?'}, then ${after ?? '?'})`;
  return `${words}${answers}${at ? `, ${exactTime(at)}` : ''}${why ? `: ${why}` : ''}`;
}
