import type { Order, OrderOperation } from '../contract/orders.ts';
import { changeDatabasePassword } from './change-database-password.ts';
import { changeUsers } from './change-users.ts';
import { offboardPerson } from './offboard-person.ts';
import type { Operation } from './operations.ts';
import { putBackFiles } from './put-back-files.ts';
import { quarantineFiles } from './quarantine-files.ts';
import { repairRights } from './repair-rights.ts';
import { resetPasswords } from './reset-passwords.ts';
import { revokeTokens } from './revoke-tokens.ts';
import { setOptions } from './set-options.ts';
import type { Fellows } from './steps/database-password-look.ts';
import type { Marks } from './story.ts';
import { undo } from './undo.ts';

/** What the sites of an earlier run left behind, by the run's id. */
export type EarlierRun = (run: string) => Promise<ReadonlyMap<string, Marks>>;

type Perform<O> = (order: O, fellows: Fellows, earlier: EarlierRun) => Operation;
type Performers = { [O in OrderOperation]: Perform<Extract<Order, { operation: O }>> };

/** Every closing operation by its name. */
const performers: Performers = {
  ChangeDatabasePassword: changeDatabasePassword,
  ChangeUsers: changeUsers,
  OffboardPerson: offboardPerson,
  PutBackFiles: (order, _, earlier) => after(order.run, earlier, (marksOf) => putBackFiles(order, marksOf)),
  QuarantineFiles: quarantineFiles,
  RepairRights: repairRights,
  ResetPasswords: resetPasswords,
  RevokeTokens: revokeTokens,
  SetOptions: setOptions,
  Undo: (order, _, earlier) => after(order.run, earlier, (marksOf) => undo(order, marksOf)),
};

/** An operation that goes by what another run left: read once for all sites. */
function after(
  run: string,
  earlier: EarlierRun,
  make: (marksOf: (siteId: string) => Marks | undefined) => Operation,
): Operation {
  let marks: ReturnType<EarlierRun> | null = null;
  return async (site, tools, story, options) => {
    marks ??= earlier(run);
    const found = await marks;
    return make((siteId) => found.get(siteId))(site, tools, story, options);
  };
}

/** The operation that does what is ordered; `fellows`: which sites there are, and which of them the run is for. */
export function operationOf<O extends Order>(order: O, fellows: Fellows, earlier: EarlierRun): Operation {
  const perform = performers[order.operation] as Perform<O>;
  return perform(order, fellows, earlier);
}
