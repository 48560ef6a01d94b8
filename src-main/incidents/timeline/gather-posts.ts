import type { OpenSite } from '../../operations/steps/look.ts';
import { type Draft, draft } from './draft.ts';
import { beginningOf, type Gathered, isIn, type Window } from './gathered.ts';

const mostPosts = 3000;

/** Posts, pages and what else stands in that table: made or changed since, and by whom, as far as WordPress noted it. */
export async function gatherPosts(open: OpenSite, window: Window): Promise<Gathered> {
  const { prefix, users } = open.tables;
  const seconds = (column: string) => `TIMESTAMPDIFF(SECOND, '1970-01-01 00:00:00', p.${column})`;
  const [found] = await open.database.run([
    {
      sql: `SELECT p.ID AS id, LEFT(p.post_type, 30) AS type, LEFT(p.post_status, 20) AS status, LEFT(p.post_title, 120) AS title, p.post_date_gmt AS made_written, ${seconds('post_date_gmt')} AS made, p.post_modified_gmt AS changed_written, ${seconds('post_modified_gmt')} AS changed, LEFT(a.user_login, 200) AS author, LEFT(e.user_login, 200) AS editor FROM \`${prefix}posts\` p LEFT JOIN ${users} a ON a.ID = p.post_author LEFT JOIN ${users} e ON e.ID = (SELECT m.meta_value FROM \`${prefix}postmeta\` m WHERE m.post_id = p.ID AND m.meta_key = '_edit_last' LIMIT 1) WHERE p.post_modified_gmt >= FROM_UNIXTIME(0) AND ${seconds('post_modified_gmt')} >= ? AND p.post_status <> 'auto-draft' ORDER BY p.post_modified_gmt DESC LIMIT ${mostPosts}`,
      values: [beginningOf(window)],
      columns: [
        'id',
        'type',
        'status',
        'title',
        'made_written',
        'made',
        'changed_written',
        'changed',
        'author',
        'editor',
      ],
    },
  ]);
  const rows = found?.rows ?? [];
  const drafts = rows.flatMap((row): Draft[] => {
    const text = (name: string) => row[name]?.toString('utf8') ?? '';
    const moment = (name: string) => Number(text(name)) * 1000 - window.clocks.offsetMs;
    const what = `${text('type')} ${text('id')} “${text('title')}” (${text('status')})`;
    const author = text('author') || null;
    const made = draft({
      at: moment('made'),
      asWritten: `${text('made_written')} UTC`,
      source: 'post',
      kind: `${text('type')} made`,
      who: author,
      what,
    });
    const changed = {
      ...made,
      at: moment('changed'),
      asWritten: `${text('changed_written')} UTC`,
      kind: `${text('type')} changed`,
    };
    const both =
      changed.at - made.at > 1000
        ? [made, { ...changed, who: text('editor') || author }]
        : [changed.at > made.at ? changed : made];
    return both.filter(({ at }) => isIn(window, at));
  });
  const lacks = [
    rows.length < mostPosts ? null : `Only the ${mostPosts} posts that were changed last were read.`,
    open.multisite ? 'Of a network only the posts of the main blog were read.' : null,
  ].filter((one) => one !== null);
  return {
    ...{ source: 'post', from: `Table ${prefix}posts`, drafts },
    clock: `post_date_gmt and post_modified_gmt are UTC by WordPress’s word. ${window.clocks.words}`,
    lacks: lacks.length > 0 ? lacks.join(' ') : null,
  };
}
