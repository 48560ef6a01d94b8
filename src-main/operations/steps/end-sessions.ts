import { setTimeout as wait } from 'node:timers/promises';
import { ResaltError } from '../../contract/failures.ts';
import type { Story } from '../story.ts';
import type { Look } from './look.ts';
import { dropFromCache } from './object-cache.ts';
import { endAllSessions } from './session-rows.ts';

export interface Ended {
  before: number;
  after: number;
  /** Why the object cache may still hold logins that came back and were deleted again, in words. */
  cacheProblem: string | null;
}

/** Deletes all session rows but the canary's, which stays for the proof. */
export async function endSessions(look: Look, story: Story, canaryUser: number | null): Promise<void> {
  const earlier = story.marks.sessions;
  const before = earlier?.before ?? look.stored.sessions.count;
  const cached = look.cache.way === 'redis' ? [...new Set([...(earlier?.cached ?? []), ...look.stored.userIds])] : [];
  await story.mark({ sessions: { before, cached } });
  await endAllSessions(look.database, look.stored.tables, canaryUser);
}

/**
 * The cache forgets the users that had sessions, also those whose rows an interrupted attempt deleted. Where it can't be made
 * to, the words for the warning come back.
 */
export async function forgetCached(look: Look, story: Story, canaryUser: number | null): Promise<string | null> {
  const holders = [...look.stored.userIds, ...(story.marks.sessions?.cached ?? [])];
  return dropUsers(look, [...new Set(canaryUser === null ? holders : [...holders, canaryUser])]);
}

/**
 * The last look: deletes what came back meanwhile (a cache writes old sessions back at the next login) and reads that
 * nothing is left. `onlyRow`: the canary's row was left for the proof, and new salts have made its cookies worthless: then the
 * cache may forget that user at the same time instead of afterwards.
 */
export async function seeNoneLeft(
  look: Look,
  story: Story,
  canaryUser: number | null,
  onlyRow = false,
): Promise<Ended> {
  const { cacheProblem } = await lookOnce(look, story, canaryUser, onlyRow);
  return { before: story.marks.sessions?.before ?? look.stored.sessions.count, after: 0, cacheProblem };
}

/**
 * Where the salts stay, old cookies live as long as their sessions, and a login that was under way writes back the sessions
 * that it had read (docs/decisions/0009): so Resalt looks until nothing has come back for `loginsUnderWayMs`. Fails where that
 * does not come to an end.
 */
export async function seeNoneComeBack(
  look: Look,
  story: Story,
  canaryUser: number | null,
  loginsUnderWayMs: number,
): Promise<Ended> {
  const ended = await seeNoneLeft(look, story, canaryUser);
  const started = Date.now();
  let quietSince = started;
  let pause = shortestPause;
  while (Date.now() - quietSince < loginsUnderWayMs) {
    await wait(Math.max(0, Math.min(pause, quietSince + loginsUnderWayMs - Date.now())));
    const { deleted, cacheProblem } = await lookOnce(look, story, canaryUser, false);
    ended.cacheProblem ??= cacheProblem;
    pause = deleted > 0 ? shortestPause : pause * 2;
    if (deleted === 0) continue;
    quietSince = Date.now();
    if (quietSince - started > longestPatience) throw keepsComing(look);
  }
  return ended;
}

/** Milliseconds between two looks, and for all of them. */
const shortestPause = 50;
const longestPatience = 20_000;

function keepsComing({ site }: Look): ResaltError {
  return new ResaltError(
    'VERIFY_FAILED',
    `People keep logging in on ${site.name}, so it can’t be told whether one of these logins brought old ones back. End the logins that are older than now (resalt sessions end --older-than 1h), or rotate the salts as well (resalt logout).`,
  );
}

/** How many rows were there, and why the cache may still hold what they held; none is left. */
async function lookOnce(
  look: Look,
  story: Story,
  canaryUser: number | null,
  onlyRow: boolean,
): Promise<{ deleted: number; cacheProblem: string | null }> {
  const atOnce = onlyRow && canaryUser !== null;
  const [{ deleted, left }] = await Promise.all([
    endAllSessions(look.database, look.stored.tables, null),
    atOnce ? dropUsers(look, [canaryUser]) : null,
  ]);
  const cacheProblem = deleted > (atOnce ? 1 : 0) ? await forgetCached(look, story, canaryUser) : null;
  if (left !== 0)
    throw new ResaltError(
      'VERIFY_FAILED',
      `${left} session rows of ${look.site.name} are still there after they were deleted.`,
    );
  return { deleted, cacheProblem };
}

async function dropUsers(look: Look, userIds: number[]): Promise<string | null> {
  if (!look.host || look.cache.way === 'none') return null;
  try {
    await dropFromCache(look.host, look.cache, look.stored.tables.prefix, userIds);
    return null;
  } catch (error) {
    if (error instanceof ResaltError) return error.message;
    throw error;
  }
}
