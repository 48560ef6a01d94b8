import type { Order, OrderOperation } from '../contract/orders.ts';
import { changeUsers } from './change-users.ts';
import type { Operation } from './operations.ts';
import { repairRights } from './repair-rights.ts';
import { resetPasswords } from './reset-passwords.ts';
import { revokeTokens } from './revoke-tokens.ts';
import { setOptions } from './set-options.ts';

type Performers = { [O in OrderOperation]: (order: Extract<Order, { operation: O }>) => Operation };

/** Every closing operation by its name. */
const performers: Performers = {
  SetOptions: setOptions,
  ResetPasswords: resetPasswords,
  ChangeUsers: changeUsers,
  RevokeTokens: revokeTokens,
  RepairRights: repairRights,
};

/** The operation that does what is ordered. */
export function operationOf<O extends Order>(order: O): Operation {
  const perform = performers[order.operation] as (order: O) => Operation;
  return perform(order);
}
