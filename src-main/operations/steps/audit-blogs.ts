import type { Row } from '../../hosts/database.ts';
import { activePlugins } from '../../wordpress/active-plugins.ts';
import type { AuditBlog, AuditReading } from '../../wordpress/audit-reading.ts';
import { parseUserRoles, whyDoubtful } from '../../wordpress/capabilities.ts';
import { cloudOptions } from '../../wordpress/cloud-tokens.ts';
import { readCron } from '../../wordpress/cron.ts';
import { tokenOptions } from '../../wordpress/token-options.ts';
import { number, text, utf8 } from './audit-people.ts';
import { most, optionsOf } from './audit-questions.ts';
import type { NetworkOptions } from './circumstances.ts';
import type { OpenSite } from './look.ts';
import { plainName } from './plain-name.ts';

type Unread = Map<Parameters<AuditReading['unread']['get']>[0], { partly: boolean; why: string }>;

/** The blogs with their settings; those of a network beside the main one in one round trip. */
export async function readBlogs(
  open: OpenSite,
  main: readonly Row[],
  blogRows: readonly Row[],
  network: NetworkOptions,
  optionTables: ReadonlySet<string>,
  unread: Unread,
): Promise<Map<number, AuditBlog>> {
  const { prefix } = open.tables;
  const at = new Map(blogRows.map((row) => [number(row.blog), utf8(row.at)]));
  if (blogRows.length > most.blogs)
    for (const part of ['blogs', 'rights'] as const)
      unread.set(part, {
        partly: true,
        why: `The network has more than ${most.blogs} blogs; the others were not read.`,
      });
  const others = [...at.keys()]
    .filter(
      (blog) => Number.isSafeInteger(blog) && blog > 1 && optionTables.has(`${prefix}${blog}_options`.toLowerCase()),
    )
    .slice(0, most.blogs);
  const results = await open.database.run(
    others.map((blog) => optionsOf(`\`${prefix}${blog}_options\``, `${prefix}${blog}_`, open)),
  );
  const strange = [main, ...results.map(({ rows }) => rows)].some((rows) => rows.some(isStrangeRoles));
  if (strange) unread.set('rights', { partly: true, why: strangeRoles });
  const blogs = new Map([[1, blogOf(1, at.get(1) ?? null, main, prefix, network)]]);
  for (const [index, blog] of others.entries())
    blogs.set(blog, blogOf(blog, at.get(blog) ?? null, results[index]?.rows ?? [], `${prefix}${blog}_`, network));
  return blogs;
}

/** PHP makes a list of capabilities of an object, too (WP_User::get_role_caps()); who has such a role is not to be told. */
const isStrangeRoles = ({ name, value }: Row): boolean =>
  plainName(name ?? null).endsWith('user_roles') &&
  value !== null &&
  value !== undefined &&
  whyDoubtful(value) === 'strange';
const strangeRoles =
  'Roles are written in a way that PHP may read and nobody honest uses: what they grant is not known. Look at the option user_roles.';

function blogOf(
  blog: number,
  at: string | null,
  rows: readonly Row[],
  prefix: string,
  { openNetwork, plugins }: NetworkOptions,
): AuditBlog {
  const value = (name: string) =>
    (
      rows.find((row) => text(row.name) === name) ??
      rows.find((row) => plainName(row.name ?? null) === name.toLowerCase())
    )?.value ?? null;
  const has = (name: string) => rows.some((row) => plainName(row.name ?? null) === name);
  const roles = value(`${prefix}user_roles`);
  const word = (name: string) => value(name)?.toString('utf8').slice(0, 500) ?? null;
  return {
    blog,
    at,
    roles: roles && parseUserRoles(roles),
    defaultRole: word('default_role'),
    open: openNetwork ?? !['', '0'].includes(word('users_can_register') ?? ''),
    siteurl: word('siteurl'),
    home: word('home'),
    planned: has('cron') ? plannedOf(value('cron')) : [],
    activePlugins: activeOf(value('active_plugins'), blog === 1 ? plugins : []),
    tokenOptions: rows.map((row) => text(row.name)).filter((name) => tokenOptions.includes(name)),
    cloudOptions: rows.map((row) => text(row.name)).filter((name) => cloudOptions.includes(name)),
  };
}

/** One that is too large comes as NULL. */
const plannedOf = (value: Buffer | null) => value && readCron(value);

function activeOf(value: Buffer | null, everywhere: readonly string[]): string[] | null {
  const own = value && activePlugins(value);
  return own && [...own, ...everywhere];
}
