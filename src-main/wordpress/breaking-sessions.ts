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
  const live = all.filter((one) => !one.expired).sort((a, b) => byAge(a, b, now));
  const tooMany = mostPerUser === undefined ? [] : live.slice(0, Math.max(0, live.length - mostPerUser));
  const others = all.filter(
    (one) =>
      (expired === true && one.expired) || (olderThanSeconds !== undefined && isOlder(one, olderThanSeconds, now)),
  );
  return new Set([...tooMany, ...others]);
}

function byAge(a: ChoosableSession, b: ChoosableSession, now: number): number {
  const [first, second] = [began(a, now), began(b, now)];
  if (first !== second) return first < second ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

const day = 86_400;

/**
 * When a session began; before all others where nobody knows. Nobody knows it either where a day ahead of the site's clock is said:
 * no login writes that, and who writes it into a stolen session must not have it pass for one that is too new to end.
 */
export function began({ login }: Pick<ChoosableSession, 'login'>, now: number): number {
  return login === null || login > now + day ? Number.NEGATIVE_INFINITY : login;
}

/** A session without a time of login counts as old. */
export function isOlder(one: Pick<ChoosableSession, 'login'>, seconds: number, now: number): boolean {
  return began(one, now) < now - seconds;
}
