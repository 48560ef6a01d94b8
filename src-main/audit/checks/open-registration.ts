import type { Confidence } from '../../contract/findings.ts';
import type { AuditBlog, AuditReading } from '../../wordpress/audit-reading.ts';
import { type Harm, harmOf } from '../severity.ts';
import { type Check, onBlog } from './check.ts';
import { administeringOf } from './roles.ts';

/** Anyone may register: what they are then. A shop's or a forum's customers and subscribers are no finding. */
export const openRegistration: Check = {
  name: 'open-registration',
  reads: ['blogs'],
  find: (reading) =>
    reading.blogs
      .filter(({ open }) => open)
      .flatMap((blog) => {
        const judged = judge(blog, reading);
        if (!judged) return [];
        return {
          harm: judged.harm,
          confidence: judged.confidence,
          title: `Anyone may register and is then ${blog.defaultRole ?? 'without a role'}`,
          where: `options users_can_register and default_role${onBlog(reading, blog.blog)}`,
          why: 'Whoever fills in the form has these rights, without anybody looking.',
          about: { blog: blog.blog, role: blog.defaultRole },
          seen: { capabilities: judged.capabilities },
          fix: { operation: 'SetOptions', arguments: { option: 'registration', blog: blog.blog, value: 'closed' } },
          byHand: 'Settings > General: take the tick off “Anyone can register”, or set the role to Subscriber.',
        };
      }),
};

function judge(
  blog: AuditBlog,
  reading: AuditReading,
): { harm: Harm; confidence: Confidence; capabilities: string[] } | null {
  // In a network who registers has a role on no blog; the option of the blog is for those whom its administrator adds.
  if (reading.circumstances.multisite) return null;
  const role = blog.defaultRole ?? '';
  const capabilities = administeringOf(role, blog, reading);
  if (capabilities.length > 0) return { harm: harmOf(capabilities), confidence: 'certain', capabilities };
  if (role === 'editor' || role === 'author') return { harm: 'damage', confidence: 'certain', capabilities };
  return role === 'contributor' ? { harm: 'foothold', confidence: 'likely', capabilities } : null;
}
