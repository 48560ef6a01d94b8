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
 * A round begins when a step is first worked on, and again when it was seen not to hold. Within a round what went well is not done again: a Resalt that died
 * between two automations goes on with the next. A step that counts as done, or of which all was done and nobody looked, is looked at first. `again` begins a round.
 */
export function toDoOn(step: ChecklistStep, cell: Cell | undefined, runs: readonly PartRun[], again: boolean): ToDo {
  const acting = actingParts(step);
  if (again) return { what: 'do', parts: acting };
  const since = roundBegan(cell);
  const well = new Set(runs.filter((run) => run.startedAt > since && endedWell(run)).map(({ part }) => part));
  const left = acting.filter((part) => !well.has(part));
  const doneBefore = cell?.done !== undefined && cell.done !== null;
  if (left.length === 0) return { what: 'look' };
  if (doneBefore && (well.size === 0 || left.length === acting.length)) return { what: 'look' };
  return { what: 'do', parts: left };
}

/** Automations that change something; what only looks is done by verifying. */
export const actingParts = ({ automations }: ChecklistStep): number[] =>
  automations.flatMap((one, part) => ('audit' in one ? [] : [part]));

const endedWell = ({ outcome }: PartRun): boolean => outcome === 'changed' || outcome === 'unchanged';

function roundBegan(cell: Cell | undefined): string {
  const failed = cell?.look?.holds === false ? cell.look.at : '';
  const reopened = cell?.reopened?.at ?? '';
  return failed > reopened ? failed : reopened;
}
