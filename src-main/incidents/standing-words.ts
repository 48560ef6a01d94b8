import type { ChecklistStep } from '../contract/checklist.ts';
import type { StepState } from '../contract/incidents.ts';
import type { Cell, Folded } from './folded.ts';
import { lookAgainStep } from './rechecks.ts';

/** How the last that was tried ended: `bad` null where it went well. */
export interface Attempt {
  at: string;
  bad: string | null;
}

export interface Told {
  attempt: Attempt | null;
  state: StepState;
  step: ChecklistStep;
  /** What the run that is at it does now. */
  doing: string | null;
  rechecks: Folded['rechecks'];
}

const most = 2000;

/** How a step stands, in a sentence or two: what was seen or done, or what is missing. Text of the site's own may be in it. */
export const toldOf = (cell: Cell, of: Told): string => sentence(cell, of).slice(0, most);

function sentence({ done, look, reopened }: Cell, { attempt, state, step, doing, rechecks }: Told): string {
  if (state === 'working') return doing ? `${doing}.` : 'Resalt is at it.';
  const beside = attempt?.bad && (!done || attempt.at > done.at) ? ` ${attempt.bad}` : '';
  if (done) return `${done.told}${laterLook(look, done)}${beside}`;
  if (reopened) return `${reopened.why}${later(look, reopened.at)}${beside}`;
  if (look && (!attempt?.bad || look.at > attempt.at))
    return look.holds === null && step.id !== lookAgainStep ? `Could not be looked at: ${look.told}` : look.told;
  if (attempt) return attempt.bad ?? 'Done, and not verified yet.';
  return step.id === lookAgainStep ? looksToCome(rechecks) : missing(step);
}

/** What was seen after it was done and did not take that away. */
function laterLook(look: Cell['look'], done: NonNullable<Cell['done']>): string {
  if (!look || look.at <= done.at || look.holds === true) return '';
  if (look.holds === null) return ` Looked at again at ${look.at}: it could not be seen. ${look.told}`;
  return ` But when Resalt looked at ${look.at}: ${look.told}`;
}

const later = (look: Cell['look'], at: string): string =>
  look && look.at > at && look.holds !== true ? ` ${look.told}` : '';

function missing({ who, verifications, automations }: ChecklistStep): string {
  if (who === 'person' || automations.length === 0)
    return verifications.length > 0
      ? 'Not done yet, or not looked at.'
      : 'Waits for a person, who ticks it with a note.';
  return 'Not done yet.';
}

/** It is done by three looks, and waits for no person. */
function looksToCome(rechecks: Folded['rechecks']): string {
  const left = [...rechecks.values()].filter(({ done }) => !done?.ok).map(({ dueAt }) => dueAt);
  const [next] = left.sort();
  const looks = 'the looks after 24 hours, 7 and 30 days';
  if (next === undefined)
    return `Waits for ${looks}, which are counted from when the final rotation is done on every site, or from when the incident is closed.`;
  const made = rechecks.size - left.length;
  return `Waits for ${looks}: ${made} of ${rechecks.size} found nothing new; the next is that of ${next}.`;
}
