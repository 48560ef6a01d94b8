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
export async function findPerson({ database, tables }: OpenSite, emails: readonly string[]): Promise<PersonHere> {
  const wanted = new Set(emails.map(folded));
  const names = [...new Set([...wanted].map(nameIn))].filter((name) => !shared.has(name));
  const [found] = await database.run([
    {
      sql: `SELECT u.ID AS id, u.user_login AS login, u.user_email AS email FROM ${tables.users} u WHERE TRIM(u.user_email) IN (${marksFor(emails)}) OR u.user_login IN (${marksFor([...emails, ...names])}) OR SUBSTRING_INDEX(SUBSTRING_INDEX(TRIM(u.user_email), '@', 1), '+', 1) IN (${marksFor(names)}) ORDER BY u.ID LIMIT ${mostFound}`,
      values: [...emails, ...emails, ...names, ...names],
      columns: ['id', 'login', 'email'],
    },
  ]);
  const users = (found?.rows ?? []).map((row) => ({
    ...{ id: number(row.id), login: utf8(row.login), email: utf8(row.email) },
  }));
  const theirs = users.filter(({ email }) => wanted.has(folded(email)));
  return {
    ids: theirs.map(({ id }) => id),
    maybe: users.filter((one) => !theirs.includes(one)).map(nameOf),
  };
}

const folded = (email: string): string => email.trim().normalize('NFC').toLowerCase();

/** "anna" of anna+shop@agency.test. */
const nameIn = (email: string): string => (email.split('@')[0] ?? '').split('+')[0] ?? '';
