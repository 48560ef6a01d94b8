import { setTimeout as wait } from 'node:timers/promises';
import { ResaltError } from '../../contract/failures.ts';
import type { CacheNames } from '../../wordpress/object-cache.ts';
import type { Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import type { OpenSite } from './look.ts';
import { dropFromCache } from './object-cache.ts';

/**
 * Has the object cache forget users, options and what else changed in the database. Answers in words why it may still hold the old; null where it
 * forgot, or there is none. A connection that is lost passes on.
 */
export async function forgetIn(
  open: OpenSite,
  story: Story,
  { users = [], ...names }: CacheNames & { users?: number[] },
): Promise<string | null> {
  const { host, cache, tables } = open;
  if (!host || cache.way === 'none' || cache.way === 'cannot') return problemOf(open);
  return story
    .step('Empty the object cache', () => dropFromCache(host, cache, tables.prefix, users, names))
    .then(
      () => null,
      (error: unknown) => {
        if (error instanceof ResaltError && error.code === 'VERIFY_FAILED') return `${mayHold} ${error.message}`;
        throw error;
      },
    );
}

/**
 * The same, and once more when what was under way meanwhile is over: a page that had read the database before it was changed may put that
 * into the cache afterwards.
 */
export async function forgetForGood(
  open: OpenSite,
  { loginsUnderWayMs }: Pick<Tools, 'loginsUnderWayMs'>,
  story: Story,
  names: Parameters<typeof forgetIn>[2],
): Promise<string | null> {
  const problem = await forgetIn(open, story, names);
  if (problem !== null || open.cache.way === 'none' || open.cache.way === 'cannot') return problem;
  await wait(loginsUnderWayMs);
  return forgetIn(open, story, names);
}

const mayHold = 'The database is changed and was read back, but the object cache may still hold what was there before.';

/** Where a cache is known to be there and can't be made to forget. Of a site reached by its database alone nothing is known of a cache. */
export function problemOf({ cache }: Pick<OpenSite, 'cache'>): string | null {
  return cache.way === 'cannot' && cache.kind !== null ? `${mayHold} ${cache.why}` : null;
}
