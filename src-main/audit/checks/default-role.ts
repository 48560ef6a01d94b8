import { harmOf } from '../severity.ts';
import { type Check, onBlog } from './check.ts';
import { administeringOf } from './roles.ts';

/** Whoever is added without a word about the role is an administrator. With open registration that is open-registration's to say. */
export const defaultRole: Check = {
  name: 'default-role',
  reads: ['blogs', 'rights'],
  find: (reading) =>
    reading.blogs
      .filter(({ open }) => !open || reading.circumstances.multisite)
      .flatMap((blog) => {
        const role = blog.defaultRole ?? '';
        const capabilities = administeringOf(role, blog, reading);
        if (capabilities.length === 0) return [];
        return {
          harm: harmOf(capabilities),
          confidence: 'likely' as const,
          title: `New users are ${role}, with rights of an administrator`,
          where: `option default_role${onBlog(reading, blog.blog)}`,
          why: 'Registration is closed, but plugins that make users (shops, forms, single sign-on) take this role.',
          about: { blog: blog.blog, role },
          seen: { capabilities },
          fix: { operation: 'SetOptions', arguments: { option: 'default-role', blog: blog.blog, value: 'subscriber' } },
          byHand: 'Settings > General: set “New User Default Role” to Subscriber.',
        };
      }),
};
