import type { Finding } from '../../../src-main/contract/findings.ts';
import { type Order, orderOf } from '../../../src-main/contract/orders.ts';
import { mergeOrders } from '../merge-orders.ts';
import { planOrder } from '../ordering.ts';

/** One order that closes some of the findings, on their sites. */
export interface Closing {
  order: Order;
  findings: Finding[];
}

/** What closes these findings, as few orders as can be; those that no operation closes are in none. */
export function closingsOf(findings: readonly Finding[]): Closing[] {
  const closing = findings.flatMap((finding) => {
    const order = orderOf(finding);
    return order ? [{ order, finding }] : [];
  });
  return mergeOrders(closing.map(({ order }) => order)).map(({ order, from }) => ({
    order,
    findings: from.flatMap((at) => closing[at]?.finding ?? []),
  }));
}

/** Shows what the order would do on the sites of these findings. */
export const planClosing = ({ order, findings }: Closing): Promise<boolean> =>
  planOrder(order, [...new Set(findings.map(({ site }) => site))], findings);
