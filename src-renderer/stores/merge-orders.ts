import type { Order } from '../../src-main/contract/orders.ts';

type Parts = Record<string, unknown>;
const isRow = (value: unknown): value is Parts => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What must be the same in two orders for one to hold both: everything but lists and what is said per site. */
const frameOf = (order: Order): string =>
  JSON.stringify(Object.entries(order).filter(([, value]) => !Array.isArray(value) && !isRow(value)));

/** Two values of the same part in one: lists one after the other without doubles, what is said per site side by side. */
function joined(a: unknown, b: unknown): unknown {
  if (Array.isArray(a) && Array.isArray(b)) {
    const seen = new Set<string>();
    return [...(a as unknown[]), ...(b as unknown[])].filter((one) => {
      const key = JSON.stringify(one);
      return !seen.has(key) && seen.add(key);
    });
  }
  if (!isRow(a) || !isRow(b)) return a ?? b;
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(names.map((name) => [name, joined(a[name], b[name])]));
}

/** As few orders as do what all these do: one for each operation and each way of doing it. */
export function mergeOrders(orders: readonly Order[]): Order[] {
  const merged = new Map<string, Order>();
  for (const order of orders) {
    const frame = frameOf(order);
    const before = merged.get(frame);
    merged.set(frame, before ? (joined(before, order) as Order) : order);
  }
  return [...merged.values()];
}
