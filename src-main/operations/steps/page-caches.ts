import { ResaltError } from '../../contract/failures.ts';
import { activeNetworkPlugins, activePlugins } from '../../wordpress/active-plugins.ts';
import { bytesToString } from '../../wordpress/byte-string.ts';
import { pageCachesOf } from '../../wordpress/page-caches.ts';
import type { OpenSite } from './look.ts';
import { plainConstant } from './read-configuration.ts';
import { readServer } from './read-server.ts';
import { absolute } from './server-reading.ts';

/** What a person is told of the caches that may still have what the attacker put into pages; `names`: as pageCachesOf says them. */
export const toldOfPageCaches = (names: readonly string[]): string =>
  names.length === 0
    ? 'No page cache is known of this site. Where a plugin, the host or a CDN has one, empty it there: Resalt does not, and a page that was kept may still have in it what the attacker put there.'
    : `This site seems to keep whole pages: ${names.join(', ')}. Empty that in the dashboard (“Purge all” or “Clear cache”), then those of the host and of a CDN: Resalt does not, and a page that was kept may still have in it what the attacker put there.`;

/** The page caches that the main site's active plugins and `advanced-cache.php` speak of; none where these can't be read. Fails only as cancelled runs do. */
export async function findPageCaches(open: OpenSite): Promise<string[]> {
  try {
    return pageCachesOf(await pluginsOf(open), await dropInOf(open));
  } catch (error) {
    if (!(error instanceof ResaltError) || error.code === 'CANCELLED') throw error;
    return [];
  }
}

async function pluginsOf(open: OpenSite): Promise<string[]> {
  const { options, sitemeta } = open.tables;
  const [own, network] = await open.database.run([
    {
      sql: `SELECT option_value AS value FROM ${options} WHERE option_name = 'active_plugins' LIMIT 1`,
      columns: ['value'],
    },
    ...(sitemeta === null
      ? []
      : [
          {
            sql: `SELECT meta_value AS value FROM ${sitemeta} WHERE meta_key = 'active_sitewide_plugins' LIMIT 1`,
            columns: ['value'],
          },
        ]),
  ]);
  const [site, all] = [own?.rows[0]?.value ?? null, network?.rows[0]?.value ?? null];
  return [...((site && activePlugins(site)) ?? []), ...activeNetworkPlugins(all)];
}

/** Null where there is none, or nobody can look. */
async function dropInOf({ host, configuration }: OpenSite): Promise<string | null> {
  if (!host || !configuration) return null;
  const { root, coreFolder, understood } = configuration;
  const content =
    plainConstant(understood, 'WP_CONTENT_DIR') ?? absolute(root, `${coreFolder}/wp-content`.replace(/^\//, ''));
  if (!content.startsWith('/')) return null;
  const path = absolute(content, 'advanced-cache.php');
  const file = (await readServer(host, root, { files: [path] })).files.get(path);
  return typeof file === 'object' ? bytesToString(file.bytes) : null;
}
