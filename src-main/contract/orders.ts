import { z } from 'zod';
import type { Finding } from './findings.ts';
import { changeDatabasePassword } from './orders/change-database-password.ts';
import { changeUsers } from './orders/change-users.ts';
import { clearResetKeys } from './orders/clear-reset-keys.ts';
import { closeToVisitors } from './orders/close-to-visitors.ts';
import { contain } from './orders/contain.ts';
import { hardenSite } from './orders/harden-site.ts';
import { offboardPerson } from './orders/offboard-person.ts';
import { openToVisitors } from './orders/open-to-visitors.ts';
import { putBackFiles } from './orders/put-back-files.ts';
import { quarantineFiles } from './orders/quarantine-files.ts';
import { repairRights } from './orders/repair-rights.ts';
import { resetPasswords } from './orders/reset-passwords.ts';
import { revokeTokens } from './orders/revoke-tokens.ts';
import { setOptions } from './orders/set-options.ts';
import { takeSnapshot } from './orders/take-snapshot.ts';
import { undo } from './orders/undo.ts';
import { runOptions } from './runs.ts';
import { label, select } from './sites.ts';

/**
 * What a run of a closing operation is to do, each kind in a file of its own beside this. It is sealed in the vault (`options.order` of the
 * run is its id): names and addresses don't belong into a journal.
 */
export const order = z.discriminatedUnion('operation', [
  changeDatabasePassword,
  changeUsers,
  offboardPerson,
  resetPasswords,
  revokeTokens,
  setOptions,
  repairRights,
  quarantineFiles,
  putBackFiles,
  undo,
  contain,
  closeToVisitors,
  openToVisitors,
  clearResetKeys,
  takeSnapshot,
  hardenSite,
  // One a line.
]);
export type Order = z.infer<typeof order>;
export type OrderOperation = Order['operation'];

type Arguments = NonNullable<Finding['fix']>['arguments'];

/** How the flat arguments of a finding's fix become an order for that site. */
const fromFix: Record<string, (siteId: string, given: Arguments) => object> = {
  ChangeUsers: (siteId, { action, role, ...user }) => ({
    action,
    ...(role ? { role } : {}),
    users: [{ siteId, ...user }],
  }),
  RevokeTokens: (siteId, given) => ({ tokens: [{ siteId, ...given }] }),
  RepairRights: (siteId, given) => ({ repairs: [{ siteId, ...given }] }),
  SetOptions: (siteId, given) => ({ changes: [{ siteId, ...given }] }),
  QuarantineFiles: (siteId, given) => ({ files: [{ siteId, ...given }] }),
  ResetPasswords: (siteId, { users, ...given }) => ({ whose: { sites: { [siteId]: users } }, ...given }),
};

/** The order that closes a finding; null where no operation does, and `byHand` says how. */
export function orderOf({ siteId, fix }: Pick<Finding, 'siteId' | 'fix'>): Order | null {
  const make = fix && fromFix[fix.operation];
  if (!fix || !make) return null;
  return order.safeParse({ operation: fix.operation, ...make(siteId, fix.arguments) }).data ?? null;
}

const runId = z.string().regex(/^r_[A-Za-z0-9_-]{6,60}$/);
const options = runOptions.omit({ chosen: true, order: true, rollBackOf: true });

export const orderProcedures = {
  /** Starts a run that does it; with `dryRun` one that only says what it would do. */
  start: {
    kind: 'mutation',
    input: z.object({ order, select, options }),
    output: z.object({ run: z.string() }),
  },
  /** Starts the run that a dry run has shown, on its sites or some of them; the order is the one that was planned. */
  begin: {
    kind: 'mutation',
    input: z.object({ plan: runId, sites: z.array(label).max(5000).optional(), options }),
    output: z.object({ run: z.string() }),
  },
} as const;
