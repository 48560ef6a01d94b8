import { harmOf } from '../severity.ts';
import { type Check, onBlog } from './check.ts';
import { administeringOf, holdersOf, knownRoles } from './roles.ts';

/** A role of the site's own with rights of an administrator. Often made on purpose; then it is accepted once. */
export const customRole: Check = {
  name: 'custom-role',
  reads: ['rights', 'blogs'],
  find: (reading) =>
    reading.blogs.flatMap((blog) =>
      [...(blog.roles?.keys() ?? [])].flatMap((role) => {
        if (role === 'administrator' || knownRoles.has(role)) return [];
        const capabilities = administeringOf(role, blog, reading);
        if (capabilities.length === 0) return [];
        return {
          harm: harmOf(capabilities),
          confidence: 'possible' as const,
          title: `The role ${role} has rights of an administrator`,
          where: `option ${blog.blog === 1 ? '' : `${blog.blog}_`}user_roles${onBlog(reading, blog.blog)}`,
          why: 'Who has this role is an administrator under another name.',
          about: { role, blog: blog.blog, capabilities },
          seen: { users: holdersOf(reading, role, blog.blog) },
          fix: { operation: 'RepairRights', arguments: { kind: 'role', role, blog: blog.blog, remove: capabilities } },
          byHand: 'Ask which plugin or colleague made the role. Accept it, or delete it with wp role delete.',
        };
      }),
    ),
};
