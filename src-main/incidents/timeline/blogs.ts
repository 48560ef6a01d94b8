import type { OpenSite } from '../../operations/steps/look.ts';
import { tryToRun } from './ask-table.ts';

/** A blog of a network, or the one that a site is. */
export interface Blog {
  blog: number;
  /** Of its tables. */
  prefix: string;
  /** In words, to tell it from the others: "acme.test/shop/"; null of a site that is no network. */
  called: string | null;
  /** Names under which it is asked for, in small letters; of the main one the site's own address tells. */
  hosts: string[];
}

const mostBlogs = 300;

/** The main blog first. `lacks`: of a network with more than are read. */
export async function blogsOf(open: OpenSite): Promise<{ blogs: Blog[]; lacks: string | null }> {
  const { prefix } = open.tables;
  const main: Blog = { blog: 1, prefix, called: open.multisite ? 'the main blog' : null, hosts: [] };
  // Without its files nobody says whether a site is a network, but its tables do.
  if (!open.multisite && open.configuration) return { blogs: [main], lacks: null };
  const [rows = []] = await tryToRun(open, [
    {
      sql: `SELECT b.blog_id AS blog, LEFT(b.domain, 200) AS domain, LEFT(b.path, 100) AS path FROM \`${prefix}blogs\` b WHERE b.blog_id > 1 ORDER BY b.blog_id LIMIT ${mostBlogs + 1}`,
      columns: ['blog', 'domain', 'path'],
    },
  ]);
  const others = rows.slice(0, mostBlogs).flatMap((row): Blog[] => {
    const [id, domain, path] = ['blog', 'domain', 'path'].map((name) => row[name]?.toString('utf8') ?? '');
    if (!/^[1-9]\d{0,8}$/.test(id ?? '')) return [];
    return [
      {
        blog: Number(id),
        prefix: `${prefix}${id}_`,
        called: `blog ${id} (${domain}${path})`,
        hosts: domain ? [domain.toLowerCase()] : [],
      },
    ];
  });
  const lacks =
    rows.length > mostBlogs ? `The network has more than ${mostBlogs} blogs; the others were not read.` : null;
  return { blogs: [others.length > 0 ? { ...main, called: 'the main blog' } : main, ...others], lacks };
}
