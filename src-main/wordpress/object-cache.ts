import { bytesToString } from './byte-string.ts';

export type ObjectCacheKind =
  | 'redis-object-cache'
  | 'object-cache-pro'
  | 'wp-redis'
  | 'memcached'
  | 'litespeed'
  | 'w3-total-cache'
  | 'apcu'
  | 'docket-cache'
  | 'sqlite-object-cache'
  | 'unknown';

/** Marks in the head of wp-content/object-cache.php; the first that is found counts. */
const marks: readonly (readonly [ObjectCacheKind, RegExp])[] = [
  ['object-cache-pro', /Object Cache Pro/i],
  ['redis-object-cache', /Redis Object Cache Drop-In|Rhubarb\\RedisCache|rhubarbgroup\/redis-cache/i],
  ['litespeed', /LiteSpeed|LSCWP/i],
  ['w3-total-cache', /W3 Total Cache|\bW3TC\b/i],
  ['docket-cache', /Docket ?Cache/i],
  ['sqlite-object-cache', /SQLite Object Cache/i],
  ['memcached', /Memcached?/i],
  ['apcu', /\bAPCu?\b/i],
  ['wp-redis', /WP Redis|WP_REDIS_OBJECT_CACHE|\$redis_server/i],
];

/** Which drop-in it is, by its first 64 KB. It is the site's own file: this is a hint for flushing, never a proof. */
export function recogniseObjectCache(objectCachePhp: Uint8Array): ObjectCacheKind {
  const head = bytesToString(objectCachePhp.subarray(0, 65_536));
  const header = head.slice(0, 2_048);
  return (
    marks.find(([, mark]) => mark.test(header))?.[0] ?? marks.find(([, mark]) => mark.test(head))?.[0] ?? 'unknown'
  );
}

/** What is known about a constant; see ConstantValue in wp-config. */
export type KnownConstant = { value: string } | { unknown: string };

export interface RedisCache {
  kind: 'redis-object-cache' | 'wp-redis' | 'object-cache-pro';
  /** Either an address … */
  host: string | null;
  port: number | null;
  /** … or a unix socket. */
  socketPath: string | null;
  tls: boolean;
  database: number;
  username: string | null;
  password: string | null;
  /** In front of every key; empty when none is set. */
  prefix: string;
}

export type RedisReading = { ok: true; cache: RedisCache } | { ok: false; why: string };

/**
 * Where a site's Redis is, from its constants. Not ok where a cluster, replication or a value from outside the
 * configuration is in the way: flush through WordPress then.
 */
export function redisOf(kind: ObjectCacheKind, constants: ReadonlyMap<string, KnownConstant>): RedisReading {
  if (kind !== 'redis-object-cache' && kind !== 'wp-redis' && kind !== 'object-cache-pro') {
    return { ok: false, why: 'this object cache is not Redis' };
  }
  const several = ['WP_REDIS_SHARDS', 'WP_REDIS_CLUSTER', 'WP_REDIS_SERVERS', 'WP_REDIS_SENTINEL', 'WP_REDIS_CONFIG'];
  const blocked = [...several, ...settings].find((name) => {
    const constant = constants.get(name);
    return constant && (several.includes(name) || 'unknown' in constant);
  });
  if (blocked) return { ok: false, why: `${blocked} is not a plain value in the configuration` };
  return { ok: true, cache: redisFrom(kind, (name) => plain(constants.get(name))) };
}

const settings = [
  'WP_REDIS_SCHEME',
  'WP_REDIS_HOST',
  'WP_REDIS_PORT',
  'WP_REDIS_PATH',
  'WP_REDIS_DATABASE',
  'WP_REDIS_USERNAME',
  'WP_REDIS_PASSWORD',
  'WP_REDIS_PREFIX',
  'WP_CACHE_KEY_SALT',
];

function plain(constant: KnownConstant | undefined): string | null {
  return constant && 'value' in constant && constant.value !== '' ? constant.value : null;
}

function redisFrom(kind: RedisCache['kind'], read: (name: string) => string | null): RedisCache {
  const scheme = read('WP_REDIS_SCHEME')?.toLowerCase() ?? 'tcp';
  const address = read('WP_REDIS_HOST') ?? '127.0.0.1';
  const host = address.replace(/^tls:\/\//i, '');
  const socketPath = scheme === 'unix' ? read('WP_REDIS_PATH') : host.startsWith('/') ? host : null;
  // WP Redis takes its salt only from WP_CACHE_KEY_SALT, the others from WP_REDIS_PREFIX first.
  const prefix =
    kind === 'wp-redis' ? read('WP_CACHE_KEY_SALT') : (read('WP_REDIS_PREFIX') ?? read('WP_CACHE_KEY_SALT'));
  return {
    kind,
    host: socketPath === null ? host : null,
    port: socketPath === null ? Number(read('WP_REDIS_PORT') ?? 6379) : null,
    socketPath,
    tls: scheme === 'tls' || /^tls:/i.test(address),
    database: Number(read('WP_REDIS_DATABASE') ?? 0),
    username: read('WP_REDIS_USERNAME'),
    password: read('WP_REDIS_PASSWORD'),
    prefix: prefix?.trim() ?? '',
  };
}

const saltOptions = ['auth', 'secure_auth', 'logged_in', 'nonce'].flatMap((scheme) => [
  `${scheme}_key`,
  `${scheme}_salt`,
]);

/** What else of the database a cache may hold, besides users and salts. */
export interface CacheNames {
  options?: readonly string[];
  /** Of sitemeta, with its name there. */
  networkOptions?: readonly string[];
  /** Of a network: each has its own options. */
  blogs?: readonly number[];
  /** Others, as "group:key". */
  keys?: readonly string[];
}

/**
 * The keys under which the cache may hold these users' sessions and passwords and the salts of the database, in every
 * layout that the known drop-ins use. Deleting one that does not exist does no harm; a flush is surer still.
 */
export function redisCandidateKeys(
  cache: Pick<RedisCache, 'prefix'>,
  tablePrefix: string,
  userIds: readonly number[],
  { options = [], networkOptions = [], blogs = [1], keys = [] }: CacheNames = {},
): string[] {
  const trimmed = tablePrefix.replace(/^[_\-:$]+|[_\-:$]+$/g, '');
  // Redis Object Cache: {prefix}{table prefix, trimmed}:group:key; on multisite nothing, or a blog's number, stands there.
  // WP Redis: {salt}{table prefix}group:key, or nothing in between.
  const numbers = [...new Set([1, ...blogs])].map((blog) => `${blog}:`);
  const bases = [`${trimmed}:`, ':', ...numbers, tablePrefix, ''].map((base) => `${cache.prefix}${base}`);
  const names = [
    ...userIds.flatMap((id) => [`user_meta:${id}`, `users:${id}`]),
    ...['alloptions', 'notoptions', ...saltOptions, ...options].map((name) => `options:${name}`),
    ...keys,
    ...['notoptions', ...saltOptions, ...networkOptions].flatMap((name) => [
      `site-options:1:${name}`,
      `site-options:1-${name}`,
    ]),
  ];
  return [...new Set(bases.flatMap((base) => names.map((name) => `${base}${name}`)))];
}
