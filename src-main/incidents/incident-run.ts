import type { OperationName, Outcome, Run } from '../contract/runs.ts';

/** Of a run that belongs to an incident, what the incident's state needs. */
export interface IncidentRun {
  id: string;
  operation: OperationName;
  dryRun: boolean;
  state: Run['state'];
  /** Which step it was begun for, and which automation of it; null: the containment, which is of all its steps. */
  step: string;
  part: number | null;
  startedAt: string;
  sites: RunOfSite[];
}

export interface RunOfSite {
  siteId: string;
  state: 'waiting' | 'working' | 'done';
  /** The step of the run that is in work, in words. */
  doing: string | null;
  outcome: Outcome | null;
  /** Why it did not go well. */
  failure: string | null;
  /** When work on the site ended; until then when the run began. */
  at: string;
}

/** null where the run belongs to no incident. */
export function incidentRunOf({ options, ...run }: Run): IncidentRun | null {
  if (!options.incident) return null;
  const { id, operation, dryRun, state, startedAt } = run;
  const sites = run.sites.map((row) => ({
    ...{ siteId: row.siteId, state: row.state, doing: row.step, outcome: row.outcome },
    ...{ failure: row.failure?.message ?? null, at: endOf(row, startedAt) },
  }));
  return {
    ...{ id, operation, dryRun, state, startedAt, sites },
    step: options.incident.step,
    part: options.incident.part,
  };
}

const endOf = ({ startedAt, ms }: Run['sites'][number], began: string): string =>
  startedAt === null ? began : new Date(Date.parse(startedAt) + (ms ?? 0)).toISOString();
