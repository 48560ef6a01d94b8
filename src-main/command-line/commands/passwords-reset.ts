import { ResaltError } from '../../contract/failures.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { passwordsAfter } from '../new-passwords.ts';
import { runOrder } from '../run-operation.ts';
import type { RunFlags } from '../run-options.ts';
import { readSelect, type SelectOptions } from '../select.ts';

interface Flags extends SelectOptions, RunFlags {
  role?: string[];
  user?: string[];
  everybody?: boolean;
  except?: string[];
  salts: boolean;
  showOnce?: boolean;
  keep?: boolean;
  prove?: boolean;
}

export async function resetPasswords(invocation: Invocation, flags: Flags): Promise<ExitCode> {
  const select = readSelect(flags);
  const { role: roles = [], user: users = [], everybody: all = false, except = [], salts } = flags;
  if (!all && roles.length + users.length === 0)
    throw new ResaltError('INPUT_INVALID', 'Say whose passwords: --role, --user or --everybody.', 'never');
  if (flags.keep && flags.showOnce)
    throw new ResaltError('INPUT_INVALID', 'Say one of --keep and --show-once.', 'never');
  const order = {
    ...{ operation: 'ResetPasswords' as const, whose: { all, roles, users }, except, salts },
    ...{ keep: flags.showOnce ? ('once' as const) : ('vault' as const), prove: flags.prove ?? false },
  };
  const what = `Give new passwords to ${inWords(all, roles, users)}${salts ? ', and new salts to' : ' of'}`;
  return runOrder(invocation, order, select, flags, (sites) => `${what} ${sites}.`, passwordsAfter);
}

function inWords(all: boolean, roles: readonly string[], users: readonly string[]): string {
  if (all) return 'everybody';
  const some = roles.map((role) => `every ${role}`);
  return [...some, ...users].join(', ');
}
