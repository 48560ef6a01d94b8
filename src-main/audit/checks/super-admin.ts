import type { AuditReading } from '../../wordpress/audit-reading.ts';
import { type Check, type Found, named } from './check.ts';

/** Super admins stand in one list of the network and need no role (FACTS: Who is an administrator). */
export const superAdmin: Check = {
  name: 'super-admin',
  reads: ['people'],
  find: (reading) => [...withoutRole(reading), ...withoutUser(reading)],
};

const withoutRole = ({ people }: AuditReading): Found[] =>
  [...people.values()]
    .filter((person) => person.superAdmin && person.blogs.length === 0)
    .map((person) => ({
      harm: 'takeover',
      confidence: 'possible',
      title: `${named(person)} is a super admin without a role on any blog`,
      where: `user ${person.id}, network option site_admins`,
      since: person.registered,
      why: 'No blog’s list of users shows this user, who may do everything on all of them.',
      about: { userId: person.id, user: person.login },
      seen: { email: person.email },
      fix: {
        operation: 'ChangeUsers',
        arguments: { action: 'remove-super-admin', userId: person.id, login: person.login },
      },
      byHand: 'Ask who made this super admin. Otherwise wp super-admin remove, then delete the user.',
    }));

const withoutUser = ({ people, superAdmins, blogs }: AuditReading): Found[] => {
  const logins = new Set([...people.values()].map(({ login }) => login));
  return superAdmins
    .filter((login) => !logins.has(login))
    .map((login) => ({
      harm: 'takeover',
      confidence: blogs.some(({ open }) => open) ? 'likely' : 'possible',
      title: `The network names a super admin ${login}, who does not exist`,
      where: 'network option site_admins',
      why: 'Whoever gets an account of that name is a super admin at once.',
      about: { login: login.slice(0, 200) },
      fix: { operation: 'ChangeUsers', arguments: { action: 'remove-super-admin', login: login.slice(0, 200) } },
      byHand: 'Take the name off the list: wp super-admin remove.',
    }));
};
