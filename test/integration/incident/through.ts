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

  async function doStep(step: IncidentStep): Promise<void> {
    const own = instead[step.id];
    if (own) await own(step);
    else if (step.automations.length > 0) await hand.say(['incident', 'run', name, step.id, '--yes'], [0, 1]);
    const after = stepOf(await hand.show(), step.id);
    if (isDone(after.state)) return;
    const byHand = acts(step);
    for (const act of byHand) await act();
    if (step.verifications.length > 0) {
      await hand.say(['incident', 'verify', name, step.id], [0, 1]);
      const again = stepOf(await hand.show(), step.id);
      if (isDone(again.state)) return;
      // What can be looked at and does not hold is not to be ticked away: only what nobody can look at.
      expect(
        again.standings.map(({ told }) => told),
        step.id,
      ).toEqual([expect.stringMatching(/not be looked at|can’t/)]);
    }
    await hand.say(['incident', 'tick', name, step.id, '--by', person, '--note', `Seen to it: ${step.title}`]);
  }

  return {
    done,
    async follow(until) {
      for (;;) {
        const incident = await hand.show();
        if (!incident.next) return incident;
        const step = stepOf(incident, incident.next.step);
        if (until(step)) return incident;
        expect(done, 'nobody is sent round in circles').not.toContain(step.id);
        done.push(step.id);
        await doStep(step);
      }
    },
  };
}
