import { administratorsOf, type Check, demoting, named, onBlog } from './check.ts';

/** `"administrator";b:0` reads as "no administrator" and is one: WordPress looks at the key alone (FACTS: Who is an administrator). */
export const falseValuedRole: Check = {
  name: 'false-valued-role',
  reads: ['rights', 'people', 'blogs'],
  find: (reading) =>
    administratorsOf(reading).flatMap((person) =>
      person.blogs.flatMap(({ blog, how, falseRoles }) => {
        const roles = falseRoles.filter((role) => how.includes(`role: ${role}`));
        if (roles.length === 0) return [];
        return {
          harm: 'takeover' as const,
          confidence: 'likely' as const,
          title: `${named(person)} has the role ${roles.join(', ')} under a value that says no`,
          where: `user ${person.id}${onBlog(reading, blog)}`,
          since: person.registered,
          why: 'WordPress grants a role by its key whatever the value: this user only looks demoted.',
          about: { userId: person.id, user: person.login, blog, roles },
          seen: { email: person.email },
          fix: demoting(person, blog),
          byHand: 'Give the user another role in WordPress (that writes the row anew), or delete the user.',
        };
      }),
    ),
};
