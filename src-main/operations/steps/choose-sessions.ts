import { ResaltError } from '../../contract/failures.ts';
import type { SessionChoice } from '../../contract/sessions.ts';
import type { Statement } from '../../hosts/database.ts';
import { beginningOf, type NamedSession } from '../../wordpress/named-sessions.ts';
import { isJudged, meansWholeUsers } from '../../wordpress/session-choice.ts';
import { ownSessionTable, sessionTables } from '../../wordpress/session-managers.ts';
import type { Story } from '../story.ts';
import { findSessionManager } from './find-session-manager.ts';
import type { OpenSite } from './look.ts';
import { inWords } from './object-cache.ts';
import { choosable, problemsOf, readSessionPages, type SessionsOfUser } from './read-sessions.ts';
import type { ReadyChoice } from './sealed-choice.ts';

/** The sessions of one site that are to end, by user; which ones is decided once and holds for the whole attempt. */
export interface Chosen {
  users: ReadonlyMap<number, ReadonlySet<string>>;
  sessions: number;
  /** An e-mail address, or where there is none the site and the user's number. */
  people: Set<string>;
  editing: string[];
  /** Sessions that were asked for by name and are not there. */
  gone: number;
  /** Sessions that were asked for by name and stand where WordPress does not look: they open nothing, and stay. */
  unseen: number;
  /** Users whose row can't be read though logins that are meant may be alive in it. */
  doubtful: SessionsOfUser['user'][];
  problems: string[];
  /** That the site has a session manager of its own: what ends here may live on there. In words; null where none is known. */
  manager: string | null;
  /** Tables in which plugins keep sessions of their own, in words. */
  tables: string[];
}

/** `asked`: the operator's clock before the site was reached, so that the way there makes no login too new. Unix seconds. */
export async function chooseSessions(open: OpenSite, ready: ReadyChoice, asked: number): Promise<Chosen> {
  const { site, now } = open;
  const { choice, before } = ready;
  needJudged(choice, site);
  const here = ready.of(site.id);
  const moments = { now, before: Math.ceil(now - (asked - Date.parse(before) / 1000)) };
  const users = new Map<number, Set<string>>();
  const unseen = new Map<number, Set<string>>();
  const manager = findSessionManager(open);
  const chosen: Chosen = {
    ...{ users, sessions: 0, gone: 0, unseen: 0 },
    people: new Set(),
    editing: [],
    doubtful: [],
    problems: [],
    manager: null,
    tables: [],
  };
  for await (const page of readSessionPages(open)) {
    for (const one of page) {
      const { user, reading, ghost } = one;
      if (!here.userIsMeant(user)) continue;
      if (chosen.problems.length < 20) chosen.problems.push(...problemsOf(one));
      if (ghost) {
        if (here.named)
          for (const { name } of here.meant(user, choosable(one, now), moments)) addTo(unseen, user.id, name);
        continue;
      }
      if (reading.doubtful) chosen.doubtful.push(user);
      const names = here.meant(user, choosable(one, now), moments).map(({ name }) => name);
      if (names.length === 0 && !(reading.corrupt && meansWholeUsers(choice))) continue;
      users.set(user.id, new Set(names));
      chosen.sessions += names.length;
      if (names.length > 0) chosen.people.add(personOf(site.id, user));
    }
  }
  chosen.gone = notFound(here.named?.here ?? [], users, unseen).length;
  for (const [id, names] of unseen) for (const name of names) if (!users.get(id)?.has(name)) chosen.unseen += 1;
  if (here.named && !isJudged(choice) && chosen.doubtful.length > 0) {
    // What was asked for by name and found is in no doubt; what was not may stand in a row that can't be read.
    const missing = notFound([...here.named.here, ...here.named.anywhere], users);
    const whose = new Set(missing.map(({ userId }) => userId));
    chosen.doubtful = chosen.doubtful.filter(({ id }) => whose.has(id) || whose.has(undefined));
  }
  chosen.manager = await manager;
  return { ...chosen, ...(await besides(open, users)) };
}

/** Whose sessions are in these countries, or odd, was found out on the sites that could be looked at then, and on no others. */
function needJudged(choice: SessionChoice, { id, name }: OpenSite['site']): void {
  if (!isJudged(choice) || choice.judged?.includes(id)) return;
  throw new ResaltError(
    'VERIFY_FAILED',
    `Which logins of ${name} are meant is not known: it could not be looked at when they were chosen. Choose them again.`,
    'check-first',
  );
}

export function personOf(siteId: string, { id, email }: Pick<SessionsOfUser['user'], 'id' | 'email'>): string {
  return email?.trim().toLowerCase() || `${siteId} ${id}`;
}

function addTo(users: Map<number, Set<string>>, id: number, name: string): void {
  users.set(id, (users.get(id) ?? new Set()).add(name));
}

/** Those of the sessions asked for by name that are in none of these. */
function notFound(
  asked: readonly NamedSession[],
  ...places: ReadonlyMap<number, ReadonlySet<string>>[]
): readonly NamedSession[] {
  const found = new Map<string, string[]>();
  for (const names of places.flatMap((users) => [...users.values()]))
    for (const name of names) found.set(beginningOf(name), [...(found.get(beginningOf(name)) ?? []), name]);
  return asked.filter(({ verifier }) => !found.get(beginningOf(verifier))?.some((name) => name.startsWith(verifier)));
}

/** Who of them is editing right now, by name (FACTS: Who is editing), and which plugins keep sessions of their own. */
async function besides(
  { database, tables, now }: OpenSite,
  users: ReadonlyMap<number, unknown>,
): Promise<Pick<Chosen, 'editing' | 'tables'>> {
  if (users.size === 0) return { editing: [], tables: [] };
  const { prefix } = tables;
  const locks: Statement = {
    sql: `SELECT DISTINCT u.ID AS id, LEFT(u.user_login, 100) AS login FROM \`${prefix}postmeta\` l JOIN ${tables.users} u ON u.ID = SUBSTRING_INDEX(l.meta_value, ':', -1) WHERE l.meta_key = '_edit_lock' AND CAST(SUBSTRING_INDEX(l.meta_value, ':', 1) AS UNSIGNED) > ? LIMIT 200`,
    values: [now - 150],
    columns: ['id', 'login'],
  };
  const names = sessionTables.map(({ table }) => `${prefix}${table}`);
  const there: Statement = {
    sql: `SELECT TABLE_NAME AS tab FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (${names.map(() => '?').join(', ')})`,
    values: names,
    columns: ['tab'],
  };
  const [found, own] = await database.run([locks, there]);
  const tabs = new Set((own?.rows ?? []).map(({ tab }) => tab?.toString('latin1').toLowerCase()));
  return {
    editing: (found?.rows ?? [])
      .filter(({ id }) => users.has(Number(id?.toString('latin1'))))
      .map(({ login }) => login?.toString('utf8') ?? ''),
    tables: sessionTables.filter(({ table }) => tabs.has(`${prefix}${table}`.toLowerCase())).map(ownSessionTable),
  };
}

/** Says what will happen on this site and what a person should know first. Names of the site's people stay out: this is journaled. */
export function tellChosen(
  { site, cache, multisite }: OpenSite,
  chosen: Chosen,
  story: Pick<Story, 'warn' | 'will'>,
): void {
  const { sessions, people, gone, unseen, editing, doubtful, problems, manager, tables } = chosen;
  const rest = gone > 0 ? ` ${gone} of those asked for ${gone === 1 ? 'is' : 'are'} gone already.` : '';
  story.will(`End ${count(sessions, 'login', 'logins')} of ${count(people.size, 'person', 'people')}.${rest}`);
  if (unseen > 0)
    story.warn(
      'other',
      `${count(unseen, 'login', 'logins')} of those asked for ${unseen === 1 ? 'stands' : 'stand'} in a second row of the same user, which WordPress does not read: ${unseen === 1 ? 'it opens nothing and stays' : 'they open nothing and stay'} in the database until all logins of the site are ended.`,
    );
  if (sessions > 0 && cache.way === 'cannot') story.warn('object-cache', cache.why);
  else if (sessions > 0 && cache.way !== 'none') story.will(inWords(cache));
  if (editing.length > 0)
    story.warn(
      'editing',
      `${count(editing.length, 'person is', 'people are')} editing: their next save is refused until they log in again.`,
    );
  if (manager) story.warn('other', `${manager} Whatever a canary says, an ending here is not called done.`);
  for (const text of tables) story.warn('other', text);
  if (doubtful.length > 0) story.warn('other', doubt(site.name, doubtful));
  for (const problem of problems.slice(0, 20)) story.warn('other', `${problem}.`);
  if (multisite && sessions > 0)
    story.warn('multisite', 'This is a network: these logins end on every site of it, they share one list of users.');
}

export function doubt(site: string, users: Chosen['doubtful']): string {
  const ids = users.slice(0, 10).map(({ id }) => id);
  return `The sessions of ${count(users.length, 'user', 'users')} of ${site} (number ${ids.join(', ')}${users.length > 10 ? ', …' : ''}) can’t be read, and logins may be alive in them. End everything of these users by --user, or everything on the site.`;
}

const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;
