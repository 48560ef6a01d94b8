import type { Command } from 'commander';
import type { Register } from '../program.ts';
import { runOrder } from '../run-operation.ts';
import { type RunFlags, withClosingFlags } from '../run-options.ts';
import { readSelect, type SelectOptions, withSelect } from '../select.ts';

interface Flags extends SelectOptions, RunFlags {
  leaveOthers?: boolean;
}

/** The password with which a site opens its database. */
export function registerDatabasePassword(program: Command, register: Register): void {
  const change = program
    .command('database')
    .description('the database of a site')
    .command('password')
    .description('give the database account a new password and write it into the configuration')
    .option('--leave-others', 'also where others use the same account, which then stop working');
  register(withClosingFlags(withSelect(change)), (invocation, flags: Flags) => {
    const order = { operation: 'ChangeDatabasePassword' as const, leaveOthers: flags.leaveOthers ?? false };
    return runOrder(
      invocation,
      order,
      readSelect(flags),
      flags,
      (sites) => `Change the database password of ${sites}.`,
    );
  });
}
