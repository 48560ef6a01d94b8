import type { SessionChoice } from '../contract/sessions.ts';
import type { ChoosableSession } from './session-choice.ts';

type Rules = NonNullable<SessionChoice['breaking']>;

/**
 * Which of one user's sessions break at least one of the rules. Beyond the newest live ones means: the oldest login goes first,
 * one without a time of login before all others, and where two began in the same second the lesser name. `now`: Unix seconds.
 */
export function breakingSessions<Session extends ChoosableSession>(
  { mostPerUser, olderThanSeconds, expired }: Rules,
  all: readonly Session[],
  now: number,
): Set<Session> {
  const live = all.filter((one) => !one.expired).sort(byAge);
  const tooMany = mostPerUser === undefined ? [] : live.slice(0, Math.max(0, live.length - mostPerUser));
  const others = all.filter(
    (one) =>
      (expired === true && one.expired) || (olderThanSeconds !== undefined && isOlder(one, olderThanSeconds, now)),
  );
  return new Set([...tooMany, ...others]);
}

function byAge(a: ChoosableSession, b: ChoosableSession): number {
  const [first, second] = [a.login ?? Number.NEGATIVE_INFINITY, b.login ?? Number.NEGATIVE_INFINITY];
  if (first !== second) return first < second ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** A session without a time of login counts as old. */
export function isOlder({ login }: Pick<ChoosableSession, 'login'>, seconds: number, now: number): boolean {
  return login === null || login < now - seconds;
}
