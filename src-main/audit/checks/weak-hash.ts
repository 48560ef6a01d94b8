import type { Person } from '../../wordpress/audit-reading.ts';
import { type Check, type Found, named } from './check.ts';

/** A bare MD5 is read at once by whoever reads the database; an empty one is a lock (FACTS: Passwords). */
export const weakHash: Check = {
  name: 'weak-hash',
  reads: ['people'],
  find: ({ people }) => [...people.values()].flatMap(found),
};

function found(person: Person): Found[] {
  if (person.hash === 'other' || (person.hash === 'empty' && !person.administrator)) return [];
  const md5 = person.hash === 'md5';
  return [
    {
      harm: md5 && person.administrator ? 'takeover' : 'foothold',
      confidence: md5 ? 'possible' : 'unlikely',
      title: md5
        ? `The password of ${named(person)} is stored as a bare MD5`
        : `The administrator ${named(person)} has no password`,
      where: `user ${person.id}, user_pass`,
      why: md5
        ? 'It was written past WordPress and nobody has logged in with it since; it is guessed in minutes by who reads the table.'
        : 'Nobody can log in with a password, but with a reset link or an application password.',
      about: { userId: person.id, user: person.login, kind: person.hash, administrator: person.administrator },
      fix: { operation: 'ResetPasswords', arguments: { users: [person.login], salts: false } },
      byHand: 'Set another password in WordPress.',
    },
  ];
}
