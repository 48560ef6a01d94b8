import type { RunSite } from '../../contract/runs.ts';
import { redisOf } from '../../wordpress/object-cache.ts';
import type { Rotation } from '../../wordpress/wp-config/answer.ts';
import type { Story } from '../story.ts';
import { forgetCached } from './end-sessions.ts';
import type { Look } from './look.ts';

/**
 * With a new WP_CACHE_KEY_SALT the site fills another part of the cache: what it put there before the session rows were gone
 * must be forgotten as well. From here on the cache is asked under the new keys.
 */
export async function forgetUnderNewKeys(
  look: Look,
  rotation: Rotation,
  salts: RunSite['salts'],
  story: Story,
): Promise<void> {
  if (rotation.kind !== 'rotated' || !salts?.also?.includes('WP_CACHE_KEY_SALT') || look.cache.way === 'none') return;
  if (look.cache.way === 'redis') {
    const reading = redisOf(look.cache.kind, rotation.after.constants);
    if (reading.ok) look.cache = { ...look.cache, cache: reading.cache };
  }
  const problem = await forgetCached(look, story, null);
  if (problem) story.warn('object-cache', problem);
}
