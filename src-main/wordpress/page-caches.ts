/** A plugin that keeps whole pages: the folder of it, and how its `advanced-cache.php` names it. */
const makers: readonly (readonly [name: string, folder: string, mark: RegExp | null])[] = [
  ['WP Super Cache', 'wp-super-cache', /WP Super Cache|WPCACHEHOME/i],
  ['W3 Total Cache', 'w3-total-cache', /W3 Total Cache|W3TC/i],
  ['WP Rocket', 'wp-rocket', /WP Rocket|WP_ROCKET/i],
  ['LiteSpeed Cache', 'litespeed-cache', /LiteSpeed|LSCWP/i],
  ['Cache Enabler', 'cache-enabler', /Cache Enabler|Cache_Enabler/i],
  ['Hummingbird', 'hummingbird-performance', /Hummingbird/i],
  ['Breeze', 'breeze', /Breeze/i],
  // It writes lines into .htaccess and has no drop-in.
  ['WP Fastest Cache', 'wp-fastest-cache', null],
  ['WP-Optimize', 'wp-optimize', /WP-Optimize|WPO_/i],
  ['SiteGround’s Speed Optimizer', 'sg-cachepress', /SiteGround/i],
  ['Swift Performance', 'swift-performance-lite', /Swift Performance/i],
  ['Comet Cache', 'comet-cache', /Comet ?Cache/i],
  ['FlyingPress', 'flying-press', /Flying ?Press/i],
  ['Powered Cache', 'powered-cache', /Powered ?Cache/i],
  ['Surge', 'surge', /namespace Surge|Plugin Name: Surge/i],
  ['Nginx Helper', 'nginx-helper', null],
];

/**
 * Which page caches a site seems to have, in words: by the plugins that are active ("folder/file.php") and the head of wp-content/advanced-cache.php, null
 * where there is none. Anybody can write a name there: a hint where to empty, no proof that there is no other.
 */
export function pageCachesOf(plugins: readonly string[], dropIn: string | null): string[] {
  const folders = new Set(plugins.map((plugin) => plugin.split('/')[0] ?? ''));
  const head = dropIn?.slice(0, 8192) ?? '';
  const found = makers.filter(([, folder, mark]) => folders.has(folder) || (mark?.test(head) ?? false));
  const names = found.map(([name]) => name);
  const byDropIn = makers.some(([, , mark]) => mark?.test(head) ?? false);
  return dropIn === null || byDropIn ? names : [...names, 'one that is not known (wp-content/advanced-cache.php)'];
}
