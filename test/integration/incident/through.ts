import { expect } from 'vitest';
import { type Incident, type IncidentStep, incident, incidentStep } from '../../../src-main/contract/incidents.ts';
import type { ByCommandLine } from './by-command-line.ts';
import { type Kills, linesOf } from './killed-in-each-step.ts';
import { person } from './person.ts';

/** Where the work on it stands: what a command answered last. */
type Stand = Pick<Incident, 'steps' | 'next'>;

export interface Through {
  /** Steps in the order in which they were done. */
  readonly done: string[];
  /** Does what the incident names as its next action, again and again, until that is `until`, or nothing is left. */
  follow(until: (step: IncidentStep) => boolean): Promise<Stand>;
}

interface Ways {
  hand: ByCommandLine;
  name: string;
  /** What the person does about a step that Resalt alone did not get done. */
  acts(step: IncidentStep): (() => Promise<unknown>)[];
  /** What the person writes when ticking. */
  notes: Record<string, string>;
  /** Resalt is killed in these words, which are said again after it. */
  kills: Pick<Kills, 'before'>;
  /** Instead of the ordinary way. */
  instead: Record<string, (step: IncidentStep) => Promise<unknown>>;
}

const isDone = (state: string): boolean => state === 'verified' || state === 'ticked';

/** Works through the checklist as somebody who was never trained: always the one thing that is named as the next. */
export function through({ hand, name, acts, notes, instead, kills }: Ways): Through {
  const done: string[] = [];
  const stepOf = ({ steps }: Stand, id: string): IncidentStep => {
    const found = steps.find((step) => step.id === id);
    if (!found) throw new Error(`no step ${id}`);
    return found;
  };

  /** `run` answers with its step and with what is next. */
  async function runIt({ steps }: Stand, step: IncidentStep): Promise<Stand> {
    const { id } = step;
    const words = ['incident', 'run', name, id, '--yes'];
    await kills.before(id, words, linesOf(step));
    const said = await hand.ask(words, [0, 1]);
    const ran = incidentStep.array().parse(said.steps);
    const { next } = incident.pick({ next: true }).parse(said.incident);
    return { next, steps: steps.map((one) => ran.find((other) => other.id === one.id) ?? one) };
  }

  async function firstWay(before: Stand, step: IncidentStep): Promise<Stand> {
    const own = instead[step.id];
    if (!own) return step.automations.length > 0 ? runIt(before, step) : before;
    await own(step);
    return hand.show();
  }

  async function doStep(before: Stand, step: IncidentStep): Promise<Stand> {
    const after = await firstWay(before, step);
    if (isDone(stepOf(after, step.id).state)) return after;
    for (const act of acts(step)) await act();
    if (step.verifications.length > 0) {
      const seen = await hand.tell('verify', step.id);
      const { state, standings } = stepOf(seen, step.id);
      if (isDone(state)) return seen;
      // What can be looked at and does not hold is not ticked away: only what nobody can look at.
      for (const { told } of standings) expect(told, step.id).toMatch(/not be looked at/);
    }
    const words = [step.id, '--by', person, '--note', notes[step.id] ?? `Seen to it: ${step.title}`];
    const killed = await kills.before(`${step.id} (tick)`, ['incident', 'tick', name, ...words], 2);
    if (killed && isDone(stepOf(killed, step.id).state)) return killed;
    return hand.tell('tick', ...words);
  }

  return {
    done,
    async follow(until) {
      let stand: Stand = await hand.show();
      while (stand.next) {
        const step = stepOf(stand, stand.next.step);
        if (until(step)) break;
        expect(done, 'nobody is sent round in circles').not.toContain(step.id);
        done.push(step.id);
        stand = await doStep(stand, step);
      }
      return stand;
    },
  };
}
