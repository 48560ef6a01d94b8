import type { Order, OrderOperation } from '../contract/orders.ts';
import { changeDatabasePassword } from './change-database-password.ts';
import { changeUsers } from './change-users.ts';
import { clearResetKeys } from './clear-reset-keys.ts';
import { closeToVisitors } from './close-to-visitors.ts';
import { contain } from './contain.ts';
import { hardenSite } from './harden-site.ts';
import { offboardPerson } from './offboard-person.ts';
import { openToVisitors } from './open-to-visitors.ts';
import type { Operation } from './operations.ts';
import { putBackFiles } from './put-back-files.ts';
import { quarantineFiles } from './quarantine-files.ts';
import { repairRights } from './repair-rights.ts';
import { resetPasswords } from './reset-passwords.ts';
import { revokeTokens } from './revoke-tokens.ts';
import { setOptions } from './set-options.ts';
import type { Fellows } from './steps/database-password-look.ts';
import type { Marks } from './story.ts';
import { takeSnapshot } from './take-snapshot.ts';
import { undo } from './undo.ts';

/** What an order may need to know beside its own site. */
export interface Surroundings {
  /** Which sites there are, and which of them the run is for. */
  fellows: Fellows;
  /** What the sites of an earlier run left behind, by the run's id. */
  earlier(run: string): Promise<ReadonlyMap<string, Marks>>;
}

type Performers = {
  [O in OrderOperation]: (order: Extract<Order, { operation: O }>, around: Surroundings) => Operation;
};

/** Every closing operation by its name. */
const performers: Performers = {
  ChangeDatabasePassword: (order, { fellows }) => changeDatabasePassword(order, fellows),
  ChangeUsers: changeUsers,
  ClearResetKeys: clearResetKeys,
  CloseToVisitors: closeToVisitors,
  Contain: (order) => contain(order, { snapshot: takeSnapshot, close: closeToVisitors }),
  HardenSite: hardenSite,
  OffboardPerson: offboardPerson,
  OpenToVisitors: openToVisitors,
  PutBackFiles: (order, around) => after(order.run, around, (marksOf) => putBackFiles(order, marksOf)),
  QuarantineFiles: quarantineFiles,
  RepairRights: repairRights,
  ResetPasswords: (order) => resetPasswords(order),
  RevokeTokens: revokeTokens,
  SetOptions: setOptions,
  TakeSnapshot: takeSnapshot,
  Undo: (order, around) => after(order.run, around, (marksOf) => undo(order, marksOf)),
};

/** An operation that goes by what another run left: read once for all sites. */
function after(
  run: string,
  { earlier }: Surroundings,
  make: (marksOf: (siteId: string) => Marks | undefined) => Operation,
): Operation {
  let marks: ReturnType<Surroundings['earlier']> | null = null;
  return async (site, tools, story, options) => {
    marks ??= earlier(run);
    const found = await marks;
    return make((siteId) => found.get(siteId))(site, tools, story, options);
  };
}

/** The operation that does what is ordered. */
export function operationOf<O extends Order>(order: O, around: Surroundings): Operation {
  const perform = performers[order.operation] as (order: O, around: Surroundings) => Operation;
  return perform(order, around);
}
