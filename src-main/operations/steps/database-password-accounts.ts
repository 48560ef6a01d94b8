import { ResaltError } from '../../contract/failures.ts';
import type { Database, DatabaseTarget, Row } from '../../hosts/database.ts';
import { isWrongPassword } from '../../hosts/database-failures.ts';
import type { Host } from '../../hosts/host.ts';
import { accountInSql } from '../../wordpress/database-password.ts';
import type { Tools } from '../tools.ts';

/** An account of the database as the server knows it, and a way to log in to it. */
export interface Account {
  /** What CURRENT_USER() says, as `wp@localhost`. */
  name: string;
  /** The same in SQL. */
  inSql: string;
  door: DatabaseTarget;
}

export interface Accounts {
  /** The first is the site's own; the same user name may be further accounts by other ways in, with the same password. */
  all: Account[];
  kind: 'mariadb' | 'mysql';
  /** Tells two servers apart. */
  server: string;
}

/** Where logins are tried from. */
export interface Seat {
  tools: Pick<Tools, 'openDatabase'>;
  host: Host;
}

export function openAs({ tools, host }: Seat, door: DatabaseTarget, password: string): Promise<Database> {
  return tools.openDatabase(host, { ...door, password });
}

/** Whether a new connection with this password is let in. Fails where the server does not answer that question. */
export async function isLetIn(seat: Seat, door: DatabaseTarget, password: string): Promise<boolean> {
  try {
    const database = await openAs(seat, door, password);
    await database.close();
    return true;
  } catch (error) {
    if (isWrongPassword(error)) return false;
    throw error;
  }
}

/** The first of these passwords that is let in, with its connection; null where none is. Close it. */
export async function openWithAny(
  seat: Seat,
  door: DatabaseTarget,
  passwords: readonly string[],
): Promise<{ database: Database; password: string } | null> {
  for (const password of passwords) {
    try {
      return { database: await openAs(seat, door, password), password };
    } catch (error) {
      if (!isWrongPassword(error)) throw error;
    }
  }
  return null;
}

/**
 * Every account that the site's user and password open: by the address of its configuration and, where that is the web server's own machine, by the
 * socket and 127.0.0.1 (`wp@localhost` and `wp@127.0.0.1` are two accounts with a password each). DATABASE_REFUSED where none lets in.
 */
export async function accountsOf(seat: Seat, door: DatabaseTarget, passwords: readonly string[]): Promise<Accounts> {
  const first = await accountAt(seat, door, passwords);
  if (!first)
    throw new ResaltError(
      'DATABASE_REFUSED',
      'The database does not let in the user and password of the site’s configuration. Repair the site first.',
      'never',
    );
  const all = [first.account];
  for (const other of isOnThisMachine(door) ? otherDoors(door, first.facts) : []) {
    const found = await accountAt(seat, other, passwords).catch(notThere);
    const isNew = found && found.facts.server === first.facts.server;
    if (isNew && !all.some(({ name }) => name === found.account.name)) all.push(found.account);
  }
  return { all, kind: first.facts.kind, server: first.facts.server };
}

interface Facts {
  kind: Accounts['kind'];
  server: string;
  socket: string;
  port: number;
}

const factColumns = ['account', 'version', 'server', 'socket', 'port'];
const factsSql =
  "SELECT CURRENT_USER() AS account, VERSION() AS version, CONCAT_WS('|', @@hostname, @@port, @@datadir) AS server, @@socket AS socket, @@port AS port";

async function accountAt(
  seat: Seat,
  door: DatabaseTarget,
  passwords: readonly string[],
): Promise<{ account: Account; facts: Facts } | null> {
  const open = await openWithAny(seat, door, passwords);
  if (!open) return null;
  try {
    const [answer] = await open.database.run([{ sql: factsSql, columns: factColumns }]);
    const row = answer?.rows[0] ?? {};
    const name = textIn(row, 'account');
    const inSql = accountInSql(name);
    if (inSql === null)
      throw new ResaltError(
        'NOT_ALLOWED_HERE',
        'The database account has a name that Resalt does not write into a statement.',
        'never',
      );
    const kind = /mariadb/i.test(textIn(row, 'version')) ? 'mariadb' : 'mysql';
    const facts = {
      kind,
      server: textIn(row, 'server'),
      socket: textIn(row, 'socket'),
      port: Number(textIn(row, 'port')),
    } as const;
    return { account: { name, inSql, door }, facts };
  } finally {
    await open.database.close().catch(() => undefined);
  }
}

export const textIn = (row: Row, column: string): string => row[column]?.toString('utf8') ?? '';

function otherDoors(door: DatabaseTarget, { socket, port }: Facts): DatabaseTarget[] {
  const { user, password, database, tls } = door;
  const rest = { user, password, database, tls };
  const bySocket = socket.startsWith('/') && !/[\0\r\n]/.test(socket) ? [{ socketPath: socket, ...rest }] : [];
  return [...bySocket, ...(port > 0 ? [{ host: '127.0.0.1', port, ...rest }] : [])];
}

/** From the web server's machine, which is where the door is opened. */
export function isOnThisMachine(door: DatabaseTarget): boolean {
  return 'socketPath' in door || /^(localhost|127\.[\d.]+|\[?::1\]?)$/i.test(door.host);
}

/** A second way in that isn't open is none. */
function notThere(error: unknown): null {
  if (error instanceof ResaltError && error.code !== 'BUG' && error.code !== 'CANCELLED') return null;
  throw error;
}
