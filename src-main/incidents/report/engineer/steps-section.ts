import type { Incident, IncidentStep, Standing } from '../../../contract/incidents.ts';
import type { ReportBlock } from '../../../contract/reports.ts';
import { cell, heading, paragraph, row, table, tableOr } from '../blocks.ts';
import { type Cited, restsOn } from '../cited.ts';
import { exactTime } from '../moments.ts';
import { isGood, notDoneOf, standingsOf, stateWords } from '../standings.ts';

const doers = {
  person: 'By a person',
  resalt: 'By Resalt',
  'resalt-after-approval': 'By Resalt, after a person’s approval',
} as const;

/** Each step of the checklist, in its order, with how it stands on each site. */
export function stepsSection(incident: Incident, cited: Cited): ReportBlock[] {
  return [
    heading(2, 'The checklist'),
    ...incident.steps.flatMap((step, index) => stepBlocks(step, index + 1, incident, cited)),
  ];
}

function stepBlocks(step: IncidentStep, number: number, incident: Incident, cited: Cited): ReportBlock[] {
  const standings = standingsOf(step, incident.sites);
  const open = notDoneOf(step, incident.sites).length;
  const whole =
    open === 0 ? 'Done.' : standings.length > 1 ? `NOT DONE on ${open} of ${standings.length}.` : 'NOT DONE.';
  return [
    heading(3, `${number}. ${step.title}`),
    paragraph(
      `${whole} ${doers[step.who]}. ${step.verifications.length === 0 ? 'Nothing verifies it: a named person says so.' : ''}`.trim(),
      open === 0 ? 'good' : 'bad',
    ),
    table(
      `How step ${number} stands`,
      ['Site 22', 'State 28', 'When (UTC) 17', 'Run 18', 'Evidence 15'],
      standings.map((standing) => standingRow(step, standing, incident, cited)),
    ),
  ];
}

function standingRow(step: IncidentStep, standing: Standing, incident: Incident, cited: Cited) {
  const { site, at, by, run, outcome, told, note } = standing;
  const refs = restsOn(step.id, standing, incident);
  return row(
    [
      site ?? 'all',
      cell(stateWords(standing), isGood(standing) ? 'good' : 'bad'),
      at ? exactTime(at) : '',
      run ? `${run}${outcome ? ` (${outcome})` : ''}` : '',
      cell(cited.cite(refs, 2), 'faint'),
    ],
    [told, note ? `Note${by ? ` by ${by}` : ''}: ${note}` : null],
  );
}

export function hiddenSection({ checklist: { hidden } }: Incident): ReportBlock[] {
  return [
    heading(2, 'Steps that the agency hid'),
    tableOr(
      'None: every step of Resalt’s checklist is above.',
      table(
        'Hidden steps: they were not asked for, and nothing says that they were done',
        ['Step 50', 'Reason 50'],
        hidden.map(({ step, reason }) => row([step.title, reason])),
      ),
    ),
  ];
}
