import { type Command, InvalidArgumentError } from 'commander';
import { ResaltError } from '../../contract/failures.ts';
import type { ChangeUsers, UserAction } from '../../contract/orders/change-users.ts';
import type { Register } from '../program.ts';
import { runOrder } from '../run-operation.ts';
import { type RunFlags, withClosingFlags } from '../run-options.ts';
import { readSelect, type SelectOptions, withSelect } from '../select.ts';

interface Flags extends SelectOptions, RunFlags {
  user?: string[];
  userId?: number[];
  role?: string;
  blog?: number;
  reassign?: string;
}

const actions: { name: string; action: UserAction; description: string; act: string }[] = [
  {
    ...{ name: 'demote', action: 'demote', act: 'Demote these users on' },
    description: 'one role in place of all rights; logins and application passwords end',
  },
  {
    ...{ name: 'block', action: 'block', act: 'Block these users on' },
    description: 'no rights and no password; logins, application passwords and API keys end',
  },
  {
    ...{ name: 'delete', action: 'delete', act: 'Delete these users, which can’t be undone, on' },
    description: 'delete, and give posts and links to another',
  },
  {
    ...{ name: 'remove-super-admin', action: 'remove-super-admin', act: 'Take these logins off the super admins of' },
    description: 'take a login off the list of a network’s super admins',
  },
  {
    ...{ name: 'clear-reset', action: 'clear-reset', act: 'Clear the reset links of these users on' },
    description: 'a reset link that was asked for opens nothing any more',
  },
];

/** Taking rights from users. Never from the last administrator of a site. */
export function registerUsers(program: Command, register: Register): void {
  const users = program.command('users').description('take rights from users; never from the last administrator');
  for (const { name, action, description, act } of actions) {
    const command = users
      .command(name)
      .description(description)
      .option('--user <login>', 'this login, as it is written there (repeatable)', gather)
      .option('--user-id <n>', 'the user with this number (repeatable)', gatherNumbers);
    if (action === 'demote')
      command
        .option('--role <role>', 'the role that is left; "none" for none', 'subscriber')
        .option('--blog <n>', 'on this blog of a network alone', number);
    if (action === 'delete')
      command.option('--reassign <login>', 'who gets posts and links; the first administrator who stays');
    register(withClosingFlags(withSelect(command)), (invocation, flags: Flags) =>
      runOrder(invocation, orderOf(action, flags), readSelect(flags), flags, (sites) => `${act} ${sites}.`),
    );
  }
}

const gather = (text: string, before: string[] = []): string[] => [...before, text];
const gatherNumbers = (text: string, before: number[] = []): number[] => [...before, number(text)];

function number(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is not a number of one or more.');
}

function orderOf(action: UserAction, flags: Flags): ChangeUsers {
  const blog = flags.blog === undefined ? {} : { blog: flags.blog };
  const users = [
    ...(flags.user ?? []).map((login) => ({ login, ...blog })),
    ...(flags.userId ?? []).map((userId) => ({ userId, ...blog })),
  ];
  if (users.length === 0) throw new ResaltError('INPUT_INVALID', 'Say whom: --user or --user-id.', 'never');
  const role = flags.role === 'none' ? null : (flags.role ?? 'subscriber');
  return { operation: 'ChangeUsers', action, users, role, reassignTo: flags.reassign ?? null };
}
