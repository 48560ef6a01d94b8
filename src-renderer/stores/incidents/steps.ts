import type { Fact } from '../../../src-main/contract/checklist.ts';
import type { Incident, IncidentStep, Standing, StepState } from '../../../src-main/contract/incidents.ts';

/** Proven, or a named person said so. */
export const isDone = (state: StepState): boolean => state === 'verified' || state === 'ticked';

/** The step of the looks after 24 hours, 7 and 30 days (src-main/incidents/checklist/afterwards.ts). */
export const lookAgainStep = 'look-again';

/** Whether a person may say that it is done: of the looks that follow only once all were made. */
export function canTick(step: IncidentStep, rechecks: Incident['rechecks']): boolean {
  if (leftOf(step).length === 0) return false;
  const made = rechecks.length > 0 && rechecks.every(({ doneAt }) => doneAt !== null);
  return step.id !== lookAgainStep || made;
}

/** On how many of its sites a step is done; a step that is done once for all is one of one. */
export function doneOf({ standings }: IncidentStep): { done: number; all: number } {
  return { done: standings.filter(({ state }) => isDone(state)).length, all: standings.length };
}

/** Where a step is still to be done, or no longer holds. */
export const leftOf = ({ standings }: Pick<IncidentStep, 'standings'>): Standing[] =>
  standings.filter(({ state }) => !isDone(state));

/** Names of the sites among these; none where the step is done once for all. */
export const sitesOf = (standings: readonly Standing[]): string[] =>
  standings.flatMap(({ site }) => (site === null ? [] : [site]));

/**
 * The sites on which something of the containment was not done yet. What was done there and fell later is done again by its own step: the whole set would close
 * an open site once more.
 */
export function toContain({ steps, sites }: Pick<Incident, 'steps' | 'sites'>): string[] {
  const never = (step: IncidentStep) => leftOf(step).filter(({ state }) => state !== 'reopened');
  const set = steps.filter(({ containment }) => containment);
  const open = new Set(set.flatMap((step) => sitesOf(never(step))));
  const once = set.some((step) => step.per === 'incident' && never(step).length > 0);
  return sites.flatMap(({ site }) => (once || open.has(site) ? [site] : []));
}

/** The number of another step that Resalt is at where this one is still to be done: a site is worked on by one run at a time. */
export function heldBy(steps: readonly IncidentStep[], step: IncidentStep): number | null {
  const sites = new Set(sitesOf(leftOf(step)));
  const holds = ({ id, standings }: IncidentStep) =>
    id !== step.id && standings.some(({ state, site }) => state === 'working' && site !== null && sites.has(site));
  const at = steps.findIndex(holds);
  return at < 0 ? null : at + 1;
}

const provesBy = (step: Pick<IncidentStep, 'verifications'>, fact: Fact): boolean =>
  step.verifications.some((one) => 'fact' in one && one.fact === fact);

/** The steps that give new salts, in their order: the first at containment, the last once the sites are clean. */
export const rotations = (steps: readonly IncidentStep[]): IncidentStep[] =>
  steps.filter((step) => provesBy(step, 'salts-as-rotated'));

/** What Resalt does in it: nothing, only looking (also where a step of Resalt's is nothing but a look), or changing something; a change after approval wants its plan first. */
export type Work = 'none' | 'looks' | 'changes' | 'plans';
export function workOf({
  automations,
  verifications,
  who,
}: Pick<IncidentStep, 'automations' | 'verifications' | 'who'>): Work {
  if (automations.length === 0) return who === 'person' || verifications.length === 0 ? 'none' : 'looks';
  if (automations.every((one) => 'audit' in one)) return 'looks';
  return who === 'resalt-after-approval' || automations.some((one) => 'fix' in one) ? 'plans' : 'changes';
}

export interface Phase {
  title: string;
  steps: IncidentStep[];
}

/** The parts of Resalt's checklist, with the steps of each (src-main/incidents/checklist). */
const parts: [title: string, steps: string[]][] = [
  ['Before all else', ['open', 'open-incident', 'own-machine-clean', 'freeze-changes']],
  ['Contain', ['isolate', 'snapshot', 'baseline', 'contain-passwords', 'contain-sessions', 'application-passwords']],
  [
    'Shut the doors',
    [
      ...['remove-administrators', 'reset-passwords', 'clear-reset-keys', 'api-keys', 'database-password'],
      'server-credentials',
    ],
  ],
  [
    'Find what was left',
    [
      ...['core-files', 'plugin-files', 'server-settings', 'foreign-php', 'wp-config', 'cron', 'system-cron'],
      ...['database-settings', 'stored-scripts', 'database-extras', 'database-accounts'],
    ],
  ],
  ['Understand and clean', ['entry-point', 'clean-or-restore', 'reinstall']],
  ['Rotate again', ['final-rotation']],
  ['Harden and reopen', ['harden', 'two-factor', 'neighbours', 'reopen-site']],
  ['Afterwards', ['blocklists', 'tell', 'look-again']],
];
const partOf = new Map(parts.flatMap(([title, steps]) => steps.map((step) => [step, title] as const)));

/** The checklist in its parts; a step that an agency added belongs to the part in which it stands. */
export function phasesOf(steps: readonly IncidentStep[]): Phase[] {
  const phases: Phase[] = [];
  for (const step of steps) {
    const last = phases.at(-1);
    const title = partOf.get(step.id) ?? last?.title ?? 'Checklist';
    if (last?.title === title) last.steps.push(step);
    else phases.push({ title, steps: [step] });
  }
  return phases;
}

/** How a site stands in an incident: its own steps, with how many are done. */
export function stepsOnSite(
  { steps }: Pick<Incident, 'steps'>,
  siteId: string,
): { step: IncidentStep; at: Standing }[] {
  return steps.flatMap((step) => {
    const at = step.standings.find((one) => one.siteId === siteId);
    return at ? [{ step, at }] : [];
  });
}
