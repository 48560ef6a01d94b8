import { type Command, InvalidArgumentError } from 'commander';
import { ResaltError } from '../../contract/failures.ts';
import type { OptionChange } from '../../contract/orders/set-options.ts';
import type { Register } from '../program.ts';
import { runOrder } from '../run-operation.ts';
import { type RunFlags, withClosingFlags } from '../run-options.ts';
import { readSelect, type SelectOptions, withSelect } from '../select.ts';

interface Flags extends SelectOptions, RunFlags {
  closeRegistration?: boolean;
  defaultRole?: string;
  siteurl?: string;
  home?: string;
  blog?: number;
}

/** The settings of WordPress that open a door. */
export function registerOptions(program: Command, register: Register): void {
  const set = program
    .command('options')
    .description('settings of WordPress that open a door')
    .command('set')
    .description('close registration, set the role of new users, or put an address right')
    .option('--close-registration', 'nobody may register any more')
    .option('--default-role <role>', 'the role of new users, such as subscriber')
    .option('--siteurl <url>', 'the address of WordPress')
    .option('--home <url>', 'the address of the site')
    .option('--blog <n>', 'of this blog of a network', blogNumber);
  register(withClosingFlags(withSelect(set)), (invocation, flags: Flags) => {
    const select = readSelect(flags);
    const order = { operation: 'SetOptions' as const, changes: changesOf(flags) };
    return runOrder(invocation, order, select, flags, (sites) => `Change the settings of ${sites}.`);
  });
}

function blogNumber(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is not the number of a blog.');
}

function changesOf({ closeRegistration, defaultRole, siteurl, home, blog = 1 }: Flags): OptionChange[] {
  const changes: OptionChange[] = [
    ...(closeRegistration ? [{ option: 'registration' as const, blog, value: 'closed' as const }] : []),
    ...(defaultRole === undefined ? [] : [{ option: 'default-role' as const, blog, value: defaultRole }]),
    ...(siteurl === undefined ? [] : [{ option: 'siteurl' as const, blog, value: siteurl }]),
    ...(home === undefined ? [] : [{ option: 'home' as const, blog, value: home }]),
  ];
  if (changes.length > 0) return changes;
  throw new ResaltError(
    'INPUT_INVALID',
    'Say what to set: --close-registration, --default-role, --siteurl or --home.',
    'never',
  );
}
