import type { Cell, ReportBlock, TableBlock, Tone } from '../../contract/reports.ts';

type Row = TableBlock['rows'][number];

export const heading = (level: 2 | 3, text: string): ReportBlock => ({ kind: 'heading', level, text });
export const paragraph = (text: string, tone: Tone = 'plain'): ReportBlock => ({ kind: 'text', text, tone });
export const cell = (text: string, tone: Tone = 'plain'): Cell => ({ text, tone });

/** `below`: long texts that go with the row; empty ones are left out. */
export const row = (cells: readonly (string | Cell)[], below: readonly (string | null)[] = []): Row => ({
  cells: cells.map((one) => (typeof one === 'string' ? cell(one) : one)),
  below: below.flatMap((text) => (text === null || text === '' ? [] : [text])),
});

/** Columns as `Site 20`: a name and its share of the width. */
export function table(caption: string, columns: readonly string[], rows: readonly Row[]): TableBlock {
  return {
    kind: 'table',
    caption,
    columns: columns.map((text) => {
      const [, name = text, share = '10'] = /^(.*) (\d+)$/.exec(text) ?? [];
      return { name, share: Number(share) };
    }),
    rows: [...rows],
  };
}

/** The table, or a sentence where it would be empty. */
export const tableOr = (none: string, made: TableBlock): ReportBlock => (made.rows.length > 0 ? made : paragraph(none));
