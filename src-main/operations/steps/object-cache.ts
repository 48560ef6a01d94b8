import { ResaltError } from '../../contract/failures.ts';
import type { Host } from '../../hosts/host.ts';
import { deleteCacheKeys } from '../../hosts/redis.ts';
import { type ObjectCacheKind, type RedisCache, redisCandidateKeys } from '../../wordpress/object-cache.ts';
import { shellWord } from './shell-word.ts';

/** How the persistent object cache of a site can be made to forget sessions (FACTS: Persistent object cache). */
export type CacheWay =
  | { way: 'none' }
  /** `root`: the site's folder, where the server has PHP to flush with should Redis not be reached. */
  | { way: 'redis'; kind: ObjectCacheKind; cache: RedisCache; root: string | null }
  | { way: 'php'; kind: ObjectCacheKind; root: string }
  | { way: 'cannot'; kind: ObjectCacheKind | null; why: string };

export function inWords(cache: CacheWay): string {
  switch (cache.way) {
    case 'none':
      return 'No persistent object cache.';
    case 'redis':
      return 'Resalt deletes the users’ keys in Redis itself.';
    case 'php':
      return 'Resalt has WordPress flush it: the cache drop-in of the site runs once under your account.';
    case 'cannot':
      return cache.why;
  }
}

/** Drops what the cache holds of these users. Fails where the cache could not be reached or did not say that it did. */
export async function dropFromCache(host: Host, cache: CacheWay, prefix: string, userIds: number[]): Promise<void> {
  if (cache.way === 'none') return;
  if (cache.way === 'redis') {
    const { root } = cache;
    return dropFromRedis(host, cache.cache, prefix, userIds).catch((error: unknown) => {
      if (root === null) throw error;
      return flushThroughWordPress(host, root);
    });
  }
  if (cache.way === 'php') return flushThroughWordPress(host, cache.root);
  throw new ResaltError('VERIFY_FAILED', cache.why);
}

async function dropFromRedis(host: Host, cache: RedisCache, prefix: string, userIds: number[]): Promise<void> {
  const to =
    cache.socketPath !== null
      ? { socketPath: cache.socketPath }
      : { host: cache.host ?? '127.0.0.1', port: cache.port ?? 6379 };
  const stream = await host.openStream(to);
  try {
    const { username, password, database } = cache;
    await deleteCacheKeys(
      stream,
      { ...(username ? { username } : {}), ...(password ? { password } : {}), database },
      redisCandidateKeys(cache, prefix, userIds),
    );
  } finally {
    stream.destroy();
  }
}

const flushed = 'resalt: the cache is flushed';

/** SHORTINIT loads wp-config and the cache drop-in, no plugin and no theme. */
async function flushThroughWordPress(host: Host, root: string): Promise<void> {
  const php = `define("SHORTINIT", true); require "wp-load.php"; echo wp_cache_flush() ? ${JSON.stringify(flushed)} : "";`;
  const result = await host.run(`cd -- ${shellWord(root)} && php -d display_errors=0 -r ${shellWord(php)}`, {
    timeoutMs: 20_000,
    maxBytes: 65_536,
  });
  if (result.code !== 0 || !result.stdout.toString('latin1').includes(flushed))
    throw new ResaltError(
      'VERIFY_FAILED',
      `The object cache of the site on ${host.label} did not say that it was flushed. Flush it in the host’s panel.`,
    );
}
