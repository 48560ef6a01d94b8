import type { Incident } from '../../../contract/incidents.ts';
import type { ReportBlock } from '../../../contract/reports.ts';
import { cell, heading, row, table, tableOr } from '../blocks.ts';
import { dateTime, exactTime } from '../moments.ts';

const lookStates = {
  'to-come': 'NOT DONE: to come',
  due: 'NOT DONE: due',
  done: 'Done',
  failed: 'NOT DONE: failed',
} as const;

export function alertsAndLooks({ alertList, rechecks, steps }: Incident): ReportBlock[] {
  const titleOf = (id: string | null) => steps.find((step) => step.id === id)?.title ?? id ?? '';
  return [
    heading(2, 'Alerts'),
    tableOr(
      'There were none.',
      table(
        'What Resalt raised an alert for',
        ['When (UTC) 16', 'Site 22', 'Step 40', 'Seen 22'],
        alertList.map(({ at, site, step, text, seen }) =>
          row(
            [exactTime(at), site ?? '', titleOf(step), seen ? cell('seen') : cell('not seen by anybody', 'bad')],
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
        ['After 18', 'Due 26', 'State 30', 'Done at 26'],
        rechecks.map(({ after, dueAt, state, doneAt, told }) =>
          row(
            [
              after.replace('-', ' '),
              dateTime(dueAt),
              cell(lookStates[state], state === 'done' ? 'good' : state === 'to-come' ? 'plain' : 'bad'),
              doneAt ? dateTime(doneAt) : '',
            ],
            [told],
          ),
        ),
      ),
    ),
  ];
}
