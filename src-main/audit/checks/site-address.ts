import type { AuditBlog, AuditReading } from '../../wordpress/audit-reading.ts';
import { type Check, type Found, onBlog } from './check.ts';

/** Where the site says it is. An attacker who changes that takes its visitors and its login form elsewhere. */
export const siteAddress: Check = {
  name: 'site-address',
  reads: ['blogs'],
  find: (reading) => reading.blogs.flatMap((blog) => found(reading, blog)),
};

function found(reading: AuditReading, blog: AuditBlog): Found[] {
  const fixed = blog.blog === 1 ? reading.addressConstants : { siteurl: null, home: null };
  const [siteurl, home] = [fixed.siteurl ?? blog.siteurl, fixed.home ?? blog.home];
  const [site, front] = [hostOf(siteurl), hostOf(home)];
  const entered = blog.blog === 1 ? hostOf(reading.url) : null;
  const elsewhere = entered !== null && (site !== entered || front !== entered);
  if (!elsewhere && site !== null && site === front) return [];
  const known =
    site === null || front === null ? 'is no address' : elsewhere ? 'is not the address that you entered' : 'differs';
  return [
    {
      harm: 'damage',
      confidence: elsewhere || site === null || front === null ? 'likely' : 'possible',
      title: `The site’s own address ${known}: ${siteurl ?? 'none'} and ${home ?? 'none'}`,
      where: `options siteurl and home${onBlog(reading, blog.blog)}`,
      why: 'WordPress sends visitors and logins to these addresses.',
      about: { blog: blog.blog, siteurl, home },
      seen: { entered: reading.url },
      // Which address is right a person must say.
      fix: null,
      byHand:
        'resalt options set --siteurl and --home, or Settings > General, or WP_HOME and WP_SITEURL in wp-config. If the site moved, correct its address in Resalt.',
    },
  ];
}

/** Without "www.", which sites add and drop. */
function hostOf(address: string | null): string | null {
  if (address === null || !/^https?:\/\//i.test(address)) return null;
  try {
    return new URL(address).host.replace(/^www\./, '') || null;
  } catch {
    return null;
  }
}
