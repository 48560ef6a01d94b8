import type { Incident } from '../../contract/incidents.ts';
import { type RecordReport, type ReportRun, recordReport } from '../../contract/reports.ts';
import type { Run } from '../../contract/runs.ts';
import { lineRef, newCited, restsOn } from './cited.ts';
import type { Material } from './material.ts';
import { withheld } from './one-client.ts';
import { isStepDone, notDoneOf, standingsOf } from './standings.ts';

/** The whole incident for machines. Checked by its schema before it leaves: one that calls a step done that is not is a bug, not a report. */
export function recordJson(material: Material, client: string | null): RecordReport {
  const { incident, evidence, timeline, runs, agency, at, version, couldNotRead } = material;
  const { steps, sites, checklist, alertList, rechecks, record } = incident;
  const cited = newCited();
  for (const step of steps)
    for (const standing of standingsOf(step, sites)) cited.cite(restsOn(step.id, standing, incident));
  const told = new Set(['alert', 'recheck-done', 'cause', 'ended']);
  cited.cite(record.filter(({ kind, found }) => found !== undefined || told.has(kind ?? '')).map(lineRef));
  for (const { name, sha256, endedAt } of evidence) cited.cite([{ what: name.slice(0, 200), sha256, at: endedAt }]);
  return within({
    ...{
      schema: 'resalt-incident-record',
      version: 1,
      madeAt: at,
      madeBy: `Resalt ${version}`,
      agency: agencyOf(agency),
    },
    client,
    leftOut: [...leftOut(client), ...couldNotRead.map(({ kind, why }) => `Could not be read, ${kind}: ${why}`)],
    incident: head(incident),
    sites,
    checklist: {
      ...{ edition: checklist.edition, revision: checklist.revision },
      hidden: checklist.hidden.map(({ step, reason }) => ({ id: step.id, title: step.title, reason })),
    },
    steps: steps.map((step) => ({
      ...step,
      standings: standingsOf(step, sites),
      done: isStepDone(step, sites),
    })),
    notDone: steps.flatMap((step) =>
      notDoneOf(step, sites).map(({ site, state, told }) => ({ id: step.id, title: step.title, site, state, told })),
    ),
    ...{ alerts: alertList, rechecks, evidence },
    timeline: timeline && {
      ...timeline,
      entries: timeline.readings.reduce((sum, { entries }) => sum + entries, 0),
    },
    runs: runs.map(runOf),
    record: record.map((line) => ({ ...line, withheld: line.what === withheld })),
    head: record.at(-1)?.hash ?? null,
    hashes: cited.all(),
  });
}

/**
 * Checked by the schema. Words that stand for a secret can make a text longer than the contract lets it be: it is then cut, and ends in
 * "…". Anything else that does not fit is a bug.
 */
function within(report: unknown): RecordReport {
  const { error } = recordReport.safeParse(report);
  for (const issue of error?.issues ?? [])
    if (issue.code === 'too_big' && issue.origin === 'string') cutAt(report, issue.path, Number(issue.maximum));
  return recordReport.parse(report);
}

function cutAt(data: unknown, path: readonly PropertyKey[], most: number): void {
  const [key, ...rest] = path;
  if (typeof data !== 'object' || data === null || key === undefined) return;
  const text: unknown = Reflect.get(data, key);
  if (rest.length > 0) cutAt(text, rest, most);
  else if (typeof text === 'string') Reflect.set(data, key, `${text.slice(0, most - 1)}…`);
}

const agencyOf = ({ name, contact }: Material['agency']) => ({ name, contact });

const head = ({ id, name, owner, openedAt, noticedAt, closedAt, symptoms, cause, damaged }: Incident) => ({
  ...{ id, name, owner, openedAt, noticedAt, closedAt, symptoms, cause, damaged },
});

const leftOut = (client: string | null): string[] => [
  'Passwords and their hashes, keys, tokens, cookies and session verifiers.',
  'The part of e-mail addresses that names a person.',
  'Time line entries that nothing marks as part of what is suspected.',
  ...(client === null ? [] : ['Sites of other clients, with the text of the record’s lines about them.']),
];

function runOf(run: Run): ReportRun {
  const { id, operation, dryRun, state, startedAt, endedAt, stoppedWhy, options } = run;
  return {
    ...{ id, operation, dryRun, state, startedAt, endedAt, stoppedWhy, step: options.incident?.step ?? null },
    sites: run.sites.map(
      ({ siteId, site, outcome, startedAt: began, ms, steps, salts, sessions, proof, failure, ...rest }) => ({
        ...{ siteId, site, outcome, startedAt: began, ms, steps, salts, sessions, proof, failure },
        deeds: rest.deeds ?? [],
        warnings: rest.warnings.map(({ text }) => text),
      }),
    ),
  };
}
