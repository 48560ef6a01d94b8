import { useState } from 'react';
import type { Incident, IncidentStep } from '../../../src-main/contract/incidents.ts';
import { verify } from '../../stores/incidents/acts.ts';
import { doStep, planStep } from '../../stores/incidents/doing.ts';
import { leftOf, sitesOf, workOf } from '../../stores/incidents/steps.ts';
import { count } from '../../words/count.ts';
import { askNote, askReopen, askTick } from './asking.ts';
import { askCause, causeStep } from './Cause.tsx';
import type { Asking } from './NameAndNote.tsx';

/** More sites than this are only changed by a plan, which asks for their number. */
const plannedAbove = 10;

/** The sites that an action is for: those chosen, else those where it is not done, else all. None where it is done once for all. */
export function targetsOf(step: IncidentStep, chosen: string[]): { names: string[]; all: number; again: boolean } {
  if (step.per === 'incident') return { names: [], all: 0, again: leftOf(step).length === 0 };
  const left = sitesOf(leftOf(step));
  const names = chosen.length > 0 ? chosen : left.length > 0 ? left : sitesOf(step.standings);
  return { names, all: names.length, again: names.every((name) => !left.includes(name)) };
}

/** What the buttons of a step say that have Resalt do something; null where there is no such button. */
export function wayOf(step: IncidentStep, chosen: string[]): { doing: string | null; planning: string | null } {
  const { all, again } = targetsOf(step, chosen);
  const on = `${again ? ' again' : ''}${all > 0 ? ` on ${count(all, 'site')}` : ''}`;
  switch (workOf(step)) {
    case 'none':
      return { doing: null, planning: null };
    case 'looks':
      return { doing: `Look${on}`, planning: null };
    case 'plans':
      return { doing: null, planning: `See what Resalt would do${on}…` };
    case 'changes':
      // What is done already changes a site that was perhaps opened since: nobody does that again without seeing what it does.
      return all > plannedAbove || again
        ? { doing: null, planning: `See what Resalt would do${on}…` }
        : { doing: `Do it${on}`, planning: 'See the plan first…' };
  }
}

/** On the button by which a person says that a step is done. */
export const sayTick = ({ id }: Pick<IncidentStep, 'id'>): string =>
  id === causeStep ? 'Write down the cause…' : 'It is done…';

export interface Acts {
  /** What is being done in a step, in words; null where nothing is. */
  busy(step: IncidentStep): string | null;
  /** What came of the last thing that was asked in a step, where nothing else shows it. */
  said(step: IncidentStep): string | null;
  contain(): void;
  work(step: IncidentStep, chosen: string[], plan: boolean): Promise<void>;
  verify(step: IncidentStep, chosen: string[]): Promise<void>;
  tick(step: IncidentStep, chosen: string[]): void;
  reopen(step: IncidentStep, chosen: string[]): void;
  note(step: IncidentStep | null): void;
  /** The reports and letters. */
  report(): void;
}

const nothingToDo = 'Resalt looked: there is nothing for it to do here. Now it looks whether the step holds.';

/** The acts of the screen, for its buttons and its keys. */
export function useActs(
  incident: Incident,
  { contain, report, ask }: Pick<Acts, 'contain' | 'report'> & { ask(asking: Asking): void },
): Acts {
  const [busy, setBusy] = useState<Record<string, string>>({});
  const [said, setSaid] = useState<{ step: string; words: string } | null>(null);
  const during = async (step: IncidentStep, words: string, act: () => Promise<unknown>): Promise<void> => {
    setSaid(null);
    setBusy((now) => ({ ...now, [step.id]: words }));
    await act();
    setBusy(({ [step.id]: _, ...rest }) => rest);
  };
  const planned = async (step: IncidentStep, names: string[], again: boolean): Promise<void> => {
    if ((await planStep(incident.id, step.id, names, again)) !== 'nothing') return;
    setSaid({ step: step.id, words: nothingToDo });
    if (step.verifications.length > 0) await verify(incident.id, [step.id], names);
  };
  return {
    busy: (step) =>
      busy[step.id] ?? (step.standings.some(({ state }) => state === 'working') ? 'Resalt is at it…' : null),
    said: (step) => (said?.step === step.id ? said.words : null),
    contain,
    work: (step, chosen, plan) => {
      const { names, again } = targetsOf(step, chosen);
      return plan
        ? during(step, 'Looking what is to be done…', () => planned(step, names, again))
        : during(step, 'Resalt is at it…', () => doStep(incident.id, step.id, names, again));
    },
    verify: (step, chosen) => during(step, 'Looking whether it holds…', () => verify(incident.id, [step.id], chosen)),
    tick: (step, chosen) =>
      step.id === causeStep
        ? ask(askCause(incident))
        : ask(askTick(incident, step, chosen.length > 0 ? chosen : sitesOf(leftOf(step)))),
    reopen: (step, chosen) => {
      const left = new Set(sitesOf(leftOf(step)));
      const done = sitesOf(step.standings).filter((name) => !left.has(name));
      ask(askReopen(incident, step, chosen.length > 0 ? chosen : done));
    },
    note: (step) => ask(askNote(incident, step)),
    report,
  };
}
