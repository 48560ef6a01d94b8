import type { Incident, IncidentStep } from '../../../src-main/contract/incidents.ts';
import { useKeys } from '../../components/keys.ts';
import { canTick } from '../../stores/incidents/steps.ts';
import { go } from '../../stores/route.ts';
import type { Acts } from './acting.ts';

interface StepKeys {
  incident: Incident;
  at: IncidentStep | undefined;
  chosen: string[];
  acts: Acts;
  focusWork(): void;
  back(): void;
}

/** The keys of the screen: through the checklist, into a step's work and back, and what is done most. */
export function useStepKeys({ incident, at, chosen, acts, focusWork, back }: StepKeys): void {
  const { id, steps } = incident;
  const index = steps.findIndex((step) => step.id === at?.id);
  const move = (to: number): void => {
    const step = steps[Math.max(0, Math.min(steps.length - 1, to))];
    if (!step) return;
    go({ screen: 'incident', id, step: step.id });
    // Once the line is the current one, so that who listens hears it.
    setTimeout(() => line()?.focus(), 0);
  };
  const down = (): void => move(index + 1);
  const up = (): void => move(index - 1);
  const leave = (): void => {
    const within = document.activeElement?.closest('.incident-middle, .incident-side');
    const current = line();
    if (within && current) current.focus();
    else back();
  };
  const free = at !== undefined && acts.busy(at) === null;
  useKeys({
    ...{ j: down, arrowdown: down, k: up, arrowup: up, escape: leave, enter: focusWork },
    home: () => move(0),
    end: () => move(steps.length - 1),
    n: () => document.querySelector<HTMLButtonElement>('[data-next]')?.focus(),
    v: at && free && at.verifications.length > 0 ? () => void acts.verify(at, chosen) : undefined,
    t: at && free && canTick(at, incident.rechecks) ? () => acts.tick(at, chosen) : undefined,
  });
}

const line = (): HTMLElement | null => document.querySelector<HTMLElement>('.step-line[aria-current]');
