import { ResaltError } from '../../contract/failures.ts';
import type { Statement } from '../../hosts/database.ts';
import { number, utf8 } from './audit-people.ts';
import { marksFor } from './capability-rows.ts';
import { nameOf } from './choose-accounts.ts';
import type { OpenSite } from './look.ts';

/** The accounts of a person on one site. */
export interface PersonHere {
  ids: number[];
  /** Others that may be the same person, by name; nothing is done to them. */
  maybe: string[];
}

/** So common that the same word at two places says nothing. */
const shared = new Set([
  'admin',
  'administrator',
  'info',
  'office',
  'mail',
  'contact',
  'hello',
  'support',
  'webmaster',
]);
const mostFound = 500;

/**
 * Everybody with one of these addresses, letters large or small. Who goes by the same name at another address is only named: an address is
 * proof of a person, a name is not.
 */
export async function findPerson({ site, database, tables }: OpenSite, emails: readonly string[]): Promise<PersonHere> {
  const wanted = new Set(emails.map(folded));
  const names = [...new Set([...wanted].map(nameIn))].filter((name) => !shared.has(name));
  const asked = [...wanted];
  const which = (condition: string, values: readonly string[]): Statement => ({
    sql: `SELECT u.ID AS id, u.user_login AS login, u.user_email AS email FROM ${tables.users} u WHERE ${condition} ORDER BY u.ID LIMIT ${mostFound}`,
    values,
    columns: ['id', 'login', 'email'],
  });
  // Apart: however many share the name, nobody with the address may be cut off. A column may tell large letters from small.
  const [sameAddress, sameName] = await database.run([
    which(`LOWER(TRIM(u.user_email)) IN (${marksFor(asked)})`, asked),
    which(
      `u.user_login IN (${marksFor([...asked, ...names])}) OR SUBSTRING_INDEX(SUBSTRING_INDEX(TRIM(u.user_email), '@', 1), '+', 1) IN (${marksFor(names)})`,
      [...asked, ...names, ...names],
    ),
  ]);
  const found = new Map([...(sameAddress?.rows ?? []), ...(sameName?.rows ?? [])].map((row) => [number(row.id), row]));
  const users = [...found].map(([id, row]) => ({ id, login: utf8(row.login), email: utf8(row.email) }));
  const theirs = users.filter(({ email }) => wanted.has(folded(email)));
  if ((sameAddress?.rows.length ?? 0) >= mostFound)
    throw new ResaltError(
      'NOT_ALLOWED_HERE',
      `${mostFound} or more accounts of ${site.name} have this address: that is no person. Nothing was changed.`,
      'never',
    );
  return {
    ids: theirs.map(({ id }) => id),
    maybe: users.filter((one) => !theirs.includes(one)).map(nameOf),
  };
}

const folded = (email: string): string => email.trim().normalize('NFC').toLowerCase();

/** "anna" of anna+shop@agency.test. */
const nameIn = (email: string): string => (email.split('@')[0] ?? '').split('+')[0] ?? '';
