import type { CheckName, Finding } from '../contract/findings.ts';
import { type Order, order, orderOf } from '../contract/orders.ts';

/** A finding that is to be closed. */
export type ToFix = Pick<Finding, 'siteId' | 'check' | 'fix' | 'title'>;

export interface Fixes {
  /** As few as there can be: those of one operation and manner are one, over all sites. */
  orders: { order: Order; siteIds: string[] }[];
  /** What no operation closes: a person's. */
  byHand: ToFix[];
}

/** What closes these findings, grouped. */
export function fixesOf(findings: readonly ToFix[], checks: readonly CheckName[]): Fixes {
  const wanted = new Set(checks);
  const groups = new Map<string, { first: Order; list: unknown[]; siteIds: Set<string> }>();
  const byHand: ToFix[] = [];
  for (const finding of findings.filter(({ check }) => wanted.has(check))) {
    const one = orderOf(finding);
    if (!one) {
      byHand.push(finding);
      continue;
    }
    const { key, list } = listOf(one);
    const group = groups.get(key) ?? { first: one, list: [], siteIds: new Set<string>() };
    group.list.push(...list);
    group.siteIds.add(finding.siteId);
    groups.set(key, group);
  }
  const orders = [...groups.values()].map(({ first, list, siteIds }) => ({
    order: withList(first, list),
    siteIds: [...siteIds],
  }));
  return { orders, byHand };
}

const listNames = {
  ChangeUsers: 'users',
  RevokeTokens: 'tokens',
  RepairRights: 'repairs',
  SetOptions: 'changes',
  QuarantineFiles: 'files',
} as const;
type Listed = keyof typeof listNames;
const isListed = (operation: string): operation is Listed => operation in listNames;

/** What of an order is a list to which others can be added, and a key that is the same for those that differ in the list alone. */
function listOf(one: Order): { key: string; list: unknown[] } {
  const { operation } = one;
  if (operation === 'ResetPasswords') {
    const { whose, ...rest } = one;
    return { key: JSON.stringify(rest), list: Object.entries(whose.sites ?? {}) };
  }
  if (!isListed(operation)) return { key: JSON.stringify(one), list: [] };
  const name = listNames[operation];
  const { [name]: list, ...rest } = one as unknown as Record<string, unknown>;
  return { key: JSON.stringify(rest), list: Array.isArray(list) ? list : [] };
}

/** The order with this list, each thing once. */
function withList(first: Order, list: readonly unknown[]): Order {
  if (first.operation === 'ResetPasswords') {
    const sites = new Map<string, Set<string>>();
    for (const [siteId, logins] of list as [string, string[]][])
      sites.set(siteId, new Set([...(sites.get(siteId) ?? []), ...logins]));
    const whose = { ...first.whose, sites: Object.fromEntries([...sites].map(([id, logins]) => [id, [...logins]])) };
    return order.parse({ ...first, whose });
  }
  if (!isListed(first.operation)) return first;
  const once = new Map(list.map((one) => [JSON.stringify(one), one]));
  return order.parse({ ...first, [listNames[first.operation]]: [...once.values()] });
}
