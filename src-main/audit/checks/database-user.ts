import type { DatabaseAccount } from '../../wordpress/door-reading.ts';
import type { Check, Found } from './check.ts';

/**
 * Accounts of the database server. An ordinary account of a site sees only itself, and can't have made another; who sees more is shown more.
 */
export const databaseUser: Check = {
  name: 'database-user',
  reads: ['accounts'],
  find: ({ accounts }) => accounts.flatMap((account) => (account.own ? ownAccount(account) : otherAccount(account))),
};

const fromAnywhere = ({ name }: DatabaseAccount): boolean => /@'[^']*%[^']*'$/.test(name);
/** Accounts that the server makes for itself. */
const system =
  /^'(root|mysql|mariadb\.sys|debian-sys-maint|mysql\.(sys|session|infoschema))'@'(localhost|127\.0\.0\.1|::1)'$/;

function ownAccount(account: DatabaseAccount): Found[] {
  const { name, everywhere } = account;
  if (everywhere.length === 0 && !fromAnywhere(account)) return [];
  const wide = everywhere.length > 0;
  return [
    {
      harm: wide ? 'takeover' : 'foothold',
      confidence: wide ? 'possible' : 'unlikely',
      title: wide
        ? `The site’s database account ${name} has rights over the whole server: ${everywhere.join(', ')}`
        : `The site’s database account ${name} may come from anywhere`,
      where: `database account ${name}`,
      why: wide
        ? 'A hole in this site opens every other database of the server.'
        : 'Whoever learns its password needs no way into the web server.',
      about: { account: name, own: true, everywhere },
      fix: null,
      byHand: wide
        ? 'Give the site an account of its own, with rights on its database alone.'
        : 'Bind the account to the address of the web server, where the host allows it.',
    },
  ];
}

function otherAccount(account: DatabaseAccount): Found[] {
  const { name, everywhere, writesHere } = account;
  if (!writesHere || system.test(name)) return [];
  return [
    {
      harm: 'takeover',
      confidence: everywhere.length > 0 && fromAnywhere(account) ? 'possible' : 'unlikely',
      title: `${name} may write into this site’s database${fromAnywhere(account) ? ', from anywhere' : ''}`,
      where: `database account ${name}`,
      why: 'Whoever writes into the database makes administrators, past WordPress and past the site’s password.',
      about: { account: name, own: false, everywhere },
      fix: null,
      byHand: 'Whose is it? Drop it if nobody knows (DROP USER), else give it another password.',
    },
  ];
}
