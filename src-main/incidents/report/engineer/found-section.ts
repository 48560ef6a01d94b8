import type { Incident } from '../../../contract/incidents.ts';
import type { ReportBlock } from '../../../contract/reports.ts';
import { cell, heading, row, table, tableOr } from '../blocks.ts';
import { type Cited, lineRef } from '../cited.ts';
import { exactTime } from '../moments.ts';

/** What looks saw while it was there: how a step stands now says nothing of what was cleaned. By time, the same words of a step and site once. */
export function foundSection({ record, steps, sites }: Incident, cited: Cited): ReportBlock[] {
  const titles = new Map(steps.map(({ id, title }) => [id, title]));
  const names = new Map(sites.map(({ siteId, site }) => [siteId, site]));
  const told = new Set<string>();
  const rows = record.flatMap((line) => {
    const { at, step, siteId, found } = line;
    const words = `${step} ${siteId} ${found}`;
    if (found === undefined || told.has(words)) return [];
    told.add(words);
    const title = step === null ? '' : (titles.get(step) ?? step);
    const where = siteId === null ? 'the incident' : (names.get(siteId) ?? siteId);
    return [row([exactTime(at), title, where, cell(cited.cite([lineRef(line)]), 'faint')], [found])];
  });
  return [
    heading(2, 'What was found'),
    tableOr(
      'No look at a step has found anything.',
      table(
        'What looks at the steps saw, whether it is still there or not',
        ['When (UTC) 18', 'Step 42', 'Site 26', 'Evidence 14'],
        rows,
      ),
    ),
  ];
}
