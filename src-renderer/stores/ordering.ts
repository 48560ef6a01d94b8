import type { Order } from '../../src-main/contract/orders.ts';
import { api } from '../api.ts';
import { ask } from './calls.ts';
import { useFleet } from './fleet.ts';
import { takesPlaceOf } from './plan-series.ts';
import { go, hrefOf } from './route.ts';

/** What was ordered by each plan of this window; the engine keeps it in the vault and does not give it back. */
const ordered = new Map<string, Order>();
useFleet.subscribe(({ vault }) => vault?.state !== 'unlocked' && ordered.clear());

const start = (order: Order, sites: string[]) =>
  ask('make the plan', async () => {
    const { concurrency } = await api.settings.get.query({});
    return api.orders.start.mutate({ order, select: { sites }, options: { dryRun: true, concurrency } });
  });

/** Looks, without changing anything, at what an order would do to these sites, and shows the plan. */
export async function planOrder(order: Order, sites: string[]): Promise<void> {
  const started = await start(order, sites);
  if (!started) return;
  ordered.set(started.run, order);
  go({ screen: 'plan', run: started.run });
}

/** Whether the window still knows what a plan was of, so that it can be made again. */
export const canPlanAgain = (plan: string): boolean => ordered.has(plan);

/** Makes the plan of an order again, which takes the place of the old one where that is still shown. False where it could not. */
export async function planOrderAgain(plan: string, sites: string[]): Promise<boolean> {
  const order = ordered.get(plan);
  if (!order) return false;
  const started = await start(order, sites);
  if (!started) return false;
  ordered.set(started.run, order);
  takesPlaceOf(plan, started.run);
  if (window.location.hash === hrefOf({ screen: 'plan', run: plan })) go({ screen: 'plan', run: started.run });
  return true;
}
