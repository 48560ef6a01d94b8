import type { Command } from 'commander';
import type { Register } from '../program.ts';
import { repeatable, withSelect } from '../select.ts';
import { importSites } from './sites-import.ts';
import { listSites } from './sites-list.ts';
import { removeSites } from './sites-remove.ts';
import { testSites } from './sites-test.ts';
import { trustSites } from './sites-trust.ts';

export function registerSites(program: Command, register: Register): void {
  const sites = program.command('sites').description('the sites that Resalt knows');
  const importing = sites.command('import').description('add or update sites from a .csv or .json file');
  register(importing.argument('<file>'), importSites);
  register(withSelect(sites.command('list').description('show them (all, unless some are chosen)')), listSites);
  register(withSelect(sites.command('test').description('reach each of them and say what was reached')), testSites);
  const trusting = sites
    .command('trust')
    .description('pin the keys of their hosts')
    .option('--fingerprint <sha256>', 'pin only this key (repeatable)', repeatable)
    .option('--replace-changed', 'replace a pinned key by the one that --fingerprint names');
  register(withSelect(trusting), trustSites);
  const removing = sites
    .command('remove')
    .description('forget them and their credentials; refused where Resalt has closed one to visitors')
    .option('--force', 'also those: they stay closed, and their .maintenance is to be taken away by hand');
  register(withSelect(removing), removeSites);
}
