import type { ReportBlock } from '../../../contract/reports.ts';
import type { TimelineEntry } from '../../../contract/timeline.ts';
import { heading, paragraph, row, table, tableOr } from '../blocks.ts';
import { type Cited, linesOf } from '../cited.ts';
import type { Material } from '../material.ts';
import { dateTime, exactTime } from '../moments.ts';
import { count } from '../wording.ts';

export function causeAndTimeline({ incident, timeline }: Material, cited: Cited): ReportBlock[] {
  const { cause } = incident;
  const entry = cause?.entryAt ? `It began on ${dateTime(cause.entryAt)}.` : 'When it began is not written down.';
  return [
    heading(2, 'How it came about'),
    cause
      ? paragraph(
          `${cause.text}\n${entry} Written down by ${cause.by} on ${dateTime(cause.at)} (${cited.cite(linesOf(incident, 'cause', cause.at))}).`,
        )
      : paragraph('The cause is not known, or nobody wrote it down.', 'bad'),
    ...(timeline ? timelineBlocks(timeline) : []),
  ];
}

function timelineBlocks({
  gatheredAt,
  readings,
  entryPoints,
  beginnings = [],
  marked,
  markedCount,
}: NonNullable<Material['timeline']>): ReportBlock[] {
  const entries = readings.reduce((sum, reading) => sum + reading.entries, 0);
  const missing = markedCount - marked.length;
  return [
    heading(2, 'The time line'),
    paragraph(
      `Gathered ${gatheredAt ? `on ${dateTime(gatheredAt)}` : 'at a time that is not known'}: ${entries} entries, ${markedCount} of them marked as part of what is suspected.`,
    ),
    ...(missing > 0
      ? [
          paragraph(
            `${count(missing, 'marked entry')} more than stand here: see the time line in Resalt.`.replace(
              'entrys',
              'entries',
            ),
            'bad',
          ),
        ]
      : []),
    tableOr(
      'No entry was marked, so nothing is said of where it may have begun.',
      table('Where it may have begun: the earliest marked entry of each site', columns, entryPoints.map(entryRow)),
    ),
    tableOr(
      'How far back the logs of each site go is not known.',
      table(
        'How far back that is known, and what was not read',
        ['Site 20', 'What is known 80'],
        beginnings.map(({ site, told }) => row([site, told])),
      ),
    ),
    tableOr('No entry was marked.', table('Marked entries', columns, marked.map(entryRow))),
    tableOr(
      'No source was read.',
      table(
        'What was read, and how its clock was understood',
        ['Site 20', 'Source 16', 'From 34', 'Entries 10', 'Clock 20'],
        readings.map(({ site, source, from, entries, clock, lacks }) =>
          row([site, source, from, String(entries), clock], [lacks ? `Not all of it: ${lacks}` : null]),
        ),
      ),
    ),
  ];
}

const columns = ['When (UTC) 17', 'Site 18', 'Source 13', 'What 18', 'Who 18', 'Address 16'];

const entryRow = ({ at, site, source, kind, who, ip, what, marked, asWritten }: TimelineEntry) =>
  row(
    [exactTime(at), site, source, kind, who ?? '', ip ?? ''],
    [what, marked ? `Marked: ${marked}` : null, `As written: ${asWritten}`],
  );
