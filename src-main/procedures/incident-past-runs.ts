import type { Run, RunSummary } from '../contract/runs.ts';
import type { PastRun } from '../incidents/verifications/verification.ts';
import type { Marks } from '../operations/story.ts';
import type { Runs } from '../runs/runs.ts';

type Read = Pick<Runs, 'list' | 'show' | 'marksOf'>;

/** What Resalt did to each site since an incident was opened, and for it: by site, the newest first. Plans and inspections are none. */
export async function pastRuns(
  runs: Read,
  incident: { id: string; openedAt: string },
): Promise<(siteId: string) => readonly PastRun[]> {
  const bySite = new Map<string, PastRun[]>();
  for (const summary of runs.list().filter((one) => matters(one, incident))) {
    const [run, marks] = await Promise.all([runs.show(summary.id), runs.marksOf(summary.id)]);
    for (const past of rowsOf(run, marks, incident.id)) {
      const of = bySite.get(past.row.siteId) ?? [];
      bySite.set(past.row.siteId, of);
      of.push(past);
    }
  }
  for (const of of bySite.values()) of.sort((one, other) => (one.endedAt > other.endedAt ? -1 : 1));
  return (siteId) => bySite.get(siteId) ?? [];
}

const matters = (
  { dryRun, operation, startedAt, options }: RunSummary,
  { id, openedAt }: { id: string; openedAt: string },
) => !dryRun && operation !== 'InspectSite' && (startedAt >= openedAt || options.incident?.id === id);

function rowsOf(run: Run, marks: ReadonlyMap<string, Marks>, incidentId: string): PastRun[] {
  const own = run.options.incident?.id === incidentId ? run.options.incident : null;
  return run.sites.flatMap((row) => {
    if (row.state !== 'done' || row.startedAt === null) return [];
    return {
      ...{ run: run.id, operation: run.operation, step: own?.step ?? null, part: own?.part ?? null },
      startedAt: row.startedAt,
      endedAt: new Date(Date.parse(row.startedAt) + (row.ms ?? 0)).toISOString(),
      ...{ row, marks: marksOn(row.siteId, marks) },
    };
  });
}

/** Sites that share a database account are changed together, by whichever comes first: its marks name the files of the others. */
function marksOn(siteId: string, marks: ReadonlyMap<string, Marks>): Marks {
  const own = marks.get(siteId) ?? {};
  if (own.databasePassword) return own;
  const together = [...marks.values()].find(({ databasePassword }) =>
    databasePassword?.edits.some((edit) => edit.siteId === siteId),
  );
  return together ? { ...own, databasePassword: together.databasePassword } : own;
}
