import type { UserAction } from '../../src-main/contract/orders/change-users.ts';
import type { Order } from '../../src-main/contract/orders.ts';
import type { Closing } from '../stores/audit/closing.ts';
import { count } from './count.ts';
import { operations } from './operation.ts';

const userActions: Record<UserAction, (n: number) => string> = {
  demote: (n) => `Demote ${count(n, 'user')}`,
  block: (n) => `Block ${count(n, 'user')}`,
  delete: (n) => `Delete ${count(n, 'user')}`,
  'remove-super-admin': (n) => `Take ${count(n, 'user')} off the super admins`,
  'clear-reset': (n) => `Clear ${count(n, 'reset link')}`,
};

/** On a button, what an order does to how many things; `n`: how many findings it closes. */
function sayOrder(order: Order, n: number): string {
  switch (order.operation) {
    case 'ChangeUsers':
      return userActions[order.action](order.users.length);
    case 'RevokeTokens':
      return `Revoke ${count(order.tokens.length, 'key')}`;
    case 'QuarantineFiles':
      return `Quarantine ${count(order.files.length, 'file')}`;
    case 'SetOptions':
      return order.changes.every(({ option }) => option === 'registration')
        ? `Close registration on ${count(order.changes.length, 'site')}`
        : `Change ${count(order.changes.length, 'setting')}`;
    case 'ResetPasswords':
      return `Reset passwords of ${count(n, 'finding')}`;
    default:
      return `${operations[order.operation].title} (${count(n, 'finding')})`;
  }
}

/** "Demote 3 users", "Revoke 12 keys". */
export const sayClosing = ({ order, findings }: Closing): string => sayOrder(order, findings.length);

const actionTitles: Record<UserAction, string> = {
  demote: 'Demote users',
  block: 'Block users',
  delete: 'Delete users',
  'remove-super-admin': 'Take users off the super admins',
  'clear-reset': 'Clear reset links',
};

/** What an order does, without saying to how many: "Demote users". */
export function orderTitle(order: Order): string {
  if (order.operation === 'ChangeUsers') return actionTitles[order.action];
  if (order.operation === 'OffboardPerson') return `Offboard ${order.email}`;
  if (order.operation === 'ResetPasswords' && order.salts) return 'Reset passwords and salts';
  return operations[order.operation].title;
}
