import { type Command, InvalidArgumentError } from 'commander';
import { closeToVisitors } from '../../contract/orders/close-to-visitors.ts';
import { openToVisitors } from '../../contract/orders/open-to-visitors.ts';
import type { Register } from '../program.ts';
import { runOrder } from '../run-operation.ts';
import { type RunFlags, withClosingFlags } from '../run-options.ts';
import { readSelect, type SelectOptions, withSelect } from '../select.ts';

interface CloseFlags extends SelectOptions, RunFlags {
  allow?: string[];
}

interface OpenFlags extends SelectOptions, RunFlags {
  changedToo?: boolean;
}

/** Sites that visitors see as closed, and open again; and links for new passwords. */
export function registerClose(program: Command, register: Register): void {
  const close = program
    .command('close')
    .description('close sites to visitors (503), by WordPress’s own .maintenance; kept until they are opened')
    .option('--allow <ip>', 'an address that sees them all the same (repeatable)', address);
  register(withClosingFlags(withSelect(close)), (invocation, flags: CloseFlags) => {
    const order = closeToVisitors.parse({ operation: 'CloseToVisitors', allow: flags.allow ?? [] });
    return runOrder(invocation, order, readSelect(flags), flags, (sites) => `Close ${sites} to visitors.`);
  });
  const open = program
    .command('open')
    .description('open sites that were closed to visitors; what stood there before comes back')
    .option('--changed-too', 'take a .maintenance away also where it is not as Resalt wrote it');
  register(withClosingFlags(withSelect(open)), (invocation, flags: OpenFlags) => {
    const order = openToVisitors.parse({ operation: 'OpenToVisitors', changedToo: flags.changedToo ?? false });
    return runOrder(invocation, order, readSelect(flags), flags, (sites) => `Open ${sites} to visitors.`);
  });
}

function address(text: string, before: string[] = []): string[] {
  if (closeToVisitors.shape.allow.safeParse([text]).success) return [...before, text];
  throw new InvalidArgumentError('It is no IPv4 or IPv6 address.');
}
