import type { Order, OrderOperation } from '../contract/orders.ts';
import { changeDatabasePassword } from './change-database-password.ts';
import { changeUsers } from './change-users.ts';
import { offboardPerson } from './offboard-person.ts';
import type { Operation } from './operations.ts';
import { resetPasswords } from './reset-passwords.ts';
import { revokeTokens } from './revoke-tokens.ts';
import { setOptions } from './set-options.ts';
import type { Fellows } from './steps/database-password-look.ts';

type Performers = { [O in OrderOperation]: (order: Extract<Order, { operation: O }>, fellows: Fellows) => Operation };

/** Every closing operation by its name. */
const performers: Performers = {
  ChangeDatabasePassword: changeDatabasePassword,
  SetOptions: setOptions,
  ResetPasswords: resetPasswords,
  ChangeUsers: changeUsers,
  RevokeTokens: revokeTokens,
  OffboardPerson: offboardPerson,
};

/** The operation that does what is ordered; `fellows`: which sites there are, and which of them the run is for. */
export function operationOf<O extends Order>(order: O, fellows: Fellows): Operation {
  const perform = performers[order.operation] as (order: O, fellows: Fellows) => Operation;
  return perform(order, fellows);
}
