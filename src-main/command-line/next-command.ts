import type { Incident, IncidentStep } from '../contract/incidents.ts';
import { isStepDone } from './incident-words.ts';
import { shellWord } from './next-action.ts';

/** What a person does next about a step, and the words to type for it; null where there is nothing to type. */
export interface NextCommand {
  why: string;
  command: string | null;
}

const signed = '--by NAME --note WORDS';

export function nextCommand(incident: Incident, step: IncidentStep, sites: readonly string[]): NextCommand {
  const on = step.per === 'incident' ? '' : sites.map((name) => ` --site ${shellWord(name)}`).join('');
  const resalt = (word: string, rest = '') => `resalt incident ${word} ${incident.id}${rest}`;
  const ofStep = (word: string, rest = '') => resalt(word, ` ${step.id}${on}${rest === '' ? '' : ` ${rest}`}`);
  const left = step.standings.some((one) => !isStepDone(one));
  if (step.standings.some(({ state }) => state === 'working'))
    return { why: 'Resalt is at it. Look again in a moment.', command: resalt('step', ` ${step.id}${on}`) };
  if (incident.closedAt !== null && left)
    return { why: 'The incident is closed. To work on it again:', command: resalt('open-again', ` ${signed}`) };
  if (step.id === 'look-again') return looks(incident, resalt('recheck'), ofStep('tick', signed));
  if (step.containment && (incident.containment.toDo ?? []).length > 0)
    return { why: 'It is done with the others of the containment, by one plan.', command: resalt('contain') };
  if (!left)
    return step.verifications.length > 0
      ? { why: 'It is done. To look whether it holds:', command: ofStep('verify') }
      : { why: 'A person said that it is done. Where it is not:', command: ofStep('reopen', signed) };
  return toDo(step, ofStep);
}

function toDo(step: IncidentStep, ofStep: (word: string, rest?: string) => string): NextCommand {
  const acts = step.automations.some((one) => !('audit' in one));
  if (acts)
    return {
      why:
        step.who === 'resalt-after-approval'
          ? 'Resalt shows its plan, and does it after your yes.'
          : 'Resalt does it; --dry-run only shows the plan.',
      command: ofStep('run'),
    };
  if (step.verifications.length > 0)
    return {
      why: step.automations.length > 0 ? 'Resalt looks.' : 'Do it, then have Resalt look.',
      command: ofStep('verify'),
    };
  const looked = step.standings.every(({ at }) => at !== null);
  if (step.automations.length > 0 && !looked)
    return { why: 'Resalt looks and tells what it sees; then you tick it.', command: ofStep('run') };
  return { why: 'Do it, then say so with your name and a note.', command: ofStep('tick', signed) };
}

function looks({ rechecks, steps }: Incident, recheck: string, tick: string): NextCommand {
  const waits = rechecks.find(({ state }) => state === 'due' || state === 'failed');
  if (waits) return { why: `The look after ${waits.after.replace('-', ' ')} is ${waits.state}.`, command: recheck };
  const next = rechecks.find(({ state }) => state === 'to-come');
  if (next)
    return { why: `Nothing before ${next.dueAt}: the look after ${next.after.replace('-', ' ')}.`, command: null };
  if (rechecks.length === 0)
    return { why: 'Nothing yet: the looks are counted from the final rotation, or from closing.', command: null };
  const done = steps.find(({ id }) => id === 'look-again')?.standings.every(isStepDone) ?? false;
  return done
    ? { why: 'All three looks were made.', command: null }
    : { why: 'All three looks were made, not each at its time. Look once more, then say so.', command: tick };
}
