import type { Command } from 'commander';
import type { Register } from '../program.ts';
import { withRunFlags, withSaltsFlags } from '../run-options.ts';
import { repeatable, withSelect } from '../select.ts';
import { exportPasswords, forgetPasswords, openPasswords, takePasswords } from './passwords-kept.ts';
import { resetPasswords } from './passwords-reset.ts';

export function registerPasswords(program: Command, register: Register): void {
  const passwords = program.command('passwords').description('new passwords, and what became of them');
  const reset = passwords
    .command('reset')
    .description('new passwords, and at once new salts, so that every login ends with them')
    .option(
      '--role <role>',
      'everybody in this role; administrator: whoever may what makes one (repeatable)',
      repeatable,
    )
    .option('--user <login>', 'this account (repeatable)', repeatable)
    .option('--everybody', 'every account of the sites')
    .option('--except <login>', 'but not this one (repeatable)', repeatable)
    .option('--no-salts', 'leave the salts: only these people’s logins end')
    .option('--show-once', 'show the new passwords one time when it is done, then forget them')
    .option('--keep', 'keep them in the vault until they are exported and forgotten (so it is unless told otherwise)')
    .option('--prove', 'log in with the new passwords, and with a throw-away old one before and after');
  register(withSelect(withSaltsFlags(withRunFlags(reset))), resetPasswords);
  const exported = passwords
    .command('export')
    .description('write a run’s new passwords into a file that a passphrase opens')
    .argument('<run>')
    .requiredOption('--out <file>', 'the file; none is written over')
    .option('--site <name>', 'only of this site (repeatable)', repeatable);
  register(withExportPassphrase(exported), exportPasswords);
  const open = passwords.command('open').description('show what such a file holds').argument('<file>');
  register(withExportPassphrase(open), openPasswords);
  const show = passwords
    .command('show')
    .description('show the new passwords of a run with --show-once that was interrupted');
  register(show.argument('<run>'), takePasswords);
  const forget = passwords
    .command('forget')
    .description('take a run’s new passwords out of the vault')
    .argument('<run>')
    .option('--site <name>', 'only of this site (repeatable)', repeatable);
  register(forget, forgetPasswords);
}

const withExportPassphrase = (command: Command): Command =>
  command.option(
    '--export-passphrase-file <file>',
    'the passphrase of the exported file: this one’s first line (or set RESALT_EXPORT_PASSPHRASE)',
  );
