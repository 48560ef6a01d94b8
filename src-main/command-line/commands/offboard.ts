import type { Command } from 'commander';
import { ResaltError } from '../../contract/failures.ts';
import { type Leaving, offboardPerson } from '../../contract/orders/offboard-person.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { passwordsAfter } from '../new-passwords.ts';
import type { Register } from '../program.ts';
import { runOrder } from '../run-operation.ts';
import { type RunFlags, withClosingFlags } from '../run-options.ts';
import { readSelect, repeatable, type SelectOptions, withSelect } from '../select.ts';

interface Flags extends SelectOptions, RunFlags {
  demote?: boolean;
  block?: boolean;
  delete?: boolean;
  reassign?: string;
  alias?: string[];
}

export function registerOffboard(program: Command, register: Register): void {
  const command = program
    .command('offboard')
    .description('somebody leaves: no account, login, password or key of theirs opens a site any more')
    .argument('<email>')
    .option('--alias <email>', 'another address of the same person (repeatable)', repeatable)
    .option('--block', 'no rights and no password (so it is unless told otherwise)')
    .option('--demote', 'subscriber, without a password')
    .option('--delete', 'the account goes; posts and links go to somebody else')
    .option('--reassign <login>', 'with --delete: who gets them; else the administrator with the lowest number');
  register(withClosingFlags(withSelect(command)), offboard);
}

function offboard(invocation: Invocation, flags: Flags, email: string): Promise<ExitCode> {
  const select = readSelect(flags);
  const action = actionOf(flags);
  if (flags.reassign !== undefined && action !== 'delete')
    throw new ResaltError('INPUT_INVALID', '--reassign goes with --delete only.', 'never');
  const { alias: aliases = [], reassign: reassignTo = null } = flags;
  const order = offboardPerson.safeParse({ operation: 'OffboardPerson', email, aliases, action, reassignTo });
  if (!order.success) throw new ResaltError('INPUT_INVALID', 'That is not an e-mail address.', 'never');
  return runOrder(invocation, order.data, select, flags, (sites) => `Offboard ${email} on ${sites}.`, passwordsAfter);
}

function actionOf(flags: Flags): Leaving {
  const said = (['demote', 'block', 'delete'] as const).filter((one) => flags[one]);
  if (said.length > 1) throw new ResaltError('INPUT_INVALID', 'Say one of --demote, --block and --delete.', 'never');
  return said[0] ?? 'block';
}
