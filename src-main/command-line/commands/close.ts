import { type Command, InvalidArgumentError } from 'commander';
import { clearResetKeys } from '../../contract/orders/clear-reset-keys.ts';
import { closeToVisitors } from '../../contract/orders/close-to-visitors.ts';
import { type Hardening, hardening, hardenings, hardenSite } from '../../contract/orders/harden-site.ts';
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

interface HardenFlags extends SelectOptions, RunFlags {
  only?: Hardening[];
}

/** Sites that visitors see as closed, and open again; and what keeps an attacker from coming back. */
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
  const harden = program
    .command('harden')
    .description('rights of wp-config.php and of what everybody may write, no file editor, no PHP run in the uploads')
    .option(`--only <what>`, `one of ${hardenings.join(', ')} (repeatable)`, hardeningNamed);
  register(withClosingFlags(withSelect(harden)), (invocation, flags: HardenFlags) => {
    const order = hardenSite.parse({ operation: 'HardenSite', ...(flags.only ? { what: flags.only } : {}) });
    return runOrder(invocation, order, readSelect(flags), flags, (sites) => `Harden ${sites}.`);
  });
  const clearing = program
    .command('clear-reset-keys')
    .description(
      'links to set a new password, recovery mode, and invitations and signups of a network open nothing more',
    );
  register(withClosingFlags(withSelect(clearing)), (invocation, flags: SelectOptions & RunFlags) => {
    const order = clearResetKeys.parse({ operation: 'ClearResetKeys' });
    return runOrder(invocation, order, readSelect(flags), flags, (sites) => `Clear the reset keys of ${sites}.`);
  });
}

function hardeningNamed(text: string, before: Hardening[] = []): Hardening[] {
  const read = hardening.safeParse(text);
  if (read.success) return [...new Set([...before, read.data])];
  throw new InvalidArgumentError(`It is one of ${hardenings.join(', ')}.`);
}

function address(text: string, before: string[] = []): string[] {
  if (closeToVisitors.shape.allow.safeParse([text]).success) return [...before, text];
  throw new InvalidArgumentError('It is no IPv4 or IPv6 address.');
}
