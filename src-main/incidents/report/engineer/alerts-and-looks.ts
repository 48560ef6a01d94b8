import type { Incident } from '../../../contract/incidents.ts';
import type { ReportBlock } from '../../../contract/reports.ts';
import { cell, heading, row, table, tableOr } from '../blocks.ts';
import { type Cited, linesOf } from '../cited.ts';
import { dateTime, exactTime } from '../moments.ts';

const lookStates = {
  'to-come': 'NOT DONE: to come',
  due: 'NOT DONE: due',
  done: 'Done',
  failed: 'NOT DONE: failed',
} as const;

export function alertsAndLooks(incident: Incident, cited: Cited): ReportBlock[] {
  const { alertList, rechecks, steps } = incident;
  const titleOf = (id: string | null) => steps.find((step) => step.id === id)?.title ?? id ?? '';
  return [
    heading(2, 'Alerts'),
    tableOr(
      'There were none.',
      table(
        'What Resalt raised an alert for',
        ['When (UTC) 16', 'Site 20', 'Step 34', 'Seen 16', 'Evidence 14'],
        alertList.map(({ at, site, step, text, seen }) =>
          row(
            [
              ...[exactTime(at), site ?? '', titleOf(step), seen ? cell('seen') : cell('not seen by anybody', 'bad')],
              cell(cited.cite(linesOf(incident, 'alert', at), 2), 'faint'),
            ],
            [text],
          ),
        ),
      ),
    ),
    heading(2, 'Later looks'),
    tableOr(
      'None are planned yet.',
      table(
        'Looks after 24 hours, 7 and 30 days',
        ['After 14', 'Due 24', 'State 24', 'Done at 24', 'Evidence 14'],
        rechecks.map(({ after, dueAt, state, doneAt, told }) =>
          row(
            [
              after.replace('-', ' '),
              dateTime(dueAt),
              cell(lookStates[state], state === 'done' ? 'good' : state === 'to-come' ? 'plain' : 'bad'),
              doneAt ? dateTime(doneAt) : '',
              doneAt ? cell(cited.cite(linesOf(incident, 'recheck-done', doneAt)), 'faint') : '',
            ],
            [told],
          ),
        ),
      ),
    ),
  ];
}
