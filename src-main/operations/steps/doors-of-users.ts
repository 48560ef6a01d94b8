import type { Statement } from '../../hosts/database.ts';
import { deletePasswordRows, isPasswordRow } from './application-password-rows.ts';
import { type KeyTable, keyTablesAmong } from './audit-keys.ts';
import { number } from './audit-people.ts';
import { tablesThere } from './audit-questions.ts';
import { marksFor } from './capability-rows.ts';
import type { OpenSite } from './look.ts';

/** What opens the site in a user's name besides the password: sessions, application passwords and keys of shops and forms. */
export interface Doors {
  sessions: number;
  applicationPasswords: number;
  apiKeys: number;
}

const isSessions = (m: string) => `${m}.meta_key = 'session_tokens'`;

/** Tables that hold API keys. One of a shape that is not known is no reason to stop: its keys stay, and the audit says so. */
export async function readKeyTables(open: OpenSite): Promise<KeyTable[]> {
  const [found] = await open.database.run([tablesThere(open.tables.prefix)]);
  return keyTablesAmong(found?.rows ?? [], open.tables.prefix).tables;
}

/** Rows of each kind of these users. */
export async function countDoors(
  open: OpenSite,
  users: readonly number[],
  keyTables: readonly KeyTable[],
): Promise<Doors> {
  const { usermeta } = open.tables;
  const count = (table: string, condition: string): Statement => ({
    sql: `SELECT COUNT(*) AS n FROM ${table} k WHERE k.user_id IN (${marksFor(users)})${condition}`,
    values: [...users],
    columns: ['n'],
  });
  const results = await open.database.run([
    count(usermeta, ` AND ${isSessions('k')}`),
    count(usermeta, ` AND ${isPasswordRow('k')}`),
    ...keyTables.map(({ table }) => count(`\`${table}\``, '')),
  ]);
  const [sessions = 0, applicationPasswords = 0, ...keys] = results.map(({ rows }) => number(rows[0]?.n));
  return { sessions, applicationPasswords, apiKeys: keys.reduce((sum, n) => sum + n, 0) };
}

/** Closes them all, whatever is in them; answers how many rows went. Call it again until nothing comes back (until-quiet). */
export async function closeDoors(
  open: OpenSite,
  users: readonly number[],
  keyTables: readonly KeyTable[],
): Promise<Doors> {
  if (users.length === 0) return { sessions: 0, applicationPasswords: 0, apiKeys: 0 };
  const { usermeta } = open.tables;
  const [sessions, ...keys] = await open.database.run([
    {
      sql: `DELETE FROM ${usermeta} WHERE user_id IN (${marksFor(users)}) AND ${isSessions(usermeta)}`,
      values: [...users],
    },
    ...keyTables.map(({ table }) => ({
      sql: `DELETE FROM \`${table}\` WHERE user_id IN (${marksFor(users)})`,
      values: [...users],
    })),
  ]);
  return {
    sessions: sessions?.affected ?? 0,
    applicationPasswords: await deletePasswordRows(open, users),
    apiKeys: keys.reduce((sum, { affected }) => sum + affected, 0),
  };
}

/** For the plan. A user's logins are one row, and so are the application passwords: how many there are in it is not counted. */
export function doorsInWords({ sessions, applicationPasswords, apiKeys }: Doors): string {
  const those = [
    ...(sessions > 0 ? ['logins'] : []),
    ...(applicationPasswords > 0 ? ['application passwords'] : []),
    ...(apiKeys > 0 ? [apiKeys === 1 ? 'an API key' : `${apiKeys} API keys`] : []),
  ];
  if (those.length === 0) return 'No login or key in their names opens the site now; what is made meanwhile goes, too.';
  const last = those.pop() ?? '';
  return `What opens the site in their names goes: ${those.length > 0 ? `${those.join(', ')} and ${last}` : last}.`;
}

export const doorsTogether = ({ sessions, applicationPasswords, apiKeys }: Doors): number =>
  sessions + applicationPasswords + apiKeys;
