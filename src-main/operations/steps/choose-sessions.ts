import { z } from 'zod';
import { type SessionChoice, sessionChoice } from '../../contract/sessions.ts';
import type { Statement } from '../../hosts/database.ts';
import { meansWholeUsers, sessionIsMeant, userIsMeant } from '../../wordpress/session-choice.ts';
import { isExpired, sessionName } from '../../wordpress/session-tokens.ts';
import type { Story } from '../story.ts';
import { namedSessionManager } from './find-session-manager.ts';
import type { OpenSite } from './look.ts';
import { inWords } from './object-cache.ts';
import { problemsOf, readSessionPages, type SessionsOfUser } from './read-sessions.ts';

/** What a run of EndChosenSessions has in the vault. `before`: ISO 8601 on the operator's clock; what began later stays. */
export const sealedChoice = z.object({ choice: sessionChoice, before: z.iso.datetime() });
export type SealedChoice = z.infer<typeof sealedChoice>;

/** The sessions of one site that are to end, by user; which ones is decided once and holds for the whole attempt. */
export interface Chosen {
  users: ReadonlyMap<number, ReadonlySet<string>>;
  sessions: number;
  /** An e-mail address, or where there is none the site and the user's number. */
  people: Set<string>;
  editing: string[];
  /** Sessions that were asked for by name and are not there. */
  gone: number;
  /** Users whose row can't be read though logins that are meant may be alive in it. */
  doubtful: SessionsOfUser['user'][];
  problems: string[];
}

/** `asked`: the operator's clock before the site was reached, so that the way there makes no login too new. Unix seconds. */
export async function chooseSessions(
  open: OpenSite,
  { choice: anywhere, before }: SealedChoice,
  asked: number,
): Promise<Chosen> {
  const { site, now } = open;
  const choice = here(anywhere, site.id);
  const moments = { now, before: Math.ceil(now - (asked - Date.parse(before) / 1000)) };
  const users = new Map<number, Set<string>>();
  const chosen: Chosen = {
    ...{ users, sessions: 0, gone: 0 },
    people: new Set(),
    editing: [],
    doubtful: [],
    problems: [],
  };
  for await (const page of readSessionPages(open)) {
    for (const { user, reading, ghost, rowId } of page) {
      const choosable = { ...user, siteId: site.id };
      if (!userIsMeant(choice, choosable)) continue;
      if (chosen.problems.length < 20) chosen.problems.push(...problemsOf({ user, reading, ghost, rowId }));
      if (ghost) continue;
      if (reading.doubtful) chosen.doubtful.push(user);
      const names = reading.sessions.flatMap((session) => {
        const name = sessionName(session);
        const facts = { name, login: session.login, ip: session.ip, expired: isExpired(session, now) };
        return sessionIsMeant(choice, choosable, facts, moments) ? [name] : [];
      });
      if (names.length === 0 && !(reading.corrupt && meansWholeUsers(choice))) continue;
      users.set(user.id, new Set(names));
      chosen.sessions += names.length;
      if (names.length > 0) chosen.people.add(personOf(site.id, user));
    }
  }
  const gone = goneOf(choice, site.id, users);
  chosen.gone = gone.length;
  // What was asked for by name and found is in no doubt; what was not may stand in a row that can't be read.
  if (choice.sessions) chosen.doubtful = chosen.doubtful.filter(({ id }) => gone.some((one) => one.userId === id));
  chosen.editing = await editingAmong(open, users);
  return chosen;
}

/** Thousands may be chosen by name, and each row of the site is held against them. */
function here(choice: SessionChoice, siteId: string): SessionChoice {
  const { sessions } = choice;
  return sessions ? { ...choice, sessions: sessions.filter((one) => (one.siteId ?? siteId) === siteId) } : choice;
}

export function personOf(siteId: string, { id, email }: Pick<SessionsOfUser['user'], 'id' | 'email'>): string {
  return email ? email.trim().toLowerCase() : `${siteId} ${id}`;
}

type Named = NonNullable<SessionChoice['sessions']>;

/** Sessions that were asked for by name and are not there. Those without a site may be on another one. */
function goneOf({ sessions }: SessionChoice, siteId: string, users: ReadonlyMap<number, ReadonlySet<string>>): Named {
  const found = [...users.values()].flatMap((names) => [...names]);
  const asked = sessions?.filter((one) => one.siteId === siteId) ?? [];
  return asked.filter(({ verifier }) => !found.some((name) => name.startsWith(verifier)));
}

/** Who of them is editing right now, by name (FACTS: Who is editing). */
async function editingAmong(
  { database, tables, now }: OpenSite,
  users: ReadonlyMap<number, unknown>,
): Promise<string[]> {
  if (users.size === 0) return [];
  const { prefix } = tables;
  const locks: Statement = {
    sql: `SELECT DISTINCT u.ID AS id, LEFT(u.user_login, 100) AS login FROM \`${prefix}postmeta\` l JOIN ${tables.users} u ON u.ID = SUBSTRING_INDEX(l.meta_value, ':', -1) WHERE l.meta_key = '_edit_lock' AND CAST(SUBSTRING_INDEX(l.meta_value, ':', 1) AS UNSIGNED) > ? LIMIT 200`,
    values: [now - 150],
    columns: ['id', 'login'],
  };
  const [found] = await database.run([locks]);
  return (found?.rows ?? [])
    .filter(({ id }) => users.has(Number(id?.toString('latin1'))))
    .map(({ login }) => login?.toString('utf8') ?? '');
}

/** Says what will happen on this site and what a person should know first. Names of the site's people stay out: this is journaled. */
export function tellChosen(
  { site, cache, multisite, configuration }: OpenSite,
  chosen: Chosen,
  story: Pick<Story, 'warn' | 'will'>,
): void {
  const { sessions, people, gone, editing, doubtful, problems } = chosen;
  const rest = gone > 0 ? ` ${gone} of those asked for ${gone === 1 ? 'is' : 'are'} gone already.` : '';
  story.will(`End ${count(sessions, 'login', 'logins')} of ${count(people.size, 'person', 'people')}.${rest}`);
  if (sessions > 0 && cache.way === 'cannot') story.warn('object-cache', cache.why);
  else if (sessions > 0 && cache.way !== 'none') story.will(inWords(cache));
  if (editing.length > 0)
    story.warn(
      'editing',
      `${count(editing.length, 'person is', 'people are')} editing: their next save is refused until they log in again.`,
    );
  const elsewhere = namedSessionManager({ configuration });
  if (elsewhere) story.warn('other', elsewhere);
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
