import { readPasswordPages } from '../../operations/steps/application-password-rows.ts';
import type { OpenSite } from '../../operations/steps/look.ts';
import { readSessionPages } from '../../operations/steps/read-sessions.ts';
import type { KeptSite } from '../../store/session-history/history-types.ts';
import { addressOf } from '../../wordpress/session-activity.ts';
import { sessionName } from '../../wordpress/session-tokens.ts';
import { type Draft, draft, unixText } from './draft.ts';
import { beginningOf, type Gathered, isIn, type Window } from './gathered.ts';

const mostUsers = 5000;
const mostSessions = 20_000;

/** Who was registered since. WordPress writes it in UTC; a plugin, or who writes to the database, may have set another time. */
export async function gatherUsers(open: OpenSite, window: Window): Promise<Gathered> {
  const [found] = await open.database.run([
    {
      sql: `SELECT u.ID AS id, LEFT(u.user_login, 200) AS login, LEFT(u.user_email, 200) AS email, u.user_registered AS written, TIMESTAMPDIFF(SECOND, '1970-01-01 00:00:00', u.user_registered) AS at FROM ${open.tables.users} u WHERE u.user_registered >= FROM_UNIXTIME(0) AND TIMESTAMPDIFF(SECOND, '1970-01-01 00:00:00', u.user_registered) >= ? ORDER BY u.ID DESC LIMIT ${mostUsers}`,
      values: [beginningOf(window)],
      columns: ['id', 'login', 'email', 'written', 'at'],
    },
  ]);
  const rows = found?.rows ?? [];
  const drafts = rows.map((row) => {
    const login = row.login?.toString('utf8') ?? '';
    const email = row.email?.toString('utf8') ?? '';
    return draft({
      ...{ at: Number(row.at?.toString('latin1')) * 1000 - window.clocks.offsetMs, source: 'user-registered' },
      ...{ asWritten: `${row.written?.toString('latin1')} UTC`, kind: 'user registered', who: login },
      what: `User ${row.id?.toString('latin1')} ${login} (${email}) was registered`,
    });
  });
  return {
    ...{ source: 'user-registered', from: 'Table of users', drafts },
    clock: `user_registered is UTC by WordPress’s word; a row that was written by hand may say anything. ${window.clocks.words}`,
    lacks: rows.length < mostUsers ? null : `Only the ${mostUsers} users with the highest numbers were read.`,
  };
}

/** Logins as the sessions that are there tell them, and those that Resalt saw before they ended. */
export async function gatherSessions(
  open: OpenSite | null,
  history: KeptSite | null,
  window: Window,
): Promise<Gathered> {
  const drafts = new Map<string, Draft>();
  let lacks: string | null = open ? null : 'The site was not read: these are the sessions that Resalt saw before.';
  const add = (one: {
    name: string;
    login: number;
    who: string | null;
    ip: string | null;
    agent: string | null;
    gone: boolean;
  }) => {
    const at = one.login * 1000 - window.clocks.offsetMs;
    if (!isIn(window, at)) return;
    const from = one.agent === null ? '' : `, ${one.agent.slice(0, 300)}`;
    drafts.set(
      `${one.name} ${one.login}`,
      draft({
        ...{ at, asWritten: unixText(one.login), source: 'session', kind: 'login', who: one.who },
        ...{ ip: one.ip === null ? null : addressOf(one.ip), agent: one.agent, session: one.name },
        what: `Logged in${from}; session ${one.name.slice(0, 12)}…${one.gone ? ', which is gone' : ''}`,
      }),
    );
  };
  const users = new Map(history?.users.map((user) => [user.userId, user.user]));
  for (const one of history?.sessions ?? [])
    if (one.loginAt !== null)
      add({
        ...{ name: one.verifier, login: Date.parse(one.loginAt) / 1000, who: users.get(one.userId) ?? null },
        ...{ ip: one.ip, agent: one.userAgent, gone: one.goneAt !== null },
      });
  if (open) {
    pages: for await (const page of readSessionPages(open))
      for (const { user, reading } of page)
        for (const one of reading.sessions) {
          if (drafts.size >= mostSessions) {
            lacks = `More than ${mostSessions} logins: the others were not read.`;
            break pages;
          }
          if (one.login !== null)
            add({ name: sessionName(one), login: one.login, who: user.login, ip: one.ip, agent: one.ua, gone: false });
        }
  }
  return {
    ...{
      source: 'session',
      from: 'Sessions of WordPress, and what Resalt saw of them before',
      drafts: [...drafts.values()],
    },
    ...{ clock: `Unix time of the server’s PHP, which needs no zone. ${window.clocks.words}`, lacks },
  };
}

/** When application passwords were made and last used, and from where. */
export async function gatherApplicationPasswords(open: OpenSite, window: Window): Promise<Gathered> {
  const drafts: Draft[] = [];
  const problems: string[] = [];
  for await (const page of readPasswordPages(open, null))
    for (const { login, items, problem, userId } of page) {
      if (problem) problems.push(`user ${userId}: ${problem}`);
      for (const { name, created, lastUsed, lastAddress } of items) {
        const of = { source: 'application-password', who: login } as const;
        const made = (created ?? 0) * 1000 - window.clocks.offsetMs;
        if (created !== null && isIn(window, made))
          drafts.push(
            draft({
              ...of,
              at: made,
              asWritten: unixText(created),
              kind: 'application password made',
              what: `Application password “${name}” was made`,
            }),
          );
        const used = (lastUsed ?? 0) * 1000 - window.clocks.offsetMs;
        const ip = lastAddress === null ? null : addressOf(lastAddress);
        const what = `Application password “${name}” was last used; WordPress notes one use a day`;
        if (lastUsed !== null && isIn(window, used))
          drafts.push(
            draft({ ...of, at: used, asWritten: unixText(lastUsed), kind: 'application password used', ip, what }),
          );
      }
    }
  return {
    ...{ source: 'application-password', from: 'Application passwords of users', drafts },
    clock: `Unix time of the server’s PHP, which needs no zone. ${window.clocks.words}`,
    lacks: problems.length > 0 ? problems.slice(0, 5).join('; ').slice(0, 1000) : null,
  };
}
