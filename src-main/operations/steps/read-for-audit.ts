import type { Row } from '../../hosts/database.ts';
import type { AuditReading } from '../../wordpress/audit-reading.ts';
import {
  type Answers,
  address,
  before68,
  idsOf,
  not,
  ofFirst,
  orphansOf,
  partly,
  type Unread,
  valuesOf,
} from './audit-answers.ts';
import { readBlogs } from './audit-blogs.ts';
import { type KeyTable, keyOf, keysOf, keyTablesAmong } from './audit-keys.ts';
import { type Judge, judgePeople, number, peopleOf, rightsIn, wantedUsers } from './audit-people.ts';
import { firstQuestions, most, type Question } from './audit-questions.ts';
import { capabilitiesOfUsers } from './capability-rows.ts';
import { circumstancesOf, type NetworkOptions, networkOptionsOf } from './circumstances.ts';
import { doorQuestions, doorsOf } from './doors-in-database.ts';
import type { OpenSite } from './look.ts';
import { tablesOf } from './read-database.ts';

/**
 * Everything that the checks need but the files, from the database, in two round trips, in a network three. Changes nothing there. Fails as the database
 * fails where the tables of WordPress itself can't be read; what else can't be is said in `unread`.
 */
export async function readForAudit(site: OpenSite): Promise<Omit<AuditReading, 'files'>> {
  const open = site.configuration ? site : await asNetwork(site);
  const asked = [...firstQuestions(open), ...doorQuestions(open)];
  const results = await open.database.run(asked.map(([, statement]) => statement));
  const answers: Answers = new Map(asked.map(([name], index) => [name, results[index]?.rows ?? []]));
  const rows = (name: Question): Row[] => answers.get(name) ?? [];
  const unread: Unread = new Map();
  const network = networkOptionsOf(rows('network'), open.configuration);
  if (network.superAdminsUnread !== null)
    for (const part of ['people', 'rights'] as const) unread.set(part, partly(network.superAdminsUnread));
  const { tables, strange, optionTables } = keyTablesAmong(rows('keyTables'), open.tables.prefix);
  for (const kind of strange) unread.set(kind, not('Its table has another shape than Resalt knows.'));
  const blogs = await readBlogs(open, rows('options'), rows('blogs'), network, optionTables, unread);
  const values = valuesOf(rows('values'), unread);
  const circumstances = circumstancesOf(site, network);
  const blogIds = new Set([1, ...rows('blogs').map((row) => number(row.blog))]);
  const isThere = (blog: number) => blogIds.size > most.blogs || blogIds.has(blog);
  const judge: Judge = { circumstances, blogs, values, prefix: open.tables.prefix, isThere };
  const main = blogs.get(1);
  if (main?.roles === null && !unread.has('rights'))
    unread.set('rights', partly('The option of its roles can’t be read: direct grants alone were judged.'));

  const { left, ...second } = await readPeople(open, answers, network, judge, tables, unread);
  return {
    url: open.site.url,
    now: open.now,
    before68: before68(open, rows('options')),
    circumstances,
    blogs: [...blogs.values()],
    superAdmins: network.superAdmins,
    ...second,
    ...ofFirst(answers, unread),
    ...doorsOf(open, answers, blogs, unread),
    orphans: [...orphansOf(rows('orphans'), judge), ...left],
    addressConstants: { siteurl: address(open, 'WP_SITEURL'), home: address(open, 'WP_HOME') },
    unread,
  };
}

/** Whether it is a network stands in wp-config. Where that is not seen, tables of one are taken as one: then nobody is left out. */
export async function asNetwork(site: OpenSite): Promise<OpenSite> {
  const { prefix, users, usermeta } = site.tables;
  const [found] = await site.database.run([
    {
      sql: 'SELECT COUNT(*) AS n FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (?, ?)',
      values: [`${prefix}blogs`, `${prefix}sitemeta`],
      columns: ['n'],
    },
  ]);
  if (number(found?.rows[0]?.n) !== 2) return site;
  return { ...site, multisite: true, tables: { ...tablesOf(prefix, true), users, usermeta } };
}

async function readPeople(
  open: OpenSite,
  answers: Answers,
  network: NetworkOptions,
  judge: Judge,
  tables: readonly KeyTable[],
  unread: Unread,
): Promise<Pick<AuditReading, 'people' | 'keys' | 'unjudged'> & { left: AuditReading['orphans'] }> {
  const wanted = wantedUsers(open, {
    digests: dangerous(judge),
    ids: idsOf(answers),
    logins: network.superAdmins,
    keyTables: tables.map(({ table }) => table),
  });
  const people = [peopleOf(open, wanted), capabilitiesOfUsers(open, wanted, most.rows + 1)];
  const [users, rows, ...keyRows] = await open.database.run([...people, ...tables.map(keysOf)]);
  const found = users?.rows ?? [];
  if (found.length > most.users || (rows?.rows.length ?? 0) > most.rows) {
    const why = `More than ${most.users} users have such rights or keys; the first ${most.users} were judged.`;
    unread.set('people', partly(why));
    unread.set('rights', partly(why));
  }
  const { people: all, unjudged, left } = judgePeople(found, rows?.rows ?? [], new Set(network.superAdmins), judge);
  const keys = tables.flatMap((table, index) => {
    const here = keyRows[index]?.rows ?? [];
    if (here.length > most.keys) unread.set(table.kind, partly(`There are more than ${most.keys} keys.`));
    return here.slice(0, most.keys).map((row) => keyOf(table, row));
  });
  return { people: all, keys, unjudged, left };
}

/** The values that grant something dangerous on some blog, and those that could not be read. */
function dangerous(judge: Judge): string[] {
  return [...judge.values.keys()].filter((digest) =>
    [...judge.blogs.keys()].some((blog) => rightsIn(judge, digest, blog, false)?.can.size !== 0),
  );
}
