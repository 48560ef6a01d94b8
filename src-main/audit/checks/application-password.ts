import type { Confidence } from '../../contract/findings.ts';
import type { ApplicationPassword } from '../../wordpress/application-passwords.ts';
import type { AuditReading } from '../../wordpress/audit-reading.ts';
import { harmOfPerson } from '../severity.ts';
import { type Check, day, type Found, moment, named } from './check.ts';

const stale = 180 * day;
const unused = 30 * day;

/** They open REST and XML-RPC, and survive new salts, new passwords and ended sessions (FACTS: Application passwords). */
export const applicationPassword: Check = {
  name: 'application-password',
  reads: ['application-passwords', 'rights'],
  find: (reading) =>
    reading.applicationPasswords.flatMap(({ userId, items, problem }) => [
      ...items.map((item) => found(reading, userId, item)),
      ...(problem ? [unreadable(reading, userId, problem)] : []),
    ]),
};

function found(reading: AuditReading, userId: number, item: ApplicationPassword): Found {
  const person = reading.people.get(userId) ?? { id: userId, login: '', superAdmin: false, blogs: [] };
  const { uuid, name, created, lastUsed, lastAddress, bareMd5, print } = item;
  return {
    harm: harmOfPerson(person),
    confidence: confidenceOf(item, reading),
    title: bareMd5
      ? `${named(person)} has an application password under a bare MD5: a back door`
      : `${named(person)} has the application password “${name}”`,
    where: `user ${userId}, _application_passwords`,
    since: created,
    why: bareMd5
      ? backDoor(reading)
      : 'It opens the site without a login, and neither new salts nor a new password end it.',
    about: { userId, uuid, name, created: moment(created), bareMd5, print },
    seen: { user: person.login, lastUsed: moment(lastUsed), lastAddress },
    fix: { operation: 'RevokeTokens', arguments: { kind: 'application-password', userId, ...(uuid ? { uuid } : {}) } },
    byHand: 'Users > Profile > Application Passwords: revoke it. Ask first what uses it.',
  };
}

function confidenceOf(
  { bareMd5, lastUsed, created }: ApplicationPassword,
  { now, before68 }: AuditReading,
): Confidence {
  if (bareMd5) return before68 === false ? 'likely' : 'certain';
  const old = lastUsed === null ? (created ?? 0) < now - unused : lastUsed < now - stale;
  return old ? 'possible' : 'unlikely';
}

const backDoor = ({ before68 }: AuditReading): string =>
  before68 === false
    ? 'WordPress never wrote this hash. From 6.8 on it opens nothing; somebody wrote it into the database all the same.'
    : 'WordPress never wrote this hash. Before 6.8 it opens the site and overwrites the user’s password.';

const unreadable = ({ people }: AuditReading, userId: number, problem: string): Found => ({
  harm: harmOfPerson(people.get(userId) ?? { superAdmin: false, blogs: [] }),
  confidence: 'possible',
  title: `Application passwords of user ${userId} can’t be read`,
  where: `user ${userId}, _application_passwords`,
  why: `WordPress may see what Resalt does not: ${problem}.`,
  about: { userId, problem },
  fix: { operation: 'RevokeTokens', arguments: { kind: 'application-password', userId } },
  byHand: 'Delete the row from usermeta.',
});
