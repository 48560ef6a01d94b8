import { ResaltError } from '../contract/failures.ts';
import type { Order } from '../contract/orders.ts';
import { procedures as declared } from '../contract/procedures.ts';
import type { RunOptions } from '../contract/runs.ts';
import type { Site } from '../contract/sites.ts';
import { openOrder, sealOrder } from '../operations/steps/sealed-order.ts';
import type { Parts } from './parts.ts';
import { router, unlockedProcedure } from './rpc.ts';
import { sitesOf } from './select.ts';

const { orders: d } = declared;

export function orderProcedures(parts: Parts) {
  const unlocked = unlockedProcedure(parts);
  return router({
    start: unlocked
      .input(d.start.input)
      .output(d.start.output)
      .mutation(async ({ input: { order, select, options } }) => ({
        run: await startOrder(parts, order, await sitesOf(parts, select), options),
      })),
    begin: unlocked
      .input(d.begin.input)
      .output(d.begin.output)
      .mutation(async ({ input: { plan, sites, options } }) => {
        const planned = await parts.runs.show(plan);
        if (!planned.dryRun || planned.options.order === undefined)
          throw new ResaltError('INPUT_INVALID', `Run ${plan} is no plan of a closing operation.`, 'never');
        const order = await openOrder(parts.vault, planned.options.order);
        const ids = new Set(planned.sites.filter(({ site }) => sites?.includes(site) ?? true).map((row) => row.siteId));
        const those = parts.store.sites.list().filter(({ id }) => ids.has(id));
        return { run: await startOrder(parts, order, those, { ...options, dryRun: false }) };
      }),
  });
}

/** Starts a run that does what is ordered; the order goes into the vault, the journal names only its place. */
export async function startOrder(
  { runs, store, vault, who }: Parts,
  order: Order,
  sites: Site[],
  options: Omit<RunOptions, 'order'>,
): Promise<string> {
  const { operation } = order;
  const sealed = await sealOrder(vault, order);
  const run = await runs.start({ operation, options: { ...options, order: sealed } }, sites).catch(async (error) => {
    await vault.forget(sealed);
    throw error;
  });
  const details = { operation, sites: sites.length, dryRun: options.dryRun };
  await store.auditTrail.append({ who, what: 'run.started', runId: run, details });
  return run;
}
