import type { Row } from '../../hosts/database.ts';
import { readApplicationPasswords } from '../../wordpress/application-passwords.ts';
import type { AuditReading, ReadingPart, StoredCode } from '../../wordpress/audit-reading.ts';
import { bytesToString, textOf } from '../../wordpress/byte-string.ts';
import { isAtLeast } from '../../wordpress/version.ts';
import { type Judge, momentOf, number, rightsIn, text, utf8 } from './audit-people.ts';
import { most, type Question } from './audit-questions.ts';
import { blogOfKey, mostValues } from './capability-rows.ts';
import type { OpenSite } from './look.ts';
import { plainConstant } from './read-configuration.ts';

export type Answers = ReadonlyMap<Question, Row[]>;
export type Unread = Map<ReadingPart, { partly: boolean; why: string }>;

export const not = (why: string) => ({ partly: false, why });
export const partly = (why: string) => ({ partly: true, why });

/** Values of capabilities by their digest. */
export function valuesOf(rows: readonly Row[], unread: Unread): Map<string, Buffer | null> {
  if (rows.length > mostValues)
    unread.set('rights', partly(`There are more than ${mostValues} different values of capabilities.`));
  return new Map(rows.map((row) => [text(row.digest), row.value ?? null]));
}

/** Users of whom the first answers speak. */
export function idsOf(answers: Answers): number[] {
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

export function orphansOf(rows: readonly Row[], judge: Judge): AuditReading['orphans'] {
  return rows.flatMap((row) => {
    const blog = blogOfKey(row.name ? bytesToString(row.name) : '', judge.prefix);
    const here = blog === null ? null : rightsIn(judge, text(row.digest), blog, false);
    return here?.administrator && blog !== null ? [{ userId: number(row.user_id), blog, how: here.how }] : [];
  });
}

/** What the answers say without a second round. */
export function ofFirst(
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
export function before68({ configuration }: OpenSite, options: readonly Row[]): boolean | null {
  if (configuration?.version) return !isAtLeast(configuration.version, 6, 8);
  const revision = number(options.find((row) => text(row.name) === 'db_version')?.value);
  if (Number.isNaN(revision)) return null;
  return revision < 58_975 ? true : revision >= 60_421 ? false : null;
}

export function address({ configuration }: OpenSite, name: string): string | null {
  const value = plainConstant(configuration?.understood ?? null, name);
  return value === undefined ? null : textOf(value).slice(0, 500);
}
