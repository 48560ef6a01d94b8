import type { SeenSession, SessionLook } from '../../store/session-history/history-types.ts';
import { type LastSeen, lastSeenOf } from '../../wordpress/session-activity.ts';
import { isExpired, type Session, sessionName } from '../../wordpress/session-tokens.ts';
import { findSessionManager } from './find-session-manager.ts';
import type { OpenSite } from './look.ts';
import { type ActivityReading, readActivity, whichTables } from './read-activity.ts';
import { problemsOf, readSessionPages, type SessionsOfUser } from './read-sessions.ts';
import { readRolesAnd } from './users-of-sessions.ts';

/** A user's row, and when its sessions were last seen, by verifier. */
export interface SeenRow extends SessionsOfUser {
  lastSeen: ReadonlyMap<string, LastSeen>;
}

/** Logins that can be used, and how many users have one. */
export interface LiveLogins {
  count: number;
  people: number;
}

/** Of one site. */
const mostSessions = 200_000;
const mostProblems = 200;

/**
 * Reads every session of a site and hands each row to `row`; what it comes back with goes into the history. `notes`: what holds for
 * all of them. `at`: when the look began, ISO 8601.
 */
export async function lookAtSessions(
  open: OpenSite,
  at: string,
  row: (row: SeenRow) => void = () => undefined,
): Promise<{ look: SessionLook; problems: string[]; notes: string[]; live: LiveLogins }> {
  const manager = findSessionManager(open);
  const { roles, rows } = await readRolesAnd(open, whichTables(open));
  const activity = await readActivity(open, rows);
  const look = { siteId: open.site.id, at, users: [], sessions: [], unread: new Set<number>(), cut: false, notes: [] };
  const found: { look: SessionLook & { unread: Set<number> }; problems: string[] } = { look, problems: [] };
  const live = { count: 0, people: 0 };
  for await (const page of readSessionPages(open, roles)) {
    for (const one of page) {
      const seen = { ...one, lastSeen: lastSeenIn(one, activity, open.now) };
      take(found, seen);
      countLive(live, seen, open.now);
      row(seen);
    }
    if (found.look.sessions.length < mostSessions) continue;
    found.look.sessions.length = mostSessions;
    found.look.cut = true;
    found.problems.unshift(`there are more sessions than the ${mostSessions} that are shown`);
    break;
  }
  const other = await manager;
  const notes = [...(other ? [other] : []), ...activity.notes].map(shortened);
  found.look.notes = [...notes, ...found.problems.slice(0, 20).map(shortened)];
  return { ...found, notes, live };
}

/** As the contract bounds a note. */
const shortened = (note: string) => note.slice(0, 1000);

function lastSeenIn({ user, reading }: SessionsOfUser, { of }: ActivityReading, now: number): Map<string, LastSeen> {
  const log = of.get(user.id);
  return log ? lastSeenOf(reading.sessions, log, now) : new Map();
}

function take({ look, problems }: { look: SessionLook & { unread: Set<number> }; problems: string[] }, row: SeenRow) {
  const { user, reading, ghost } = row;
  for (const problem of problemsOf(row)) tell(problems, problem);
  if (reading.doubtful) look.unread.add(user.id);
  if (reading.sessions.length === 0) return;
  const { id, login, email, displayName, roles } = user;
  if (!ghost) look.users.push({ userId: id, user: login, email, displayName, roles });
  const agentless = ghost || login === null;
  for (const session of reading.sessions)
    look.sessions.push({ userId: id, ...seenSession(session, row.lastSeen), ghost: agentless });
}

/** What WordPress would let in: neither expired, nor in a row that it does not see, nor of a user that is not there. */
function countLive(live: LiveLogins, { user, reading, ghost }: SeenRow, now: number): void {
  if (ghost || user.login === null) return;
  const alive = reading.sessions.filter((session) => !isExpired(session, now)).length;
  live.count += alive;
  live.people += alive > 0 ? 1 : 0;
}

function tell(problems: string[], problem: string): void {
  if (problems.length < mostProblems) problems.push(problem);
  else if (problems.length === mostProblems) problems.push('and more problems of this kind');
}

/** A session as it is shown and kept; text is bounded, times are ISO 8601 UTC. */
export function seenSession(
  session: Session,
  lastSeen: ReadonlyMap<string, LastSeen>,
): Omit<SeenSession, 'userId' | 'ghost'> {
  const seen = lastSeen.get(session.verifier);
  const lastSeenAt = moment(seen?.at ?? null);
  return {
    verifier: sessionName(session),
    loginAt: moment(session.login),
    expiresAt: moment(session.expiration),
    ip: session.ip?.slice(0, 100) ?? null,
    userAgent: session.ua?.slice(0, 1000) ?? null,
    lastSeenAt,
    lastSeenBy: lastSeenAt === null ? null : (seen?.by ?? null),
  };
}

/** A site may hold any number; only those that are a moment within the calendar are one. */
function moment(seconds: number | null): string | null {
  const sane = seconds !== null && Math.abs(seconds) < 250_000_000_000;
  return sane ? new Date(seconds * 1000).toISOString() : null;
}
