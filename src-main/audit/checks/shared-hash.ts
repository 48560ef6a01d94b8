import { type Check, named } from './check.ts';

/** WordPress salts every hash, so two equal ones were copied in the database: one password opens all these accounts. */
export const sharedHash: Check = {
  name: 'shared-hash',
  reads: ['people'],
  find: ({ sharedHashes, people }) =>
    sharedHashes.map(({ users, count }) => {
      const known = users.flatMap((id) => people.get(id) ?? []);
      const administrator = known.some((person) => person.administrator);
      return {
        harm: administrator ? ('takeover' as const) : ('damage' as const),
        confidence: 'likely' as const,
        title: `${count} users have the same hash of a password${administrator ? ', an administrator among them' : ''}`,
        where: users
          .slice(0, 20)
          .map((id) => `user ${id}`)
          .join(', '),
        why: 'Two people never get the same one: it was copied in the database, and one password opens all of them.',
        about: { users: known.map(named).slice(0, 100), count },
        fix: { operation: 'ResetPasswords', arguments: { users: known.map(({ login }) => login), salts: false } },
        byHand: 'Set other passwords for all of them in WordPress.',
      };
    }),
};
