import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { ResaltError } from '../contract/failures.ts';
import type { Incident, incidentProcedures } from '../contract/incidents.ts';
import { type Order, order as orderSchema } from '../contract/orders.ts';
import type { Run, RunOptions } from '../contract/runs.ts';
import type { Site } from '../contract/sites.ts';
import { openOrder } from '../operations/steps/sealed-order.ts';
import { ordered } from './incident-actions.ts';
import { beginRun, goOnWith } from './incident-follow.ts';
import { isInterrupted, runsOfStep } from './incident-step-runs.ts';
import { verifySteps } from './incident-verify.ts';
import { openIncident, siteIdsOf } from './incidents.ts';
import { startOrder } from './orders.ts';
import type { Parts } from './parts.ts';

type Input = z.output<typeof incidentProcedures.contain.input>;

/** As a run's journal names what it belongs to: the containment is of all steps of its set. */
const containStep = 'contain';

/** `incidents.contain`: one run for all sites that are not contained; what an earlier one left undone is gone on with. Its steps are looked at when it is over. */
export async function containSites(parts: Parts, input: Input): Promise<string> {
  const incident = await openIncident(parts, input.incident);
  const siteIds = siteIdsOf(incident, input.sites);
  const sites = parts.store.sites.list().filter(({ id }) => siteIds.includes(id));
  if (sites.length === 0)
    throw new ResaltError('INPUT_INVALID', 'The sites of this incident were removed from Resalt.', 'never');
  const { options } = input;
  const order = await orderOf(parts, input);
  const of = { id: incident.id, step: containStep, part: null };
  if (options.dryRun) return startOrder(parts, order, sites, { ...options, incident: of });
  const runs = await runsOfStep(parts, incident.id, null);
  const shares = await sharesOf(parts, incident, order, sites, runs);
  const steps = incident.steps.filter(({ containment }) => containment);
  const ids = sites.map(({ id }) => id);
  const run = await parts.incidentWork.begin(
    incident.id,
    steps.map(({ id }) => id),
    ids,
    (began) => perform(parts, { incident, order, options, shares, ids }, began),
  );
  const last = run ?? runs[0]?.id;
  if (last === undefined) throw new Error('a containment that nothing was to be done for has no run');
  return last;
}

/** What is wished for, or what was wished for the plan. INPUT_INVALID where that is no plan of this containment, or is forgotten. */
async function orderOf({ runs, vault }: Parts, { incident, plan, allow, whose, withoutEvidence }: Input) {
  if (plan === null) return orderSchema.parse({ operation: 'Contain', incident, allow, whose, withoutEvidence });
  const shown = runs.list().find(({ id }) => id === plan);
  const isOf = shown?.dryRun && shown.operation === 'Contain' && shown.options.incident?.id === incident;
  if (!isOf)
    throw new ResaltError('INPUT_INVALID', `Run ${plan} is no plan of the containment of this incident.`, 'never');
  return openOrder(vault, shown.options.order);
}

interface Shares {
  /** Runs that were broken off, or left sites behind: gone on with. */
  goOn: { run: Run; which: 'resume' | 'retry'; names?: string[] }[];
  /** Sites for a new run. */
  fresh: Site[];
}

/** What is to be done for whom: contained is a site whose last run went well, and of which no step was seen to fall since. */
async function sharesOf(
  parts: Parts,
  incident: Incident,
  order: Order,
  sites: Site[],
  runs: readonly Run[],
): Promise<Shares> {
  const shares: Shares = { goOn: [], fresh: [] };
  const left = new Map<Run, string[]>();
  for (const site of sites) {
    const last = runs.find((run) => run.sites.some(({ siteId }) => siteId === site.id));
    const row = last?.sites.find(({ siteId }) => siteId === site.id);
    if (!last || !row) shares.fresh.push(site);
    else if (isInterrupted(last, row)) shares.goOn = withResumed(shares.goOn, last);
    else if (row.outcome === 'changed' || row.outcome === 'unchanged') {
      if (fellSince(incident, site.id, last.startedAt)) shares.fresh.push(site);
    } else left.set(last, [...(left.get(last) ?? []), row.site]);
  }
  for (const [run, names] of left) {
    if (await isSameOrder(parts, run, order)) shares.goOn.push({ run, which: 'retry', names });
    else shares.fresh.push(...sites.filter(({ name }) => names.includes(name)));
  }
  return shares;
}

const withResumed = (goOn: Shares['goOn'], run: Run): Shares['goOn'] =>
  goOn.some((one) => one.run === run && one.which === 'resume') ? goOn : [...goOn, { run, which: 'resume' }];

const fellSince = ({ steps }: Incident, siteId: string, at: string): boolean =>
  steps
    .filter(({ containment }) => containment)
    .some(({ standings }) =>
      standings.some((one) => one.siteId === siteId && one.state === 'reopened' && (one.at ?? '') > at),
    );

/** Another wish, as one without evidence, is another order and a run of its own. */
async function isSameOrder({ vault }: Parts, { options }: Run, order: Order): Promise<boolean> {
  try {
    return isDeepStrictEqual(await openOrder(vault, options.order), order);
  } catch (error) {
    if (error instanceof ResaltError) return false;
    throw error;
  }
}

interface Job {
  incident: Incident;
  order: Order;
  options: RunOptions;
  shares: Shares;
  ids: string[];
}

async function perform(parts: Parts, { incident, order, options, shares, ids }: Job, began: (run: string) => void) {
  const broken: Site[] = [];
  for (const { run, which, names } of shares.goOn) {
    const gone = await goOnWith(parts, incident.id, run, began, which, names);
    if (!gone) broken.push(...sitesLeft(parts, run, ids));
  }
  const sites = [...shares.fresh, ...broken];
  if (sites.length > 0) {
    parts.incidentWork.needOpen();
    const action = { ...ordered(parts, 0, order, sites), part: null };
    await beginRun(parts, { incident: incident.id, step: containStep, action, options }, began);
  }
  parts.incidentWork.needOpen();
  const steps = incident.steps.filter(({ containment }) => containment);
  // What stood there is looked at while it is fresh: later nobody can tell what was found first.
  const also = steps.flatMap(({ automations }) => automations.flatMap((one) => ('audit' in one ? one.audit : [])));
  await verifySteps(parts, incident, { steps, siteIds: ids, also });
}

/** Of a run that can't be gone on with. */
const sitesLeft = ({ store }: Parts, run: Run, ids: readonly string[]): Site[] => {
  const left = run.sites.filter((row) => row.outcome !== 'changed' && row.outcome !== 'unchanged');
  return store.sites.list().filter(({ id }) => ids.includes(id) && left.some(({ siteId }) => siteId === id));
};
