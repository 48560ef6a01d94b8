import { dropIns } from '../drop-ins.ts';
import { type FileEntry, type FileReading, mostEntries } from '../file-reading.ts';
import { at, within } from './places.ts';

/** Names that web servers commonly give to PHP, also as one ending of several ("shell.php.jpg" where it is set up badly). */
export const phpName = /\.(?:php[0-9]?|phtml|phar|pht|phps)(?:\.[^/]*)?$/i;

export const isPhp = (path: string): boolean => phpName.test(path.slice(path.lastIndexOf('/') + 1));

type Known = Pick<FileReading, 'entries' | 'places' | 'core' | 'plugins'>;

/** Folders in which no PHP is put by those who look after a site: uploads, languages, upgrade, and caches. */
export function foreignPlace(path: string, places: FileReading['places']): 'uploads' | 'languages' | 'cache' | null {
  if (within(places.uploads, path) !== null || within(at(places.content, 'blogs.dir'), path) !== null) return 'uploads';
  if (within(places.languages, path) !== null) return 'languages';
  const inContent = within(places.content, path);
  if (inContent === null) return null;
  const [first = ''] = inContent.split('/');
  return inContent.includes('/') &&
    /^(?:upgrade(?:-temp-backup)?|cache|et-cache|litespeed|endurance-page-cache|.*-cache)$/i.test(first)
    ? 'cache'
    : null;
}

/** Where the core alone is: wp-admin and wp-includes. */
export function inCore(path: string, places: FileReading['places']): string | null {
  const name = within(places.core, path);
  return name !== null && /^wp-(?:admin|includes)\//.test(name) ? name : null;
}

/** A file of the site's folder, or of the core's where that is another one; not what WordPress or a server itself puts there. */
export function inRoot(path: string, places: FileReading['places']): boolean {
  return !path.startsWith('/') && (!path.includes('/') || within(places.core, path)?.includes('/') === false);
}

/** The folder or file of `plugins` that a path belongs to, and its path in that. */
export function inPlugin(path: string, places: FileReading['places']): { slug: string; name: string } | null {
  const inside = within(places.plugins, path);
  if (inside === null) return null;
  const slash = inside.indexOf('/');
  return slash < 0 ? { slug: inside, name: inside } : { slug: inside.slice(0, slash), name: inside.slice(slash + 1) };
}

/** As every WordPress since 3.0 has them (read in 6.1, 6.8, 7.1), and its configuration; they hardly ever change. */
const rootNames = new Set([
  ...[
    'index',
    'wp-activate',
    'wp-blog-header',
    'wp-comments-post',
    'wp-config',
    'wp-config-sample',
    'wp-cron',
    'wp-links-opml',
  ],
  ...['wp-load', 'wp-login', 'wp-mail', 'wp-settings', 'wp-signup', 'wp-trackback', 'xmlrpc'],
]);

const isRootName = (name: string, { checksums }: FileReading['core']): boolean =>
  checksums?.has(name) === true || (name.endsWith('.php') && rootNames.has(name.slice(0, -4)));

/** Whether nothing official has this name: then it must be looked at. Null where no list says. */
export function isUnknown(path: string, { core, plugins, places }: Omit<Known, 'entries'>): boolean | null {
  const name = inCore(path, places);
  if (name !== null) return core.checksums ? !core.checksums.has(name) : null;
  if (inRoot(path, places)) return !isRootName(within(places.core, path) ?? path, core);
  const plugin = inPlugin(path, places);
  const list = plugin && plugins.get(plugin.slug)?.checksums;
  return list ? !list.has(plugin.name) : null;
}

/** Of the core, where its file has another content than the official one; null where that can't be said. */
export function isChanged(path: string, { core, places, entries }: Known): boolean | null {
  const official = core.checksums?.get(within(places.core, path) ?? path);
  const entry = entries.get(path);
  if (official === undefined || !entry) return null;
  return isBlownUp(entry) || (entry.md5 === undefined ? null : official !== entry.md5);
}

/** Larger files are not hashed (scan-script.ts), and none of them is official: a changed one can't hide by its size. */
export const isBlownUp = ({ kind, size }: Pick<FileEntry, 'kind' | 'size'>): boolean =>
  kind === 'file' && size > 19_999 * 1024;

/** Official files that are there and have no hash, so that nothing can be said of them: mostly ones that the account may not read. */
export function unjudgedOf(reading: Known): { core: string[]; plugins: string[] } {
  const { core, plugins, places, entries } = reading;
  const isUnjudged = (path: string) => {
    const entry = entries.get(path);
    return (entry?.kind === 'file' || entry?.kind === 'link') && entry.md5 === undefined && !isBlownUp(entry);
  };
  const ofPlugins = [...plugins].flatMap(([slug, { checksums }]) => {
    const folder = at(places.plugins, slug);
    if (entries.get(folder)?.kind === 'file') return checksums ? [folder] : [];
    return [...(checksums?.keys() ?? [])].map((name) => `${folder}/${name}`);
  });
  return {
    core: [...(core.checksums?.keys() ?? [])].map((name) => at(places.core, name)).filter(isUnjudged),
    plugins: ofPlugins.filter(isUnjudged),
  };
}

const mostSuspects = 5000;
/** Of one folder that is nobody's. One with more is a program of its own, such as another WordPress: it is told and not read. */
const mostStray = 200;

/** Files whose content decides: PHP where none belongs or that WordPress always loads, and what is not or not as WordPress.org publishes it. The worst places first. */
export function suspectsIn(reading: Known): { paths: string[]; cut: boolean } {
  const ranked: [rank: number, path: string][] = [];
  for (const [path, { kind }] of reading.entries) {
    if (kind !== 'file') continue;
    const rank = rankOf(path, reading);
    if (rank !== null) ranked.push([rank, path]);
  }
  for (const all of strayIn(reading).values())
    if (all.length <= mostStray) ranked.push(...all.map(([path]): [number, string] => [5, path]));
  const paths = ranked.sort(([one], [other]) => one - other).map(([, path]) => path);
  return {
    paths: paths.slice(0, mostSuspects),
    cut: paths.length > mostSuspects || reading.entries.size >= mostEntries,
  };
}

function rankOf(path: string, reading: Known): number | null {
  const place = foreignPlace(path, reading.places);
  const php = isPhp(path);
  if (place !== null) return php ? (place === 'uploads' ? 0 : 3) : /\.ico$/i.test(path) ? 4 : null;
  if (inCore(path, reading.places) !== null)
    return isUnknown(path, reading) === true || isChanged(path, reading) === true ? 1 : null;
  if (inRoot(path, reading.places)) {
    if (isChanged(path, reading) === true) return 1;
    return php && isUnknown(path, reading) === true ? 1 : null;
  }
  if (php && within(reading.places.muPlugins, path) !== null) return 2;
  // grep names what it finds by lines: such a name would be two.
  if (php && path.includes('\n')) return 2;
  if (path === at(reading.places.plugins, 'index.php')) return 2;
  return php && isUnknown(path, reading) === true ? 2 : null;
}

/** Plugins by what can be said of their files: `hash` those whose every file has an official checksum, `search` those that nobody publishes. */
export const pluginFolders = ({
  plugins,
  places,
}: Pick<FileReading, 'plugins' | 'places'>): { hash: string[]; search: string[] } => {
  const of = (published: boolean) =>
    [...plugins]
      .filter(([, { checksums }]) => (checksums !== null) === published)
      .map(([slug]) => at(places.plugins, slug));
  return { hash: of(true), search: of(false) };
};

/** PHP of published plugins with another content than the published one; known once they are hashed. */
export const changedInPlugins = ({
  plugins,
  places,
  entries,
}: Pick<Known, 'plugins' | 'places' | 'entries'>): string[] =>
  [...plugins].flatMap(([slug, { checksums }]) => {
    const folder = at(places.plugins, slug);
    return [...(checksums ?? [])].flatMap(([name, right]) => {
      const path = entries.get(folder)?.kind === 'file' ? folder : `${folder}/${name}`;
      const md5 = isPhp(path) ? entries.get(path)?.md5 : undefined;
      return md5 === undefined || right.includes(md5) ? [] : [path];
    });
  });

/**
 * PHP that no other look is about, by the folder in which it lies: neither WordPress's own, nor of plugins, themes or must-use plugins, nor among
 * uploads, languages and caches. A web shell in `.well-known` or in `wp-content/fonts` runs as well as one among the uploads.
 */
export function strayIn({
  entries,
  places,
}: Pick<FileReading, 'entries' | 'places'>): Map<string, [string, FileEntry][]> {
  const folders = new Map<string, [string, FileEntry][]>();
  for (const [path, entry] of entries) {
    const folder = entry.kind === 'file' && isPhp(path) ? strayFolder(path, places) : null;
    if (folder === null) continue;
    const all = folders.get(folder);
    if (all) all.push([path, entry]);
    else folders.set(folder, [[path, entry]]);
  }
  return folders;
}

/** The first folder of its path that is nobody's; null of a file that other checks look at, or that lies outside. */
function strayFolder(path: string, places: FileReading['places']): string | null {
  const { content, plugins, muPlugins, themes } = places;
  if (foreignPlace(path, places) !== null || inCore(path, places) !== null || inRoot(path, places)) return null;
  if ([plugins, muPlugins, themes].some((place) => within(place, path) !== null)) return null;
  const inContent = within(content, path);
  if (inContent !== null) {
    const [first = '', ...rest] = inContent.split('/');
    if (rest.length > 0) return `${content}/${first}`;
    return dropIns.includes(first) ? null : content;
  }
  return path.startsWith('/') ? null : (path.split('/')[0] ?? null);
}
