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

/** Of an order about files, which of them on this site. */
function pathsOf(order: Order, siteId: string): string[] | null {
  if (order.operation === 'PutBackFiles') return order.paths ?? [];
  if (order.operation !== 'QuarantineFiles') return null;
  return order.files.filter((file) => (file.siteId ?? siteId) === siteId).map(({ path }) => path);
}

/** The row of a site where a plan or a run of this order is over. */
export function orderedRow(row: RunSite, order: Order, dryRun: boolean): RunSite {
  const things = thingsOf(order, row.siteId);
  const base = { ...row, salts: null, sessions: null, proof: null, inspection: null };
  if (dryRun) return { ...base, outcome: 'unchanged', plan: things.map((thing) => `Will do: ${thing}.`) };
  const paths = pathsOf(order, row.siteId);
  const deeds: Deed[] = (paths ?? things).map((what) => ({
    ...{ kind: paths ? 'file' : 'thing', what, result: 'done', why: null },
  }));
  return { ...base, outcome: 'changed', deeds };
}
