import { recogniseObjectCache } from './object-cache.ts';

/** Files right in the content folder that WordPress loads by their name alone (_get_dropins() of 7.1). */
export const dropIns: readonly string[] = [
  ...['advanced-cache.php', 'db.php', 'db-error.php', 'install.php', 'maintenance.php', 'object-cache.php'],
  ...['php-error.php', 'fatal-error-handler.php', 'sunrise.php'],
  ...['blog-deleted.php', 'blog-inactive.php', 'blog-suspended.php'],
];

const makers: Record<string, RegExp> = {
  'advanced-cache.php':
    /WP Super Cache|W3 Total Cache|WP Rocket|LiteSpeed|Cache Enabler|Hummingbird|Breeze|WP Fastest Cache|Batcache|WP-Optimize|Comet Cache|SiteGround|Swift Performance|Powered Cache|Surge|Nginx Helper|FlyingPress|wp-cache/i,
  'db.php': /HyperDB|LudicrousDB|Query Monitor|W3 Total Cache|SQLite (Database )?Integration|Automattic/i,
  'sunrise.php': /Mercator|Domain Mapping|WP MU|MultiSite|Ultimate Multisite|WP Ultimo/i,
};

/** Whether its text names a plugin that is known to make such a file. Anybody can write that there: a hint, no proof. */
export function isKnownDropIn(name: string, text: string): boolean {
  if (name === 'object-cache.php') return recogniseObjectCache(Buffer.from(text)) !== 'unknown';
  return makers[name]?.test(text.slice(0, 8192)) ?? false;
}
