import { type IncidentRun, incidentRunOf } from '../incidents/incident-run.ts';
import type { Runs } from '../runs/runs.ts';

/** More than an incident has; what is beyond is read anew. */
const mostKept = 2000;

/** The runs that were begun from an incident. One that is over is read from its journal once, and again when somebody goes on with it. */
export function incidentRuns(runs: Pick<Runs, 'list' | 'show'>): (id: string) => Promise<IncidentRun[]> {
  const over = new Map<string, { endedAt: string | null; run: IncidentRun }>();
  return async (id) => {
    const found: IncidentRun[] = [];
    for (const summary of runs.list().filter(({ options }) => options.incident?.id === id)) {
      const kept = over.get(summary.id);
      if (kept && summary.state === 'finished' && kept.endedAt === summary.endedAt) {
        found.push(kept.run);
        continue;
      }
      const run = incidentRunOf(await runs.show(summary.id));
      if (!run) continue;
      found.push(run);
      if (over.size >= mostKept) over.clear();
      if (run.state === 'finished') over.set(run.id, { endedAt: summary.endedAt, run });
    }
    return found;
  };
}
