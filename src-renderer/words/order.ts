import {
  type Deed,
  type OperationName,
  orderOperations,
  type RunSite,
  type RunSummary,
} from '../../src-main/contract/runs.ts';
import { capital, count, list, number } from './count.ts';
import type { Said } from './outcome.ts';

type OrderName = (typeof orderOperations)[number];

/** Whether an operation closes what an audit found, on the word of an order (contract/orders.ts). */
export const isOrder = (operation: OperationName): operation is OrderName =>
  orderOperations.some((name) => name === operation);

const effects: Record<OrderName, string> = {
  RevokeTokens:
    'What uses these keys stops working at once. There is no undo: a revoked key is made anew where it is needed.',
  ChangeUsers:
    'Each is read back. The last administrator of a site is never taken away; such a site says so and stays as it is.',
  RepairRights: 'Only the rights named in the plan go; everything else stays to the byte.',
  SetOptions: 'Only the settings named in the plan change, and each is read back.',
  QuarantineFiles: 'The vault keeps each file whole before it goes, so that one command puts it back.',
  PutBackFiles: 'Each file stands again where it was, to the byte. Nothing that stands there now is overwritten.',
  Undo: 'Each value stands as before, where nobody changed it since. Deleted users, revoked keys and ended logins do not come back.',
  OffboardPerson:
    'On each site: logins end, application passwords and keys are revoked, the password is replaced. The last administrator of a site stays one, with a password that the vault has.',
  ResetPasswords:
    'The old passwords stop working; the people need the new ones. What was saved in a browser does not open the site any more.',
  ChangeDatabasePassword:
    'wp-config and the database change in one step. For a moment requests may fail; it is put back where the site does not answer.',
  TakeSnapshot: 'Nothing on the site changes. What is read is sealed on this machine, each piece with its hash.',
  CloseToVisitors:
    'Visitors see that the site is closed (503). Addresses that you allow, and Resalt, get through; opening takes away exactly what was put there.',
  OpenToVisitors: 'What closing put there is taken away, and what stood there before stands again.',
  ClearResetKeys:
    'Links for new passwords that were sent and not used stop working. Of a network, open invitations and registrations that nobody confirmed are deleted.',
  HardenSite: 'File modes, the file editor and the uploads folder; each is read back, and the old values are kept.',
  Contain:
    'Evidence is kept first. Then the site closes to visitors, passwords and salts are new, every login ends and application passwords are revoked.',
};
export const sayOrderEffect = (operation: OrderName): string => effects[operation];

const results: Record<Deed['result'], Said> = {
  done: { tone: 'proven', word: 'Done' },
  unchanged: { tone: 'unknown', word: 'Was so already' },
  kept: { tone: 'look', word: 'Left alone' },
  failed: { tone: 'danger', word: 'Failed' },
};
export const sayDeed = ({ result }: Deed): Said => results[result];

export type Deeds = Record<Deed['result'], number>;

/** How many things came to what. What failed, or could not be settled, of a site that did not go as asked counts as failed. */
export function deedsOf(rows: Iterable<RunSite>): Deeds {
  const sum: Deeds = { done: 0, unchanged: 0, kept: 0, failed: 0 };
  for (const { deeds = [], outcome } of rows) {
    const asAsked = outcome === 'changed' || outcome === 'unchanged';
    for (const { result } of deeds) sum[result === 'done' && !asAsked ? 'failed' : result]++;
  }
  return sum;
}

/** "3 things changed on 2 sites, each read back. 1 left alone." */
export function sayDeeds(rows: RunSite[]): string {
  const { done, unchanged, kept, failed } = deedsOf(rows);
  const sites = rows.filter(({ outcome }) => outcome === 'changed').length;
  const said = [
    done > 0
      ? `${capital(count(done, 'thing'))} changed on ${count(sites, 'site')}, each read back.`
      : failed > 0
        ? 'Nothing is certain to have been changed.'
        : 'Nothing was changed.',
  ];
  const rest = [
    ...(unchanged > 0 ? [`${number(unchanged)} ${unchanged === 1 ? 'was' : 'were'} so already`] : []),
    ...(kept > 0 ? [`${number(kept)} left alone on purpose`] : []),
    ...(failed > 0 ? [`${number(failed)} NOT CERTAIN or failed`] : []),
  ];
  if (rest.length > 0) said.push(`${capital(list(rest))}.`);
  return said.join(' ');
}

const undoable: OperationName[] = ['ChangeUsers', 'RepairRights', 'SetOptions', 'QuarantineFiles', 'HardenSite'];

/** Whether a run left something that can be put back: deleted users, revoked keys and ended logins can't. The plan says what of it. */
export const canUndo = ({ operation, dryRun, state }: RunSummary, rows: RunSite[]): boolean =>
  undoable.includes(operation) &&
  !dryRun &&
  state === 'finished' &&
  rows.some(({ deeds = [] }) => deeds.some(({ result }) => result === 'done'));
