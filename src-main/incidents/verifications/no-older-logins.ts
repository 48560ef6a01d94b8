import { lookAtSessions } from '../../operations/steps/session-look.ts';
import type { SeenSession } from '../../store/session-history/history-types.ts';
import { fails, holds, type Look, type PastRun, unseen, type Verify } from './verification.ts';

/**
 * No login is older than the end of the step's last ending of all logins. Times of logins are by the site's own clock, so the ending is told by that clock too. A
 * login without a time counts as older.
 */
export const noOlderLogins: Verify = async (look) => {
  const ending = (await look.runs()).find(endedAll);
  if (!ending) return fails('No run of this step has ended all logins.');
  const open = await look.open();
  const { look: seen, notes } = await lookAtSessions(open, look.at.toISOString());
  const endedAt = Date.parse(ending.endedAt) + offset(look, open.now);
  const tooLate = open.now * 1000 + forgedAfterMs;
  const time = ({ loginAt }: { loginAt: string | null }) => (loginAt === null ? 0 : Date.parse(loginAt));
  const forged = seen.sessions.filter((one) => time(one) > tooLate);
  const older = seen.sessions.filter((one) => time(one) < endedAt);
  const names = new Map(seen.users.map(({ userId, user }) => [userId, user]));
  if (older.length > 0)
    return fails(`${older.length} logins are older than the ending at ${ending.endedAt}: ${inWords(older, names)}.`);
  if (forged.length > 0)
    return fails(
      `${forged.length} logins say that they are of a time to come by the site’s own clock, so somebody has written them there: ${inWords(forged, names)}.`.slice(
        0,
        2000,
      ),
    );
  if (seen.cut || seen.unread.size > 0)
    return unseen('Not all logins could be read, so whether older ones are among them is not known.');
  const manager = notes.length > 0 ? ` ${notes.join(' ')}` : '';
  const closed = look.tools.closings.get(look.site.id) ? ', though the site is closed to visitors' : '';
  const since = seen.sessions.length > 0 ? ` Since then came${closed}: ${inWords(seen.sessions, names)}.` : '';
  return holds(
    `None of ${seen.sessions.length} logins is older than the ending at ${ending.endedAt}.${since}${manager}`.slice(
      0,
      2000,
    ),
  );
};

/** Milliseconds that two clocks of one site (the web server's, the database's) may be apart. */
const forgedAfterMs = 10 * 60_000;

/** Under the old salts an ending that is not proven is none: a session manager or a cache may keep people logged in. */
const endedAll = ({ operation, row }: PastRun): boolean =>
  row.sessions?.after === 0 &&
  operation !== 'EndChosenSessions' &&
  (row.outcome === 'changed' || row.outcome === 'unchanged' || row.salts !== null);

/** How far the site's clock is ahead of ours, milliseconds; a second's rounding is taken for none. The audit before it may have taken minutes. */
function offset({ at, reachedAt }: Look, serverNow: number): number {
  const ahead = serverNow * 1000 - (reachedAt() ?? at).getTime();
  return Math.abs(ahead) < 2000 ? -1000 : ahead - 1000;
}

const mostNamed = 5;

function inWords(
  sessions: readonly Pick<SeenSession, 'userId' | 'loginAt'>[],
  users: ReadonlyMap<number, string | null>,
): string {
  const some = sessions
    .slice(0, mostNamed)
    .map(({ userId, loginAt }) => `${users.get(userId) ?? `user ${userId}`} since ${loginAt ?? 'nobody knows when'}`);
  return `${some.join(', ')}${sessions.length > mostNamed ? ' and others' : ''}`;
}
