import type { Order } from '../../src-main/contract/orders.ts';

type Parts = Record<string, unknown>;
const isParts = (value: unknown): value is Parts =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What must be the same in two orders for one to hold both: everything but lists and what is said per site. */
const frameOf = (order: Order): string =>
  JSON.stringify(Object.entries(order).filter(([, value]) => !Array.isArray(value) && !isParts(value)));

/** Two values of the same part in one: lists one after the other, what is said per site side by side. */
function joined(a: unknown, b: unknown): unknown {
  if (Array.isArray(a) && Array.isArray(b)) return [...(a as unknown[]), ...(b as unknown[])];
  if (!isParts(a) || !isParts(b)) return a ?? b;
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(names.map((name) => [name, joined(a[name], b[name])]));
}

/** Without what a list says twice: two findings may be closed by the same thing. */
function withoutDoubles(value: unknown): unknown {
  if (isParts(value))
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withoutDoubles(part)]));
  if (!Array.isArray(value)) return value;
  const all: [string, unknown][] = value.map((one: unknown) => [JSON.stringify(one), one]);
  return [...new Map(all).values()];
}

/** As few orders as do what all these do, one for each operation and each way of doing it; `from`: places of those it holds. */
export function mergeOrders(orders: readonly Order[]): { order: Order; from: number[] }[] {
  const merged = new Map<string, { order: unknown; from: number[] }>();
  for (const [at, order] of orders.entries()) {
    const frame = frameOf(order);
    const before = merged.get(frame);
    merged.set(
      frame,
      before ? { order: joined(before.order, order), from: [...before.from, at] } : { order, from: [at] },
    );
  }
  return [...merged.values()].map(({ order, from }) => ({ order: withoutDoubles(order) as Order, from }));
}
