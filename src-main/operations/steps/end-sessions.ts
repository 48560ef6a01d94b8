import { ResaltError } from '../../contract/failures.ts';
import type { Story } from '../story.ts';
import type { Look } from './look.ts';
import { dropFromCache } from './object-cache.ts';
import { endAllSessions } from './session-rows.ts';

export interface Ended {
  before: number;
  after: number;
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
  if (!look.host || look.cache.way === 'none') return null;
  const holders = [...look.stored.userIds, ...(story.marks.sessions?.cached ?? [])];
  const userIds = [...new Set(canaryUser === null ? holders : [...holders, canaryUser])];
  try {
    await dropFromCache(look.host, look.cache, look.stored.tables.prefix, userIds);
    return null;
  } catch (error) {
    if (error instanceof ResaltError) return error.message;
    throw error;
  }
}

/**
 * The last look: deletes what came back meanwhile (a cache writes old sessions back at the next login) and reads that
 * nothing is left.
 */
export async function seeNoneLeft(look: Look, story: Story, canaryUser: number | null): Promise<Ended> {
  const { deleted, left } = await endAllSessions(look.database, look.stored.tables, null);
  if (deleted > 0 && look.host && look.cache.way !== 'none' && look.cache.way !== 'cannot')
    await forgetCached(look, story, canaryUser);
  if (left !== 0)
    throw new ResaltError(
      'VERIFY_FAILED',
      `${left} session rows of ${look.site.name} are still there after they were deleted.`,
    );
  return { before: story.marks.sessions?.before ?? look.stored.sessions.count, after: left };
}
