import type { ReportBlock } from '../../../contract/reports.ts';
import { cell, heading, paragraph, row, table, tableOr } from '../blocks.ts';
import type { Material } from '../material.ts';
import { notDoneOf, stateWords } from '../standings.ts';

/** Each step that is not done, on each site where it is not; first in the report, so that nobody reads past it. */
export function notDoneSection({ incident }: Material): ReportBlock[] {
  const rows = incident.steps.flatMap((step) =>
    notDoneOf(step, incident.sites).map((standing) =>
      row(
        [step.title, standing.site ?? 'the incident', cell(stateWords(standing), 'bad')],
        [standing.told, standing.note],
      ),
    ),
  );
  return [
    heading(2, 'What is not done'),
    tableOr(
      'Every step of the checklist is verified, or a named person says that it is done.',
      table('Steps that are not done', ['Step 45', 'Site 25', 'State 30'], rows),
    ),
  ];
}

/** What could not be read or looked at: of that, nothing in this report says anything. */
export function notSeenSection({ incident, evidence, timeline, runs, couldNotRead }: Material): ReportBlock[] {
  const failed = runs.flatMap((run) =>
    run.sites
      .filter(({ outcome }) => outcome === 'failed' || outcome === 'unreachable' || outcome === 'uncertain')
      .map(({ site, outcome, failure }) =>
        row([`Run ${run.id} (${run.operation})`, site, cell(String(outcome), 'bad')], [failure?.message ?? null]),
      ),
  );
  const rows = [
    ...(incident.damaged ? [row(['The record', '', cell('could not be read whole', 'bad')], [incident.damaged])] : []),
    ...couldNotRead.map(({ kind, why }) => row([kind, '', cell('could not be read for this report', 'bad')], [why])),
    ...evidence
      .filter(({ lacks }) => lacks !== null)
      .map(({ name, site, lacks }) => row([`Evidence: ${name}`, site, cell('not whole', 'bad')], [lacks])),
    ...(timeline?.readings ?? [])
      .filter(({ lacks }) => lacks !== null)
      .map(({ source, from, site, lacks }) =>
        row([`Time line: ${source}`, site, cell('not whole', 'bad')], [from, lacks]),
      ),
    ...failed,
  ];
  const none = timeline === null && !couldNotRead.some(({ kind }) => kind === 'timeline');
  return [
    heading(2, 'What could not be looked at'),
    ...(none ? [paragraph('No time line was gathered.', 'bad')] : []),
    tableOr(
      'Nothing of what was asked for was refused or missing.',
      table(
        'What could not be read, and runs that did not reach or change a site',
        ['What 45', 'Site 25', 'How 30'],
        rows,
      ),
    ),
  ];
}
