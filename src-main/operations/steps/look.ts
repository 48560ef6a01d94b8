import { ResaltError } from '../../contract/failures.ts';
import type { Site } from '../../contract/sites.ts';
import type { Database } from '../../hosts/database.ts';
import type { Host } from '../../hosts/host.ts';
import { recogniseObjectCache, redisOf } from '../../wordpress/object-cache.ts';
import { type EffectiveSalts, effectiveSalts } from '../../wordpress/salts.ts';
import type { Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { byRedis, type CacheWay } from './object-cache.ts';
import { openSiteDatabase, reachHost } from './reach-site.ts';
import { type Configuration, plainConstant, readConfiguration, saltConstantsOf } from './read-configuration.ts';
import { type DatabaseReading, readDatabase, type Tables, tablesOf } from './read-database.ts';
import { swapFunctions } from './swap-script.ts';

/** A site that is reached, with nothing read of its database yet. Close it when done. */
export interface OpenSite {
  site: Site;
  host: Host | null;
  configuration: Configuration | null;
  database: Database;
  tables: Tables;
  multisite: boolean;
  cache: CacheWay;
  /** The server's clock, Unix seconds. */
  now: number;
  /** Resalt's clock just before, ms since 1970. */
  asOf: number;
  /** Lets go of the database and of what stands ready. Never fails. */
  close(): Promise<void>;
}

/** A site as it was found, before anything is changed. */
export interface Look extends Omit<OpenSite, 'tables'> {
  stored: DatabaseReading;
  salts: EffectiveSalts;
}

/**
 * Reaches the site and reads all that the operations need: files in one command, the database in one round trip. Who is
 * going to swap a file (`toSwap`) has the shell that read stay for it; who wants no `canary` reads nobody's password hash.
 */
export async function lookAt(
  site: Site,
  tools: Tools,
  story: Story,
  { toSwap = false, canary = true } = {},
): Promise<Look> {
  const open = await openSite(site, tools, story, { toSwap });
  try {
    const { tables, ...rest } = open;
    const { configuration, database, now } = open;
    const stored = await story.step('Count the logins', () =>
      readDatabase(database, tables, now, { canary, configuration }),
    );
    const constants = configuration ? saltConstantsOf(configuration.understood) : unknownConstants;
    return { ...rest, stored, salts: effectiveSalts(constants, stored.saltOptions) };
  } catch (error) {
    await open.close();
    throw error;
  }
}

/** Reaches the site, finds its configuration and opens its database: what everything else begins with. */
export async function openSite(site: Site, tools: Tools, story: Story, { toSwap = false } = {}): Promise<OpenSite> {
  const host = await story.step('Reach the server', () => reachHost(site, tools));
  const asOf = tools.clock().getTime();
  const configuration = host
    ? await story.step('Find the configuration', () =>
        readConfiguration(host, pathOf(site), toSwap ? swapFunctions : undefined),
      )
    : null;
  return openInto(site, host, configuration, asOf, tools, story).catch((error: unknown) => {
    configuration?.shell?.close();
    throw error;
  });
}

async function openInto(
  site: Site,
  host: Host | null,
  configuration: Configuration | null,
  asOf: number,
  tools: Tools,
  story: Story,
): Promise<OpenSite> {
  const understood = configuration?.understood ?? null;
  const multisite = plainConstant(understood, 'MULTISITE') === '1';
  const tables = tablesOf(prefixOf(site, configuration), multisite, {
    ...optional('users', plainConstant(understood, 'CUSTOM_USER_TABLE')),
    ...optional('usermeta', plainConstant(understood, 'CUSTOM_USER_META_TABLE')),
  });
  const cache = cacheWayOf(host, configuration);
  let opened: Database | null = null;
  const close = async () => {
    if (cache.way === 'redis') cache.streams.close();
    configuration?.shell?.close();
    await opened?.close().catch(() => undefined);
  };
  try {
    const database = await story.step('Open the database', () => openSiteDatabase(site, host, understood, tools));
    opened = database;
    const now = configuration?.now ?? Math.floor(tools.clock().getTime() / 1000);
    return { site, host, configuration, database, tables, multisite, cache, now, asOf, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function pathOf(site: Site): string {
  if (site.path !== null) return site.path;
  throw new ResaltError('CONFIG_NOT_FOUND', `No folder is entered for ${site.name}. Add its path.`, 'never');
}

function prefixOf(site: Site, configuration: Configuration | null): string {
  const known = configuration?.understood.tablePrefix;
  if (typeof known === 'string') return known;
  if (site.tablePrefix !== null) return site.tablePrefix;
  if (!configuration) return 'wp_';
  throw new ResaltError(
    'CONFIG_AMBIGUOUS',
    `The table prefix of ${site.name} is not a plain value in its configuration. Enter it (table_prefix).`,
    'never',
  );
}

/** Without the files nothing is known of the constants, so nothing may be concluded from the database alone. */
const unknownConstants = { AUTH_KEY: null, SECURE_AUTH_KEY: null, LOGGED_IN_KEY: null, NONCE_KEY: null } as const;

function cacheWayOf(host: Host | null, configuration: Configuration | null): CacheWay {
  if (!host || !configuration)
    return {
      way: 'cannot',
      kind: null,
      why: 'Whether the site has a persistent object cache can’t be seen from its database alone.',
    };
  if (!configuration.objectCache) return { way: 'none' };
  const kind = recogniseObjectCache(configuration.objectCache);
  const redis = redisOf(kind, configuration.understood.constants);
  const root = configuration.programs.has('php') ? configuration.root : null;
  if (redis.ok && !redis.cache.tls) return byRedis(host, { kind, cache: redis.cache, root });
  if (kind === 'apcu')
    return {
      way: 'cannot',
      kind,
      why: 'The object cache lives in PHP’s own memory (APCu): only a reload of PHP-FPM empties it.',
    };
  if (root !== null) return { way: 'php', kind, root };
  return {
    way: 'cannot',
    kind,
    why: `The object cache (${kind}) can’t be flushed from here. Flush it in the host’s panel.`,
  };
}

const optional = <K extends string>(key: K, value: string | undefined) =>
  (value ? { [key]: value } : {}) as { [P in K]?: string };
