import { expect, it } from 'vitest';
import type { Statement } from '../../../src-main/hosts/database.ts';
import { chooseAccounts } from '../../../src-main/operations/steps/choose-accounts.ts';
import type { OpenSite } from '../../../src-main/operations/steps/look.ts';

/** A site on which somebody has put so many different rights that not all are read. */
const site = (different: number): OpenSite => {
  const rows = Array.from({ length: different }, (_, at) => ({
    digest: Buffer.from(String(at)),
    size: Buffer.from('20'),
    value: Buffer.from('a:1:{s:10:"subscriber";b:1;}'),
  }));
  const run = async (statements: readonly Statement[]) =>
    statements.map(({ columns }) => ({ rows: columns?.join() === 'digest,size,value' ? rows : [], affected: 0 }));
  return {
    site: { id: 'a', name: 'acme' },
    configuration: { understood: { constants: new Map() } },
    tables: { prefix: 'wp_', users: '`wp_users`', usermeta: '`wp_usermeta`', options: '`wp_options`', sitemeta: null },
    multisite: false,
    database: { run },
    now: 1_700_000_000,
  } as unknown as OpenSite;
};
const administrators = { whose: { roles: ['administrator'], users: [], all: false }, except: [] };

it('where not everybody’s rights are read, nobody is told that all administrators are meant', async () => {
  await expect(chooseAccounts(site(2001), administrators)).rejects.toMatchObject({ code: 'NOT_ALLOWED_HERE' });
  expect(await chooseAccounts(site(2000), administrators)).toMatchObject({ accounts: [] });
});
