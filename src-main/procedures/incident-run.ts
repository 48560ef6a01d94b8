import type { z } from 'zod';
import { ResaltError, toFailure } from '../contract/failures.ts';
import type { Incident, IncidentStep, incidentProcedures } from '../contract/incidents.ts';
import type { RunOptions } from '../contract/runs.ts';
import type { Site } from '../contract/sites.ts';
import { cellKey } from '../incidents/folded.ts';
import type { NewLine } from '../incidents/lines.ts';
import { lookAgainStep } from '../incidents/rechecks.ts';
import { actingParts, toDoOn } from '../incidents/rounds.ts';
import { openOrder } from '../operations/steps/sealed-order.ts';
import { type Action, actionsOf, ordered } from './incident-actions.ts';
import { beginRun, goOnWith } from './incident-follow.ts';
import { checksBeside, lookOnly } from './incident-look-only.ts';
import { recheckNow } from './incident-recheck.ts';
import { interruptedOf, onSite, runsOfStep } from './incident-step-runs.ts';
import { verifySteps } from './incident-verify.ts';
import { openIncident, siteIdsOf, stepOf } from './incidents.ts';
import type { Parts } from './parts.ts';

type Input = z.output<typeof incidentProcedures.run.input>;

interface Job {
  parts: Parts;
  incident: Incident;
  step: IncidentStep;
  sites: Site[];
  options: RunOptions;
  /** What was planned, where a plan was shown. */
  planned: Action[] | null;
  again: boolean;
  /** Nothing is begun anew: what a person agreed to was broken off, and nothing else was agreed to. */
  onlyGoOn: boolean;
}

/** `incidents.run`: what Resalt does in a step, and then a look at whether it holds. */
export async function runStep(parts: Parts, input: Input): Promise<{ run: string | null; plans?: string[] }> {
  const incident = await openIncident(parts, input.incident);
  const step = stepOf(incident, input.step);
  const siteIds = siteIdsOf(incident, input.sites);
  const sites = parts.store.sites.list().filter(({ id }) => siteIds.includes(id));
  if (sites.length === 0) throw invalid('The sites of this step were removed from Resalt.');
  if (step.id === lookAgainStep) return recheckNow(parts, incident.id).then(() => ({ run: null }));
  if (actingParts(step).length === 0) return lookOnly(parts, incident, step, siteIds);
  const options: RunOptions = { ...input.options, dryRun: false };
  const job: Job = { parts, incident, step, sites, options, planned: null, again: input.again, onlyGoOn: false };
  if (input.options.dryRun) {
    const plans = await planStep(job);
    return plans.length > 0 ? { run: plans[0] ?? null, plans } : lookOnly(parts, incident, step, siteIds);
  }
  if (input.plan !== null) job.planned = await plannedActions(parts, incident, step, input.plan, sites);
  else if (step.who === 'resalt-after-approval') {
    job.onlyGoOn = (await interrupted(job)).length > 0;
    const free = job.onlyGoOn || (await onlyLooks(job));
    if (!free && (await nothingToDo(job))) return lookOnly(parts, incident, step, siteIds);
    if (!free)
      throw invalid(
        `“${step.title}” is done only as it was planned: plan it (--dry-run), look at the plan, then run it with that plan.`,
      );
  }
  const run = await parts.incidentWork.begin(incident.id, [step.id], siteIds, (began) => perform(job, began));
  return { run };
}

/** The whole of it. What fails before the first run began fails the call; later it stands in the record. */
async function perform(job: Job, began: (run: string) => void): Promise<void> {
  const { parts, incident, step, sites } = job;
  let first = true;
  const tell = (run: string) => {
    first = false;
    began(run);
  };
  try {
    for (const run of await interrupted(job)) await goOnWith(parts, incident.id, run, tell);
    const acted = await actAsAgreed(job, tell);
    const left = sites.filter(({ id }) => !acted.looked.has(id)).map(({ id }) => id);
    if (left.length > 0) await verifySteps(parts, incident, { steps: [step], siteIds: left, also: checksBeside(step) });
  } catch (error) {
    if (first) throw error;
    await noteFailure(job, toFailure(error).message);
  }
}

const interrupted = async ({ parts, incident, step, sites }: Job) =>
  interruptedOf(await runsOfStep(parts, incident.id, step.id), new Set(sites.map(({ id }) => id)));

/** What was planned; without a plan what is needed, but where a person has to agree only what was agreed to: that is gone on with already. */
async function actAsAgreed(job: Job, tell: (run: string) => void): Promise<{ looked: Set<string> }> {
  if (job.planned) {
    await isCancelled(job, job.planned, tell);
    return { looked: new Set() };
  }
  return job.onlyGoOn ? { looked: new Set() } : actWhereNeeded(job, tell);
}

/** Site by site only what is not done: see incidents/rounds.ts. */
async function actWhereNeeded(job: Job, tell: (run: string) => void): Promise<{ looked: Set<string> }> {
  const { parts, incident, step, sites } = job;
  const wanted = await toDo(job);
  const toLook = sites.filter(({ id }) => wanted.get(id)?.what === 'look').map(({ id }) => id);
  const looked = new Set<string>();
  if (toLook.length > 0) {
    const seen = await verifySteps(parts, incident, { steps: [step], siteIds: toLook, also: checksBeside(step) });
    for (const id of toLook) {
      const holds = seen.get(id)?.find((one) => one.step === step.id)?.holds ?? null;
      if (holds === false) wanted.set(id, { what: 'do', parts: actingParts(step) });
      else looked.add(id);
    }
  }
  if (step.who === 'resalt-after-approval' && looked.size < toLook.length) {
    const broken = sites.filter(({ id }) => toLook.includes(id) && !looked.has(id)).map(({ name }) => name);
    throw invalid(`“${step.title}” no longer holds on ${broken.join(', ')}: plan it again (--dry-run).`);
  }
  for (const part of actingParts(step)) {
    const those = sites.filter(({ id }) => {
      const todo = wanted.get(id);
      return todo?.what === 'do' && todo.parts.includes(part);
    });
    const actions = await actionsOf(parts, incident, step, part, those);
    if (await isCancelled(job, actions, tell)) break;
  }
  return { looked };
}

/** Runs them one after the other; true where a person cancelled: nothing more is begun then. */
async function isCancelled({ parts, incident, step, options }: Job, actions: Action[], tell: (run: string) => void) {
  for (const action of actions) {
    parts.incidentWork.needOpen();
    const run = await beginRun(parts, { incident: incident.id, step: step.id, action, options }, tell);
    if (run.stoppedWhy !== null) return true;
  }
  return false;
}

async function toDo({ parts, incident, step, sites, again }: Job) {
  const [all, folded] = [await runsOfStep(parts, incident.id, step.id), await parts.incidents.folded(incident.id)];
  const cellOf = (siteId: string) => folded.cells.get(cellKey(step.id, step.per === 'incident' ? null : siteId));
  return new Map(sites.map(({ id }) => [id, toDoOn(step, cellOf(id), onSite(all, id), again)]));
}

const onlyLooks = async (job: Job): Promise<boolean> =>
  [...(await toDo(job)).values()].every(({ what }) => what === 'look');

/** A step of fixes where nothing is found. */
async function nothingToDo({ parts, incident, step, sites }: Job): Promise<boolean> {
  for (const part of actingParts(step))
    if ((await actionsOf(parts, incident, step, part, sites)).length > 0) return false;
  return true;
}

/** Dry runs of all that it does, each to its end; all of them carry the first one's id, which stands for the plan. */
async function planStep({ parts, incident, step, sites, options }: Job): Promise<string[]> {
  const plans: string[] = [];
  for (const part of actingParts(step))
    for (const action of await actionsOf(parts, incident, step, part, sites)) {
      const [plan] = plans;
      const of = { id: incident.id, step: step.id, part, ...(plan ? { plan } : {}) };
      const run = await action.start({ ...options, dryRun: true, incident: of });
      plans.push(run);
      await parts.runs.settled(run);
    }
  return plans;
}

/** The runs that do what a plan has shown, on its sites that are chosen. INPUT_INVALID where it is no plan of this very step. */
async function plannedActions(
  parts: Parts,
  incident: Incident,
  step: IncidentStep,
  plan: string,
  sites: Site[],
): Promise<Action[]> {
  const isOf = (one: { dryRun: boolean; options: RunOptions }) =>
    one.dryRun && one.options.incident?.id === incident.id && one.options.incident.step === step.id;
  const all = parts.runs.list().filter(isOf);
  if (!all.some(({ id }) => id === plan)) throw invalid(`Run ${plan} is no plan of “${step.title}” in this incident.`);
  const group = all.filter(({ id, options }) => id === plan || options.incident?.plan === plan);
  group.sort((one, other) => (one.startedAt < other.startedAt ? -1 : 1));
  const actions: Action[] = [];
  for (const { id, options } of group) {
    const shown = await parts.runs.show(id);
    const those = sites.filter((site) => shown.sites.some(({ siteId }) => siteId === site.id));
    const part = options.incident?.part ?? 0;
    if (those.length === 0) continue;
    if (options.order === undefined) actions.push(...(await actionsOf(parts, incident, step, part, those)));
    else actions.push(ordered(parts, part, await openOrder(parts.vault, options.order), those));
  }
  return actions;
}

/** Of what could not even be begun. */
async function noteFailure({ parts, incident, step, sites }: Job, told: string): Promise<void> {
  const failed = { outcome: 'failed' as const, told: told.slice(0, 2000) };
  const lines = sites.map(({ id }): NewLine => {
    return { kind: 'ended', step: step.id, part: 0, run: null, sites: [{ siteId: id, ...failed }] };
  });
  await parts.incidents.write(incident.id, ...lines);
}

const invalid = (message: string) => new ResaltError('INPUT_INVALID', message, 'never');
