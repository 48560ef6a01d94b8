import { ResaltError } from '../../contract/failures.ts';
import type { Database, Statement } from '../../hosts/database.ts';
import { nativeHash } from '../../wordpress/database-password.ts';
import { type Account, type Accounts, isLetIn, openWithAny, type Seat } from './database-password-accounts.ts';

/** Both passwords of a change; which of them is in force is for the server to say. */
export interface Passwords {
  old: string;
  new: string;
}

/** Who may change the accounts: the agency's own account of the server where it entered one, and each account itself. */
export interface Hands {
  seat: Seat;
  accounts: Accounts;
  passwords: Passwords;
  /** Opens the agency's own; null where it entered none that is another than the site's. */
  admin: (() => Promise<Database | null>) | null;
}

/**
 * Has every account let both passwords in, `first` the one that it does not have yet, so that it does not matter which one a request comes
 * with. False where neither hand may do that, or the server can't; then nothing has changed. MariaDB 10.4: two ways to log in joined by OR; MySQL 8.0.14: RETAIN CURRENT PASSWORD.
 */
export async function letBothIn(hands: Hands, first: string, second: string): Promise<boolean> {
  const { seat, accounts } = hands;
  const done: Account[] = [];
  for (const account of accounts.all) {
    const letIn = () => Promise.all([first, second].map((password) => isLetIn(seat, account.door, password)));
    const before = await letIn();
    if (!before.every(Boolean)) {
      if (!(await byAnyHand(hands, account, bothSql(accounts.kind, first, second)))) break;
      const after = await letIn();
      // A server that said nothing and did nothing has refused, too.
      if (after.join() === before.join()) break;
      if (!after.every(Boolean))
        throw new ResaltError(
          'VERIFY_FAILED',
          `${account.name} was told to let both passwords in and refuses one.`,
          'check-first',
        );
    }
    done.push(account);
  }
  if (done.length === accounts.all.length) return true;
  for (const account of done)
    await letOnlyIn({ ...hands, accounts: { ...accounts, all: [account] } }, hands.passwords.old);
  return false;
}

/** Ends what `letBothIn` began: this password stays, the other goes. Fails where an account can't be brought to that. */
export async function letOnlyIn(hands: Hands, password: string): Promise<void> {
  for (const account of hands.accounts.all) {
    const statements = onlySql(hands.accounts.kind, password);
    if (!(await byAnyHand(hands, account, statements)))
      throw new ResaltError(
        'VERIFY_FAILED',
        `${account.name} lets two passwords in and the right to take one away is gone. Take the old one away by hand.`,
        'check-first',
      );
  }
}

/** Each account replaces its own password, which needs no right: from one moment to the next only the new one is let in. */
export async function replaceOwn(hands: Hands, password: string): Promise<void> {
  const { seat, accounts, passwords } = hands;
  for (const { door, name } of accounts.all) {
    if (await isLetIn(seat, door, password)) continue;
    const other = password === passwords.new ? passwords.old : passwords.new;
    const open = await openWithAny(seat, door, [other]);
    if (!open)
      throw new ResaltError('DATABASE_REFUSED', `${name} lets neither the old nor the new password in.`, 'check-first');
    try {
      await open.database.run([ownSql(accounts.kind, password)]);
    } finally {
      await open.database.close().catch(() => undefined);
    }
  }
}

/** `statement` with the account's name in SQL where it stands for it. */
type Make = (account: string) => Statement[];

async function byAnyHand(hands: Hands, account: Account, make: Make): Promise<boolean> {
  const { seat, passwords, admin } = hands;
  const itself = async () => {
    const open = await openWithAny(seat, account.door, [passwords.old, passwords.new]);
    return open?.database ?? null;
  };
  for (const open of [admin, itself]) {
    const database = open ? await open() : null;
    if (!database) continue;
    try {
      // By its name: MariaDB does nothing at all to CURRENT_USER() here, without a word (tried on 10.11).
      await database.run(make(account.inSql));
      return true;
    } catch (error) {
      // No right to it, or words that this server does not know: it has done nothing.
      if (!(error instanceof ResaltError) || error.code !== 'DATABASE_REFUSED' || error.retry === 'check-first')
        throw error;
    } finally {
      await database.close().catch(() => undefined);
    }
  }
  return false;
}

const native = (password: string) => `mysql_native_password USING '${nativeHash(password)}'`;

/** A hash where the server takes one; MySQL 8 takes none, and leaves the password itself out of its logs. */
function bothSql(kind: Accounts['kind'], first: string, second: string): Make {
  if (kind === 'mariadb')
    return (account) => [{ sql: `ALTER USER ${account} IDENTIFIED VIA ${native(first)} OR ${native(second)}` }];
  return (account) => [plain(`ALTER USER ${account} IDENTIFIED BY `, first, ' RETAIN CURRENT PASSWORD')];
}

function onlySql(kind: Accounts['kind'], password: string): Make {
  if (kind === 'mariadb') return (account) => [{ sql: `ALTER USER ${account} IDENTIFIED VIA ${native(password)}` }];
  return (account) => [
    plain(`ALTER USER ${account} IDENTIFIED BY `, password),
    { sql: `ALTER USER ${account} DISCARD OLD PASSWORD` },
  ];
}

function ownSql(kind: Accounts['kind'], password: string): Statement {
  return kind === 'mariadb' ? { sql: `SET PASSWORD = '${nativeHash(password)}'` } : plain('SET PASSWORD = ', password);
}

/** What MySQL takes as a quoted literal only; it keeps it out of its own logs. */
function plain(before: string, password: string, after = ''): Statement {
  return { sql: `${before}?${after}`, values: [{ quoted: password }] };
}
