import type { Order, OrderOperation } from '../contract/orders.ts';
import { changeUsers } from './change-users.ts';
import type { Operation } from './operations.ts';
import { putBackFiles } from './put-back-files.ts';
import { quarantineFiles } from './quarantine-files.ts';
import { repairRights } from './repair-rights.ts';
import { resetPasswords } from './reset-passwords.ts';
import { revokeTokens } from './revoke-tokens.ts';
import { setOptions } from './set-options.ts';
import type { Marks } from './story.ts';
import { undo } from './undo.ts';

/** What the sites of an earlier run left behind, by the run's id. */
export type EarlierRun = (run: string) => Promise<ReadonlyMap<string, Marks>>;

type Performers = {
  [O in OrderOperation]: (order: Extract<Order, { operation: O }>, earlier: EarlierRun) => Operation;
};

/** Every closing operation by its name. */
const performers: Performers = {
  SetOptions: setOptions,
  ResetPasswords: resetPasswords,
  ChangeUsers: changeUsers,
  RevokeTokens: revokeTokens,
  RepairRights: repairRights,
  QuarantineFiles: quarantineFiles,
  PutBackFiles: (order, earlier) => after(order.run, earlier, (marksOf) => putBackFiles(order, marksOf)),
  Undo: (order, earlier) => after(order.run, earlier, (marksOf) => undo(order, marksOf)),
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

/** The operation that does what is ordered. */
export function operationOf<O extends Order>(order: O, earlier: EarlierRun): Operation {
  const perform = performers[order.operation] as (order: O, earlier: EarlierRun) => Operation;
  return perform(order, earlier);
}
