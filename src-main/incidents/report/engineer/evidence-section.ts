import type { ReportBlock } from '../../../contract/reports.ts';
import { cell, heading, row, table, tableOr } from '../blocks.ts';
import type { Cited } from '../cited.ts';
import type { Material } from '../material.ts';
import { exactTime } from '../moments.ts';
import { size } from '../wording.ts';

/** Every piece that is kept; its hash is of the bytes as they were read. */
export function evidenceSection({ evidence, couldNotRead }: Material, cited: Cited): ReportBlock[] {
  const unread = couldNotRead.some(({ kind }) => kind === 'evidence');
  return [
    heading(2, 'The evidence'),
    tableOr(
      unread ? 'What is kept could not be read.' : 'No evidence is kept.',
      table(
        'Pieces of evidence, sealed on the agency’s machine',
        ['Name 36', 'Read (UTC) 18', 'Size 12', 'Count 10', 'Whole 10', 'Hash 14'],
        evidence.map(({ name, from, begunAt, endedAt, bytes, count, sha256, lacks }) =>
          row(
            [
              name,
              `${exactTime(begunAt)} to ${exactTime(endedAt).slice(11)}`,
              size(bytes),
              count === null ? '' : String(count),
              lacks === null ? 'yes' : cell('NO', 'bad'),
              cell(cited.cite([{ what: name.slice(0, 200), sha256, at: endedAt }]), 'faint'),
            ],
            [`From ${from}`, lacks ? `Not all of it: ${lacks}` : null],
          ),
        ),
      ),
    ),
  ];
}
