import type { Incident } from '../../../contract/incidents.ts';
import type { ReportBlock } from '../../../contract/reports.ts';
import { cell, heading, paragraph, row, table, tableOr } from '../blocks.ts';
import { exactTime } from '../moments.ts';

/** Each line of the record with its hash, which stands for all lines before it, too. */
export function recordSection({ record, damaged }: Incident): ReportBlock[] {
  return [
    heading(2, 'The record'),
    paragraph(
      'Lines only grow. The hash of each holds the one before it, so the last stands for all; the sealed record on the agency’s machine is what they are checked against.',
    ),
    ...(damaged ? [paragraph(`The record could not be read whole: ${damaged}`, 'bad')] : []),
    tableOr(
      'No line could be read.',
      table(
        'The record, line by line',
        ['Line 7', 'When (UTC) 18', 'By 15', 'Step 18', 'SHA-256 42'],
        record.map(({ seq, at, by, what, step, hash }) =>
          row([String(seq), exactTime(at), by, step ?? '', cell(hash, 'faint')], [what]),
        ),
      ),
    ),
  ];
}
