import type { RunSummary } from '../../../src-main/contract/runs.ts';
import type { Route } from '../route.ts';

/** The step of an incident that a run or a plan belongs to; null where it belongs to none. */
export function incidentOf(run: Pick<RunSummary, 'options'> | null): Route | null {
  const { id, step } = run?.options.incident ?? {};
  return id && step ? { screen: 'incident', id, step } : null;
}
