import type { Row } from '../../hosts/database.ts';
import { readApplicationPasswords } from '../../wordpress/application-passwords.ts';
import { type AuditReading, fileParts, type ReadingPart, type StoredCode } from '../../wordpress/audit-reading.ts';
import { bytesToString, textOf } from '../../wordpress/byte-string.ts';
import { isAtLeast } from '../../wordpress/version.ts';
import { readBlogs } from './audit-blogs.ts';
import { type KeyTable, keyOf, keysOf, keyTablesAmong } from './audit-keys.ts';
import {
  type Judge,
  judgePeople,
  momentOf,
  number,
  peopleOf,
  rightsIn,
  text,
  utf8,
  wantedUsers,
} from './audit-people.ts';
import { firstQuestions, most, type Question } from './audit-questions.ts';
import { blogOfKey, capabilitiesOfUsers, mostValues } from './capability-rows.ts';
import { circumstancesOf, type NetworkOptions, networkOptionsOf } from './circumstances.ts';
import type { OpenSite } from './look.ts';
import { plainConstant } from './read-configuration.ts';
import { tablesOf } from './read-database.ts';

type Answers = ReadonlyMap<Question, Row[]>;
type Unread = Map<ReadingPart, { partly: boolean; why: string }>;

/**
 * Everything that the checks need but the files, from the database, in two round trips, in a network three. Changes nothing there. Fails as the database
 * fails where the tables of WordPress itself can't be read; what else can't be is said in `unread`.
 */
export async function readForAudit(site: OpenSite): Promise<AuditReading> {
  const open = site.configuration ? site : await asNetwork(site);
  const asked = firstQuestions(open);
  const results = await open.database.run(asked.map(([, statement]) => statement));
  const answers: Answers = new Map(asked.map(([name], index) => [name, results[index]?.rows ?? []]));
  const rows = (name: Question): Row[] => answers.get(name) ?? [];
  const unread: Unread = new Map();
  const network = networkOptionsOf(rows('network'));
  const { tables, strange, optionTables } = keyTablesAmong(rows('keyTables'), open.tables.prefix);
  for (const kind of strange) unread.set(kind, not('Its table has another shape than Resalt knows.'));
  const blogs = await readBlogs(open, rows('options'), rows('blogs'), network, optionTables, unread);
  const values = valuesOf(rows('values'), unread);
  const circumstances = circumstancesOf(site, network);
  const blogIds = new Set([1, ...rows('blogs').map((row) => number(row.blog))]);
  const isThere = (blog: number) => blogIds.size > most.blogs || blogIds.has(blog);
  const judge: Judge = { circumstances, blogs, values, prefix: open.tables.prefix, isThere };
  for (const part of fileParts) unread.set(part, not('Its files were not read.'));
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
    orphans: [...orphansOf(rows('orphans'), judge), ...left],
    addressConstants: { siteurl: address(open, 'WP_SITEURL'), home: address(open, 'WP_HOME') },
    files: null,
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

const not = (why: string) => ({ partly: false, why });
const partly = (why: string) => ({ partly: true, why });

function valuesOf(rows: readonly Row[], unread: Unread): Map<string, Buffer | null> {
  if (rows.length > mostValues)
    unread.set('rights', partly(`There are more than ${mostValues} different values of capabilities.`));
  return new Map(rows.map((row) => [text(row.digest), row.value ?? null]));
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

function idsOf(answers: Answers): number[] {
  const ids = new Set<number>();
  for (const name of ['weak', 'badNames'] as const) for (const row of answers.get(name) ?? []) ids.add(number(row.id));
  for (const row of answers.get('passwords') ?? []) ids.add(number(row.user_id));
  for (const name of ['emails', 'hashes'] as const)
    for (const row of answers.get(name) ?? []) for (const id of listOf(row)) ids.add(id);
  return [...ids].filter(Number.isSafeInteger).slice(0, most.users);
}

/** A list that was cut may end within a number: then that one is left out. */
function listOf(row: Row): number[] {
  const ids = text(row.ids);
  const list = ids.split(',');
  return (ids.length >= 1000 ? list.slice(0, -1) : list).map(Number).filter(Number.isSafeInteger);
}

function orphansOf(rows: readonly Row[], judge: Judge): AuditReading['orphans'] {
  return rows.flatMap((row) => {
    const blog = blogOfKey(row.name ? bytesToString(row.name) : '', judge.prefix);
    const here = blog === null ? null : rightsIn(judge, text(row.digest), blog, false);
    return here?.administrator && blog !== null ? [{ userId: number(row.user_id), blog, how: here.how }] : [];
  });
}

function ofFirst(
  answers: Answers,
  unread: Unread,
): Pick<
  AuditReading,
  'firstRegistered' | 'sharedEmails' | 'sharedHashes' | 'applicationPasswords' | 'triggers' | 'events'
> {
  const rows = (name: Question): Row[] => answers.get(name) ?? [];
  const shared = (name: 'emails' | 'hashes') => rows(name).map((row) => ({ users: listOf(row), count: number(row.n) }));
  const passwords = new Map<number, AuditReading['applicationPasswords'][number]>();
  for (const row of rows('passwords').slice(0, most.passwords)) {
    const userId = number(row.user_id);
    if (passwords.has(userId)) continue;
    const tooLarge = { items: [], problem: 'the list of application passwords is larger than Resalt reads' };
    passwords.set(userId, { userId, ...(row.value ? readApplicationPasswords(row.value) : tooLarge) });
  }
  if (rows('passwords').length > most.passwords)
    unread.set('application-passwords', partly(`More than ${most.passwords} users have application passwords.`));
  const granted = new Set(rows('rights').map((row) => text(row.granted)));
  return {
    firstRegistered: momentOf(text(rows('registered')[0]?.first)),
    sharedEmails: shared('emails'),
    sharedHashes: shared('hashes'),
    applicationPasswords: [...passwords.values()],
    triggers: codeOf(rows('triggers'), 'triggers', granted.has('TRIGGER'), unread),
    events: codeOf(rows('events'), 'events', granted.has('EVENT'), unread),
  };
}

function codeOf(rows: readonly Row[], part: 'triggers' | 'events', maySee: boolean, unread: Unread): StoredCode[] {
  if (!maySee)
    unread.set(part, (rows.length > 0 ? partly : not)(`The database account may not see all ${part} of its database.`));
  if (rows.length > most.code) unread.set(part, partly(`There are more than ${most.code} ${part}.`));
  return rows.slice(0, most.code).map((row) => ({
    name: utf8(row.name),
    when: utf8(row.what),
    created: row.created ? text(row.created) : null,
    digest: text(row.digest),
    touchesUsers: text(row.touches) === '1',
  }));
}

/** 6.8 came with 58975 or 60421, so between these it can't be told from the database alone (read in version.php of 6.1, 6.8, 7.1). */
function before68({ configuration }: OpenSite, options: readonly Row[]): boolean | null {
  if (configuration?.version) return !isAtLeast(configuration.version, 6, 8);
  const revision = number(options.find((row) => text(row.name) === 'db_version')?.value);
  if (Number.isNaN(revision)) return null;
  return revision < 58_975 ? true : revision >= 60_421 ? false : null;
}

function address({ configuration }: OpenSite, name: string): string | null {
  const value = plainConstant(configuration?.understood ?? null, name);
  return value === undefined ? null : textOf(value).slice(0, 500);
}
