import type { Places } from '../file-reading.ts';

/** What a constant of wp-config is, as a plain value; undefined where it has none or it can't be known. */
type Constant = (name: string) => string | undefined;

/**
 * Where WordPress's folders are, as wp-settings.php has it: WP_CONTENT_DIR, WP_PLUGIN_DIR, WPMU_PLUGIN_DIR, WP_LANG_DIR, UPLOADS (relative
 * to ABSPATH). `root`: the site's folder; `coreIn`: ABSPATH, where it is not that one. A theme may still put uploads elsewhere by an option.
 */
export function placesOf(root: string, constant: Constant, coreIn = root): Places {
  const from = (path: string) => relative(root, path.replace(/\/+$/, ''));
  const content = constant('WP_CONTENT_DIR') ?? `${coreIn}/wp-content`;
  const uploads = constant('UPLOADS');
  return {
    core: from(coreIn),
    content: from(content),
    plugins: from(constant('WP_PLUGIN_DIR') ?? `${content}/plugins`),
    muPlugins: from(constant('WPMU_PLUGIN_DIR') ?? `${content}/mu-plugins`),
    themes: from(`${content}/themes`),
    uploads: from(uploads === undefined ? `${content}/uploads` : `${coreIn}/${uploads}`),
    languages: from(constant('WP_LANG_DIR') ?? `${content}/languages`),
  };
}

function relative(root: string, path: string): string {
  const whole = normal(path.startsWith('/') ? path : `${root}/${path}`);
  if (whole === root) return '';
  return whole.startsWith(`${root}/`) ? whole.slice(root.length + 1) : whole;
}

function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** `path` seen from a place: null where it does not lie in it. */
export function within(place: string, path: string): string | null {
  if (place === '') return path.startsWith('/') ? null : path;
  return path.startsWith(`${place}/`) ? path.slice(place.length + 1) : null;
}

/** `name` in a place. */
export const at = (place: string, name: string): string => (place === '' ? name : `${place}/${name}`);

/** What PHP and the web server read above the site's folder as well, up to their document root: absolute paths, the nearest first. A line there works in every site below. */
export function settingsAbove(root: string): string[] {
  const parts = root.split('/').filter(Boolean);
  return parts
    .slice(1)
    .map((_, at) => `/${parts.slice(0, parts.length - 1 - at).join('/')}`)
    .flatMap((folder) => ['.user.ini', '.htaccess', 'php.ini'].map((name) => `${folder}/${name}`));
}
