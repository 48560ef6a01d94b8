import type { Finding } from '../../src-main/contract/findings.ts';
import type { Order } from '../../src-main/contract/orders.ts';
import { api } from '../api.ts';
import { ask } from './calls.ts';
import { useFleet } from './fleet.ts';
import { once } from './once.ts';
import { takesPlaceOf } from './plan-series.ts';
import { go, hrefOf, onward, type Route, readRoute } from './route.ts';

interface Ordered {
  order: Order;
  /** What it is to close, where it came from findings. */
  findings: readonly Finding[];
  /** The screen on which it was ordered. */
  from: Route;
}

/** By plan what was ordered in this window, by run what it was to close; the engine keeps the order in the vault and does not give it back. */
const planned = new Map<string, Ordered>();
const begun = new Map<string, Ordered>();
/** By plan where another kind of it was asked for. */
const froms = new Map<string, Route>();
useFleet.subscribe(({ vault }) => {
  if (vault?.state === 'unlocked') return;
  planned.clear();
  begun.clear();
  froms.clear();
});

const start = (order: Order, sites: string[]) =>
  ask('make the plan', async () => {
    const { concurrency } = await api.settings.get.query({});
    return api.orders.start.mutate({ order, select: { sites }, options: { dryRun: true, concurrency } });
  });

/** Looks, without changing anything, at what an order would do to these sites, and shows the plan. False where it could not. */
export async function planOrder(order: Order, sites: string[], findings: readonly Finding[] = []): Promise<boolean> {
  const lead = onward();
  const from = readRoute(window.location.hash);
  const started = await once(['order', order, sites], () => start(order, sites));
  if (!started) return false;
  planned.set(started.run, { order, findings, from });
  lead({ screen: 'plan', run: started.run });
  return true;
}

/** Makes the plan of an order again, which takes the place of the old one where that is still shown. False where it could not. */
export async function planOrderAgain(plan: string, sites: string[]): Promise<boolean> {
  const ordered = planned.get(plan);
  if (!ordered) return false;
  const started = await start(ordered.order, sites);
  if (!started) return false;
  planned.set(started.run, ordered);
  takesPlaceOf(plan, started.run);
  if (window.location.hash === hrefOf({ screen: 'plan', run: plan })) go({ screen: 'plan', run: started.run });
  return true;
}

/** What a plan of this window is of; null where another window made it. */
export const orderOfPlan = (plan: string): Order | null => planned.get(plan)?.order ?? null;

/** Where a plan of this window was asked for; null where another window made it. */
export const whereOrdered = (plan: string): Route | null => planned.get(plan)?.from ?? froms.get(plan) ?? null;

/** A plan that no order of this window made was asked for there. */
export const askedFrom = (plan: string, from: Route): void => void froms.set(plan, from);

/** The run that does what this plan was of. */
export function orderBegun(plan: string, run: string): void {
  const ordered = planned.get(plan);
  if (ordered) begun.set(run, ordered);
}

/** What a run of this window was to close; null where another window, or another day, began it. */
export const closedBy = (run: string): readonly Finding[] | null => begun.get(run)?.findings ?? null;
