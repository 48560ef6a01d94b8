import type { OperationName, PlainOperation, RunOptions } from '../contract/runs.ts';
import { endChosenSessions } from '../operations/end-chosen-sessions.ts';
import { type Operation, operations } from '../operations/operations.ts';
import { operationOf as orderedOperation } from '../operations/orders.ts';
import { rollBackSalts } from '../operations/roll-back-salts.ts';
import type { Fellows } from '../operations/steps/database-password-look.ts';
import { openChoice } from '../operations/steps/sealed-choice.ts';
import { openOrder } from '../operations/steps/sealed-order.ts';
import type { Runs } from '../runs/runs.ts';
import type { Vault } from '../vault/vault-types.ts';

/** What a run's operation may ask about, beyond the site that it is done to. */
interface Around {
  runs: Runs;
  vault: Vault;
  fellows: Fellows;
}

/** The operation of one run, with what all of its sites share. */
export async function operationOf(
  name: OperationName,
  options: RunOptions,
  { runs, vault, fellows }: Around,
): Promise<Operation> {
  if (name === 'EndChosenSessions') {
    let choice: ReturnType<typeof openChoice> | null = null;
    return endChosenSessions(() => {
      choice ??= openChoice(vault, options.chosen ?? '');
      return choice;
    });
  }
  if (name in operations) return operations[name as PlainOperation];
  if (name !== 'RollBackSalts')
    return orderedOperation(await openOrder(vault, options.order), { fellows, earlier: runs.marksOf });
  const marks = await runs.marksOf(options.rollBackOf ?? '');
  return rollBackSalts((siteId) => marks.get(siteId));
}
