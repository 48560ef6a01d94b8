import { isAdministratorCapability } from '../../wordpress/capabilities.ts';
import { harmOf } from '../severity.ts';
import { administratorsOf, type Check, demoting, named, onBlog } from './check.ts';

/** A right that was given to the user directly, without a role: the list of administrators doesn't show who has it (FACTS: Who is an administrator). */
export const hiddenAdministrator: Check = {
  name: 'hidden-administrator',
  reads: ['rights', 'people', 'blogs'],
  find: (reading) =>
    administratorsOf(reading).flatMap((person) =>
      person.blogs.flatMap(({ blog, how, listed, roles }) => {
        const direct = how.flatMap((why) => (why.startsWith('direct grant: ') ? why.slice(14) : []));
        if (listed || person.superAdmin || direct.length === 0) return [];
        const harm = harmOf(direct.filter(isAdministratorCapability));
        return {
          harm,
          confidence: harm === 'takeover' ? ('certain' as const) : ('likely' as const),
          title: `${named(person)} has rights of an administrator without the role`,
          where: `user ${person.id}${onBlog(reading, blog)}`,
          since: person.registered,
          why: 'WordPress grants these rights, yet its list of administrators does not show the user.',
          about: { userId: person.id, user: person.login, blog, grants: [...direct].sort() },
          seen: { email: person.email, roles: [...roles] },
          fix: demoting(person, blog),
          byHand:
            'Ask who gave these rights. Take them away, or delete the user, then end the sessions and change the password.',
        };
      }),
    ),
};
