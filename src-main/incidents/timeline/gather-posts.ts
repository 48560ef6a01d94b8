import type { Row, Statement } from '../../hosts/database.ts';
import type { OpenSite } from '../../operations/steps/look.ts';
import { knownTables, tryToRun } from './ask-table.ts';
import type { Blog } from './blogs.ts';
import { type Draft, draft } from './draft.ts';
import { beginningOf, type Gathered, isIn, type Window } from './gathered.ts';

/** Of one blog, and of all together. */
const mostPosts = 3000;
const mostOfAll = 15_000;

/** Posts, pages and what else stands in that table: made or changed since, and by whom, as far as WordPress noted it; of a network of each blog. */
export async function gatherPosts(open: OpenSite, window: Window, blogs: readonly Blog[]): Promise<Gathered> {
  const there = await knownTables(
    open,
    blogs.map(({ prefix }) => `${prefix}posts`),
  );
  const drafts: Draft[] = [];
  const lacks: string[] = [];
  for (const blog of blogs) {
    const called = blog.called ?? 'this site';
    if (!there.has(`${blog.prefix}posts`.toLowerCase())) {
      lacks.push(`The table ${blog.prefix}posts of ${called} is not there.`);
      continue;
    }
    if (drafts.length >= mostOfAll) {
      lacks.push(`There are more posts than Resalt reads of a network: from ${called} on none were read.`);
      break;
    }
    const [rows] = await tryToRun(open, [question(open, blog, window)]);
    if (!rows) lacks.push(`The posts of ${called} could not be read.`);
    else if (rows.length === mostPosts)
      lacks.push(`Of ${called} only the ${mostPosts} posts that were changed last were read.`);
    for (const one of (rows ?? []).flatMap((row) => draftsOf(row, blog, window))) drafts.push(one);
  }
  const from =
    blogs.length === 1
      ? `Table ${blogs[0]?.prefix}posts`
      : `Tables of posts of ${blogs.length} blogs (${blogs[0]?.prefix}posts, …)`;
  return {
    ...{ source: 'post', from, drafts },
    clock: `post_date_gmt and post_modified_gmt are UTC by WordPress’s word. ${window.clocks.words}`,
    lacks: lacks.slice(0, 5).join(' ') || null,
  };
}

const columns = ['id', 'type', 'status', 'title', 'made_written', 'made', 'changed_written', 'changed'];

function question({ tables: { users } }: OpenSite, { prefix }: Blog, window: Window): Statement {
  const seconds = (column: string) => `TIMESTAMPDIFF(SECOND, '1970-01-01 00:00:00', p.${column})`;
  return {
    sql: `SELECT p.ID AS id, LEFT(p.post_type, 30) AS type, LEFT(p.post_status, 20) AS status, LEFT(p.post_title, 120) AS title, p.post_date_gmt AS made_written, ${seconds('post_date_gmt')} AS made, p.post_modified_gmt AS changed_written, ${seconds('post_modified_gmt')} AS changed, LEFT(a.user_login, 200) AS author, LEFT(e.user_login, 200) AS editor FROM \`${prefix}posts\` p LEFT JOIN ${users} a ON a.ID = p.post_author LEFT JOIN ${users} e ON e.ID = (SELECT m.meta_value FROM \`${prefix}postmeta\` m WHERE m.post_id = p.ID AND m.meta_key = '_edit_last' LIMIT 1) WHERE p.post_modified_gmt >= FROM_UNIXTIME(0) AND ${seconds('post_modified_gmt')} >= ? AND p.post_status <> 'auto-draft' ORDER BY p.post_modified_gmt DESC LIMIT ${mostPosts}`,
    values: [beginningOf(window)],
    columns: [...columns, 'author', 'editor'],
  };
}

function draftsOf(row: Row, { called }: Blog, window: Window): Draft[] {
  const text = (name: string) => row[name]?.toString('utf8') ?? '';
  const moment = (name: string) => Number(text(name)) * 1000 - window.clocks.offsetMs;
  const what = `${text('type')} ${text('id')} “${text('title')}” (${text('status')})${called === null ? '' : `, ${called}`}`;
  const author = text('author') || null;
  const made = draft({
    ...{ at: moment('made'), asWritten: `${text('made_written')} UTC`, source: 'post' },
    ...{ kind: `${text('type')} made`, who: author, what },
  });
  const changed = {
    ...made,
    ...{ at: moment('changed'), asWritten: `${text('changed_written')} UTC`, kind: `${text('type')} changed` },
  };
  const both =
    changed.at - made.at > 1000
      ? [made, { ...changed, who: text('editor') || author }]
      : [changed.at > made.at ? changed : made];
  return both.filter(({ at }) => isIn(window, at));
}
