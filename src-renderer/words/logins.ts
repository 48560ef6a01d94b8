import type { Inspection } from '../../src-main/contract/inspection.ts';
import { count, number } from './count.ts';

type Sessions = Inspection['sessions'];

/** How many are logged in; where a look did not tell the expired ones apart, how many logins are stored. */
export const loggedIn = ({ count: stored, live }: Sessions): number => live?.count ?? stored;

/** How many are stored that let nobody in any more. */
export const expiredOf = ({ count: stored, live }: Sessions): number =>
  live === null ? 0 : Math.max(0, stored - live.count);

/** "27 live logins, 12 expired"; "39 stored logins" where they were not told apart. */
export function sayLogins(sessions: Sessions): string {
  if (sessions.live === null) return count(sessions.count, 'stored login');
  const expired = expiredOf(sessions);
  return `${count(sessions.live.count, 'live login')}${expired > 0 ? `, ${number(expired)} expired` : ''}`;
}
