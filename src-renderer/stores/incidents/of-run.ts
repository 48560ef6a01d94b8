import type { Incident } from '../../../src-main/contract/incidents.ts';
import type { RunSummary } from '../../../src-main/contract/runs.ts';
import type { Route } from '../route.ts';

type OfIncident = NonNullable<RunSummary['options']['incident']>;

/** The incident that a run or a plan belongs to, at its step; the containment is of several. */
export const atIncident = ({ id, step, part }: OfIncident): Route =>
  part === null ? { screen: 'incident', id } : { screen: 'incident', id, step };

/** The same of a run; null where it belongs to none. */
export function incidentOf(run: Pick<RunSummary, 'options'> | null): Route | null {
  const { incident } = run?.options ?? {};
  return incident ? atIncident(incident) : null;
}

/** The plans of one step that were made together, in their order: it may do several things. */
export function plansWith(plan: Pick<RunSummary, 'id' | 'options'>, runs: readonly RunSummary[]): RunSummary[] {
  const first = plan.options.incident?.plan ?? plan.id;
  return runs
    .filter(({ id, dryRun, options }) => dryRun && (id === first || options.incident?.plan === first))
    .sort((one, other) => one.startedAt.localeCompare(other.startedAt));
}

/** The last plan of the containment, where nothing was begun since it was made. */
export function waitingPlan(
  { containment }: Pick<Incident, 'containment'>,
  runs: readonly RunSummary[],
): RunSummary | null {
  const plan = runs.find(({ id, dryRun }) => dryRun && id === containment.plan);
  const last = runs.find(({ id }) => id === containment.run);
  if (!plan || plan.state === 'interrupted' || plan.stoppedWhy !== null) return null;
  return last && last.startedAt > plan.startedAt ? null : plan;
}
