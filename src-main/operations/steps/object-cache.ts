import { ResaltError } from '../../contract/failures.ts';
import type { Host } from '../../hosts/host.ts';
import { deleteCacheKeys } from '../../hosts/redis.ts';
import {
  type CacheNames,
  type ObjectCacheKind,
  type RedisCache,
  redisCandidateKeys,
} from '../../wordpress/object-cache.ts';
import { type ReadyStreams, readyStreams } from './ready-streams.ts';
import { shellWord } from './shell-word.ts';

/** How the persistent object cache of a site can be made to forget sessions (FACTS: Persistent object cache). */
export type CacheWay =
  | { way: 'none' }
  /** `root`: the site's folder, where the server has PHP to flush with should Redis not be reached. */
  | { way: 'redis'; kind: ObjectCacheKind; cache: RedisCache; root: string | null; streams: ReadyStreams }
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
export async function dropFromCache(
  host: Host,
  cache: CacheWay,
  prefix: string,
  userIds: number[],
  names: CacheNames = {},
): Promise<void> {
  if (cache.way === 'none') return;
  if (cache.way === 'redis') {
    const { root } = cache;
    return dropFromRedis(cache, prefix, userIds, names).catch((error: unknown) => {
      if (root === null) throw error;
      return flushThroughWordPress(host, root);
    });
  }
  if (cache.way === 'php') return flushThroughWordPress(host, cache.root);
  throw new ResaltError('VERIFY_FAILED', cache.why);
}

type RedisWay = CacheWay & { way: 'redis' };

/** Begins to open a stream at once: what is asked of the server meanwhile hides the wait. Close `streams` when done. */
export function byRedis(host: Host, found: Omit<RedisWay, 'way' | 'streams'>): RedisWay {
  const { socketPath, host: address, port } = found.cache;
  const to = socketPath !== null ? { socketPath } : { host: address ?? '127.0.0.1', port: port ?? 6379 };
  return { way: 'redis', ...found, streams: readyStreams(host, to) };
}

/** A server that hung up on the stream that stood ready is asked once more: deleting twice does no harm. */
async function dropFromRedis(way: RedisWay, prefix: string, userIds: number[], names: CacheNames): Promise<void> {
  const { username, password, database } = way.cache;
  const login = { ...(username ? { username } : {}), ...(password ? { password } : {}), database };
  const keys = redisCandidateKeys(way.cache, prefix, userIds, names);
  const drop = async () => {
    const stream = await way.streams.take();
    try {
      await deleteCacheKeys(stream, login, keys);
    } finally {
      stream.destroy();
    }
  };
  await drop().catch((error: unknown) => {
    if (error instanceof ResaltError && error.code === 'HOST_UNREACHABLE') return drop();
    throw error;
  });
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
