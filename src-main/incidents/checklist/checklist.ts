import type { Checklist, ChecklistStep, OwnChecklist } from '../../contract/checklist.ts';
import { ResaltError } from '../../contract/failures.ts';
import { afterwardsSteps } from './afterwards.ts';
import { cleanSteps } from './clean.ts';
import { containSteps } from './contain.ts';
import { doorSteps } from './doors.ts';
import { findSteps } from './find.ts';
import { hardenSteps } from './harden.ts';
import { openSteps } from './open.ts';
import { rotateAgainSteps } from './rotate-again.ts';
import { wrongAutomation } from './wrong-automation.ts';

/** Grows by one whenever a step of Resalt's changes. */
export const edition = 1;

/** Resalt's own steps, in their order. Their ids stay the same for good: records of incidents hold them. */
export const ownSteps: readonly ChecklistStep[] = [
  ...openSteps,
  ...containSteps,
  ...doorSteps,
  ...findSteps,
  ...cleanSteps,
  ...rotateAgainSteps,
  ...hardenSteps,
  ...afterwardsSteps,
];

/**
 * The checklist with what an agency changed of it. Nothing is dropped: what is hidden stands beside, with its reason. INPUT_INVALID names
 * the place that is wrong.
 */
export function checklistOf(own: OwnChecklist, revision: number): Checklist {
  const all = withAdded(own.add);
  const reasons = new Map<string, string>();
  for (const { step, reason } of own.hide) {
    if (!all.some(({ id }) => id === step)) throw wrong(`hide: there is no step “${step}”`);
    if (reasons.has(step)) throw wrong(`hide: “${step}” is there twice`);
    reasons.set(step, reason);
  }
  refuseCircles(all);
  const afterOf = withoutHidden(all, reasons);
  return {
    edition,
    revision,
    steps: all.filter(({ id }) => !reasons.has(id)).map((step) => ({ ...step, after: afterOf(step) })),
    hidden: all.flatMap((step) => {
      const reason = reasons.get(step.id);
      return reason === undefined ? [] : [{ step, reason }];
    }),
  };
}

function withAdded(added: OwnChecklist['add']): ChecklistStep[] {
  const all: ChecklistStep[] = [...ownSteps];
  const ids = new Set(all.map(({ id }) => id));
  for (const { step } of added) {
    if (ids.has(step.id)) throw wrong(`add: two steps are called “${step.id}”`);
    ids.add(step.id);
  }
  for (const { step, behind } of added) {
    const unknown = [...step.after, ...(step.until ?? []), ...(behind === null ? [] : [behind])].find(
      (id) => !ids.has(id),
    );
    if (unknown !== undefined) throw wrong(`add: “${step.id}” names the step “${unknown}”, which there is not`);
    // What the containment does is fixed: of a step that it knows nothing of it would be said to have done it.
    if (step.containment)
      throw wrong(`add: “${step.id}” can’t be part of the containment, which is one action of Resalt’s`);
    for (const automation of step.automations) {
      const why = wrongAutomation(automation);
      if (why !== null) throw wrong(`add: an automation of “${step.id}” ${why}`);
    }
  }
  return placed(all, added);
}

/** Each right behind the step that it names, after those that name the same; in an order in which every named step is there. */
function placed(all: ChecklistStep[], added: OwnChecklist['add']): ChecklistStep[] {
  const anchors = new Map(added.map(({ step, behind }) => [step.id, behind]));
  let left = [...added];
  while (left.length > 0) {
    const next = left.find(({ behind }) => behind === null || all.some(({ id }) => id === behind));
    if (!next)
      throw wrong(`add: ${left.map(({ step }) => `“${step.id}”`).join(', ')} stand behind each other in a circle`);
    const { step, behind } = next;
    let at = behind === null ? all.length : all.findIndex(({ id }) => id === behind) + 1;
    while (behind !== null && anchors.get(all[at]?.id ?? '') === behind) at += 1;
    all.splice(at, 0, step);
    left = left.filter((one) => one !== next);
  }
  return all;
}

function refuseCircles(all: readonly ChecklistStep[]): void {
  const after = new Map(all.map((step) => [step.id, step.after]));
  const free = new Set<string>();
  for (let before = -1; before !== free.size; ) {
    before = free.size;
    for (const [id, steps] of after) if (steps.every((one) => free.has(one))) free.add(id);
  }
  const stuck = all.filter(({ id }) => !free.has(id)).map(({ id }) => `“${id}”`);
  if (stuck.length > 0) throw wrong(`${stuck.join(', ')} wait for each other in a circle`);
}

/** A hidden step holds nobody up; who waited for it waits for what it waited for. */
function withoutHidden(all: readonly ChecklistStep[], hidden: ReadonlyMap<string, string>) {
  const after = new Map(all.map((step) => [step.id, step.after]));
  const seen = (id: string): string[] => (hidden.has(id) ? (after.get(id) ?? []).flatMap(seen) : [id]);
  return (step: ChecklistStep): string[] => [...new Set(step.after.flatMap(seen))];
}

const wrong = (why: string) => new ResaltError('INPUT_INVALID', `The checklist was not changed: ${why}.`, 'never');
