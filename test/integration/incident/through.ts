import { expect } from 'vitest';
import type { Incident, IncidentStep } from '../../../src-main/contract/incidents.ts';
import type { ByCommandLine } from './by-command-line.ts';
import { person } from './person.ts';

export interface Through {
  /** Steps in the order in which they were done. */
  readonly done: string[];
  /** Does what the incident names as its next action, again and again, until that is `until`, or nothing is left. */
  follow(until: (step: IncidentStep) => boolean): Promise<Incident>;
}

interface Ways {
  hand: ByCommandLine;
  name: string;
  /** What the person does about a step that Resalt alone did not get done. */
  acts(step: IncidentStep): (() => Promise<unknown>)[];
  /** Instead of the ordinary way. */
  instead: Record<string, (step: IncidentStep) => Promise<unknown>>;
}

const isDone = (state: string): boolean => state === 'verified' || state === 'ticked';

/** Works through the checklist as somebody who was never trained: always the one thing that is named as the next. */
export function through({ hand, name, acts, instead }: Ways): Through {
  const done: string[] = [];
  const stepOf = ({ steps }: Incident, id: string): IncidentStep => {
    const found = steps.find((step) => step.id === id);
    if (!found) throw new Error(`no step ${id}`);
    return found;
  };

  async function doStep(incident: Incident, step: IncidentStep): Promise<Incident> {
    const [own, resalts] = [instead[step.id], step.automations.length > 0];
    if (own) await own(step);
    else if (resalts) await hand.say(['incident', 'run', name, step.id, '--yes'], [0, 1]);
    const after = own || resalts ? await hand.show() : incident;
    if (isDone(stepOf(after, step.id).state)) return after;
    for (const act of acts(step)) await act();
    if (step.verifications.length > 0) {
      const seen = await hand.tell('verify', step.id);
      const { state, standings } = stepOf(seen, step.id);
      if (isDone(state)) return seen;
      // What can be looked at and does not hold is not ticked away: only what nobody can look at.
      for (const { told } of standings) expect(told, step.id).toMatch(/not be looked at/);
    }
    return hand.tell('tick', step.id, '--by', person, '--note', `Seen to it: ${step.title}`);
  }

  return {
    done,
    async follow(until) {
      let incident = await hand.show();
      while (incident.next) {
        const step = stepOf(incident, incident.next.step);
        if (until(step)) break;
        expect(done, 'nobody is sent round in circles').not.toContain(step.id);
        done.push(step.id);
        incident = await doStep(incident, step);
      }
      return incident;
    },
  };
}
