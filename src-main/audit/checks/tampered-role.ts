import { harmOf } from '../severity.ts';
import { type Check, onBlog } from './check.ts';
import { administeringOf, holdersOf, knownRoles } from './roles.ts';

/** A role that everybody knows as harmless was given rights of an administrator: all who have it, and all who register, are one. */
export const tamperedRole: Check = {
  name: 'tampered-role',
  reads: ['rights', 'blogs'],
  find: (reading) =>
    reading.blogs.flatMap((blog) =>
      [...(blog.roles?.keys() ?? [])].flatMap((role) => {
        const usual = knownRoles.get(role);
        const more = usual ? administeringOf(role, blog, reading).filter((name) => !usual.includes(name)) : [];
        if (more.length === 0) return [];
        // Agencies do give editors more; nobody gives it to authors, subscribers or customers.
        const given = role === 'editor' || !['author', 'contributor', 'subscriber', 'customer'].includes(role);
        return {
          harm: harmOf(more),
          confidence: given ? ('likely' as const) : ('certain' as const),
          title: `The role ${role} was given rights of an administrator`,
          where: `option ${blog.blog === 1 ? '' : `${blog.blog}_`}user_roles${onBlog(reading, blog.blog)}`,
          why: 'Everybody with this role has them, and nobody looks at this role when looking for administrators.',
          about: { role, blog: blog.blog, capabilities: more },
          seen: { users: holdersOf(reading, role, blog.blog) },
          fix: { operation: 'RepairRights', arguments: { kind: 'role', role, blog: blog.blog, remove: more } },
          byHand: 'Take these capabilities out of the role with a plugin for roles, or wp cap remove.',
        };
      }),
    ),
};
