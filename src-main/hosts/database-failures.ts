import { ResaltError, type RetryAdvice } from '../contract/failures.ts';

/** What MySQL's error numbers mean to the person in front of Resalt. The server's own text may hold anything and is not shown. */
const REASONS: Record<number, string> = {
  1040: 'it has no free connection (too many connections)',
  1044: 'this user may not use this database',
  1045: 'wrong user or password, or the user may not log in from there',
  1049: 'there is no such database',
  1054: 'a column is missing',
  1062: 'such a row is there already',
  1129: 'it blocks this host after too many errors',
  1130: 'the user may not log in from there',
  1142: 'this user may not do that',
  1143: 'this user may not do that',
  1146: 'a table is missing (is the table prefix right?)',
  1203: 'this user has too many connections',
  1205: 'another program held a lock for too long',
  1213: 'another program changed the same rows',
  1227: 'this user may not do that',
  1290: 'it is read-only',
  1698: 'wrong user or password, or the user may not log in from there',
  1836: 'it is read-only',
};
const OUT_OF_TIME = new Set([1969, 3024]);
const NOT_REACHED = new Set([2002, 2003, 2005]);
const LOST = new Set([2006, 2013]);

/** Thrown by a login where encryption was wanted and the server has none. */
export class NoEncryption extends Error {}

/** `where` as in "The database of … at …". The number stays in the message: it is what people search for. */
export function databaseFailure(number: number, where: string, retry: RetryAdvice): ResaltError {
  if (OUT_OF_TIME.has(number))
    return new ResaltError('TIMED_OUT', `${where} stopped a statement that took too long.`, retry);
  if (NOT_REACHED.has(number)) return new ResaltError('HOST_UNREACHABLE', `${where} does not answer.`, 'safe');
  if (LOST.has(number)) return new ResaltError('HOST_UNREACHABLE', `${where} hung up.`, retry);
  const reason = REASONS[number] ?? 'see its error number';
  return new ResaltError('DATABASE_REFUSED', `${where} refused: ${reason} (MySQL error ${number}).`, retry);
}

/** Whether the server said that user and password don't fit, and not that it is full, blocks the host or can't be reached. */
export function isWrongPassword(error: unknown): boolean {
  return error instanceof ResaltError && /\(MySQL error (?:1045|1698)\)/.test(error.message);
}
