import Papa from 'papaparse';
import { spreadsheetFormula } from '../contract/spreadsheet.ts';
import type { TimelineEntry, TimelineReading } from '../contract/timeline.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';
import { say, type Terminal } from './terminal.ts';
import { dateTime } from './words.ts';

const columns = ['at', 'site', 'source', 'kind', 'who', 'ip', 'what', 'marked', 'as_written', 'from'];

/** Entries as CSV, as harmless as sessions are (sessions-csv.ts). `head`: the names of the columns come first. */
export function timelineCsv(entries: readonly TimelineEntry[], head: boolean): string {
  const data = entries.map((one) => cells(one).map((cell) => printable(cell ?? '')));
  if (data.length === 0 && !head) return '';
  const text = Papa.unparse(
    { fields: columns, data },
    { escapeFormulae: spreadsheetFormula, newline: '\n', header: head },
  );
  return `${text}\n`;
}

const cells = (one: TimelineEntry): (string | null)[] => [
  ...[one.at, one.site, one.source, one.kind, one.who, one.ip, one.what, one.marked, one.asWritten],
  one.from ?? null,
];

/** Times in UTC, as the site's: whoever compares with a log needs no other clock. */
export function showEntries(terminal: Terminal, entries: readonly TimelineEntry[]): void {
  table(
    terminal,
    terminal.out,
    ['When (UTC)', 'Site', 'Source', 'Kind', 'Who', 'Address', 'What', 'Marked'],
    entries.map(({ at, site, source, kind, who, ip, what, marked }) => [
      ...[at.slice(0, 19).replace('T', ' '), site, source, kind, who ?? '', ip ?? '', what.slice(0, 300)],
      marked === null ? '' : { text: marked, style: 'red' as const },
    ]),
  );
}

/** What each source gave, how its clock was read, and what is missing. */
export function showReadings(terminal: Terminal, readings: readonly TimelineReading[]): void {
  for (const { site, source, from, entries, clock, lacks } of readings) {
    say(terminal, `${site}: ${source}, ${from}: ${entries} entries. ${clock}`, 'dim');
    if (lacks !== null) say(terminal, `  not all of it: ${lacks}`, 'yellow');
  }
}

/** `beginnings`: of each site what that is worth, and where nothing is marked what was read. */
export function showEntryPoints(
  terminal: Terminal,
  points: readonly TimelineEntry[],
  beginnings: readonly { site: string; told: string }[],
): void {
  for (const { at, site, source, kind, ip, what, marked, from: place } of points) {
    const from = ip === null ? '' : ` from ${ip}`;
    say(
      terminal,
      `${site}: the earliest that belongs to what is suspected is of ${at} UTC (${dateTime(at)} by your clock):`,
      'bold',
    );
    say(terminal, `  ${source}, ${kind}${from}: ${what}`);
    if (place !== undefined) say(terminal, `  told by: ${place}`, 'dim');
    say(terminal, `  marked because: ${marked}`, 'dim');
  }
  for (const { site, told } of beginnings) say(terminal, `${site}: ${told}`, 'dim');
}
