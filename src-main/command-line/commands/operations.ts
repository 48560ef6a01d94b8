import type { Command } from 'commander';
import type { Register } from '../program.ts';
import { runOperation } from '../run-operation.ts';
import { type RunFlags, withConcurrency, withRunFlags, withSaltsFlags } from '../run-options.ts';
import { readSelect, type SelectOptions, withSelect } from '../select.ts';
import { explainSalts } from './salts-explain.ts';

type Flags = SelectOptions & RunFlags;

/** The commands that run an operation on many sites. */
export function registerOperations(program: Command, register: Register): void {
  const inspect = program.command('inspect').description('read everything from the sites and keep what was found');
  register(withConcurrency(withSelect(inspect)), (invocation, flags: Flags) =>
    runOperation(invocation, 'InspectSite', readSelect(flags), flags, null),
  );

  const logout = program.command('logout').description('end every login: new salts, no sessions, and the proof of it');
  register(withSaltsFlags(withRunFlags(withSelect(logout))), (invocation, flags: Flags) =>
    runOperation(invocation, 'FleetLogout', readSelect(flags), flags, (sites) => `Log everyone out of ${sites}.`),
  );

  const salts = program.command('salts').description('the keys that sign cookies');
  register(
    withSaltsFlags(withRunFlags(withSelect(salts.command('rotate').description('change all eight')))),
    (invocation, flags: Flags) =>
      runOperation(invocation, 'RotateSalts', readSelect(flags), flags, (sites) => `Change the salts of ${sites}.`),
  );

  const explain = salts.command('explain').description('where each of the eight comes from, never its value');
  register(withConcurrency(withSelect(explain)), explainSalts);
}
