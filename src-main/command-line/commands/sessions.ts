import type { Command } from 'commander';
import type { Register } from '../program.ts';
import { withRunFlags } from '../run-options.ts';
import { withSelect } from '../select.ts';
import { withSessionFlags } from '../session-flags.ts';
import { sweepPolicy } from './policies-sweep.ts';
import { endSessions } from './sessions-end.ts';
import { knownPlaces } from './sessions-knowledge.ts';
import { listSessions } from './sessions-list.ts';

export function registerSessions(program: Command, register: Register): void {
  const sessions = program.command('sessions').description('the logins that WordPress remembers');
  const listing = sessions
    .command('list', { isDefault: true })
    .description('show them (of all sites, unless some are chosen)')
    .option('--csv', 'as CSV, with cells that a spreadsheet would execute defused');
  register(withSessionFlags(withSelect(listing)), listSessions);
  const knowledge = sessions
    .command('knowledge')
    .description('show or set what you know: offices, people, blocked addresses, roles that nobody should have')
    .option('--file <file>', 'set it from this JSON file; parts that it leaves out stay as they are');
  register(knowledge, knownPlaces);
  const ending = sessions
    .command('end')
    .description('end all of them, or exactly those that are chosen')
    .option(
      '--proof',
      'end a canary with those that are chosen and see it refused; without a choice this is so anyway',
    );
  register(withRunFlags(withSessionFlags(withSelect(ending))), endSessions);
  const sweep = sessions
    .command('sweep')
    .description('end what breaks a policy')
    .argument('<policy>')
    .option('--dry-run', 'only look: show what would end and change nothing')
    .option('--proof', 'end a canary with them and see it refused, also where the policy does not ask for it');
  register(sweep, sweepPolicy);
}
