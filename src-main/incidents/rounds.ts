import type { ChecklistStep } from '../contract/checklist.ts';
import type { Outcome } from '../contract/runs.ts';
import type { Cell } from './folded.ts';

/** One run of an automation of a step, as it ended or stands on one site. */
export interface PartRun {
  run: string;
  part: number;
  startedAt: string;
  /** null while it is not over on this site. */
  outcome: Outcome | null;
  /** Resalt died during it, or it is left in doubt: it is gone on with, never begun anew. */
  interrupted: boolean;
}

/** What is to be done for a step on one site. */
export type ToDo =
  /** It was done and is only looked at again: what holds is not done twice. */
  | { what: 'look' }
  /** These automations, by number; the others were done well since it was last seen not to hold. */
  | { what: 'do'; parts: number[] };

/**
 * A round begins when a step is first worked on, and again when it was seen not to hold though all that was done for it had gone well: where something had
 * failed, that is why it does not hold, and only that is tried again. Within a round what went well is not done again: a Resalt that died between two automations
 * goes on with the next. A step that counts as done, or of which all was done and nobody looked, is looked at first. `again` begins a round.
 */
export function toDoOn(step: ChecklistStep, cell: Cell | undefined, runs: readonly PartRun[], again: boolean): ToDo {
  const acting = actingParts(step);
  if (again) return { what: 'do', parts: acting };
  const since = roundBegan(cell, runs);
  const well = new Set(runs.filter((run) => run.startedAt > since && endedWell(run)).map(({ part }) => part));
  const left = acting.filter((part) => !well.has(part));
  const doneBefore = cell?.done !== undefined && cell.done !== null;
  if (left.length === 0) return { what: 'look' };
  if (doneBefore && (well.size === 0 || left.length === acting.length)) return { what: 'look' };
  return { what: 'do', parts: left };
}

/** The run in which this automation failed on this site, in the round that lasts, and nothing went well since: what failed in it can be tried again. */
export function failedRunOf(cell: Cell | undefined, runs: readonly PartRun[], part: number): string | null {
  const since = roundBegan(cell, runs);
  const last = newest(runs.filter((run) => run.part === part && run.startedAt > since));
  return last && hasFailed(last) ? last.run : null;
}

/** Automations that change something; what only looks is done by verifying. */
export const actingParts = ({ automations }: ChecklistStep): number[] =>
  automations.flatMap((one, part) => ('audit' in one ? [] : [part]));

const endedWell = ({ outcome }: PartRun): boolean => outcome === 'changed' || outcome === 'unchanged';
const hasFailed = ({ outcome }: PartRun): boolean =>
  outcome === 'failed' || outcome === 'unreachable' || outcome === 'cancelled';

const newest = (runs: readonly PartRun[]): PartRun | null =>
  runs.reduce<PartRun | null>((last, run) => (last && last.startedAt > run.startedAt ? last : run), null);

function roundBegan(cell: Cell | undefined, runs: readonly PartRun[]): string {
  const reopened = cell?.reopened?.at ?? '';
  const seen = cell?.look?.holds === false ? cell.look.at : '';
  if (seen <= reopened) return reopened;
  const before = runs.filter(({ startedAt }) => startedAt > reopened && startedAt <= seen);
  const parts = [...new Set(before.map(({ part }) => part))];
  const explained = parts.some((part) => {
    const last = newest(before.filter((run) => run.part === part));
    return last !== null && hasFailed(last);
  });
  return explained ? reopened : seen;
}
