import type { Order } from '../../../src-main/contract/orders.ts';
import type { Deed, RunSite } from '../../../src-main/contract/runs.ts';

/** What an order names for this site, a line each, in the order's own words. */
function thingsOf(order: Order, siteId: string): string[] {
  const rows = Object.values(order).flatMap((value: unknown) => (Array.isArray(value) ? (value as unknown[]) : []));
  const mine = rows.filter(
    (row): row is Record<string, unknown> =>
      typeof row === 'object' && row !== null && (!('siteId' in row) || row.siteId === siteId),
  );
  const said = mine.map(({ siteId: _, ...row }) =>
    Object.entries(row)
      .map(([name, value]) => `${name} ${String(value)}`)
      .join(', '),
  );
  return said.length > 0 ? said : [order.operation];
}

/** The row of a site where a plan or a run of this order is over. */
export function orderedRow(row: RunSite, order: Order, dryRun: boolean): RunSite {
  const things = thingsOf(order, row.siteId);
  const base = { ...row, salts: null, sessions: null, proof: null, inspection: null };
  if (dryRun) return { ...base, outcome: 'unchanged', plan: things.map((thing) => `Will do: ${thing}.`) };
  const deeds: Deed[] = things.map((what) => ({ kind: 'thing', what, result: 'done', why: null }));
  return { ...base, outcome: 'changed', deeds };
}
