/** What should be readable by nobody from outside, and the words by which it is told from a page that answers to every address. */
export type LeakKind = 'configuration' | 'environment' | 'dump' | 'archive' | 'log' | 'repository' | 'listing';
export interface Leak {
  kind: LeakKind;
  /** As it was asked for, under the site's address. */
  path: string;
}

/** Asked for on every site: nothing of the kind belongs there. */
export const usualLeaks: readonly Leak[] = [
  ...leaks('log', ['wp-content/debug.log', 'error_log', 'wp-admin/error_log']),
  ...leaks('repository', ['.git/HEAD', '.svn/wc.db', '.hg/requires']),
  ...leaks('environment', ['.env']),
  ...leaks('listing', ['wp-content/uploads/']),
];
/** Asked for where the files can't be seen; else only what is there (`leakOf`). */
export const guessedLeaks: readonly Leak[] = [
  ...leaks('configuration', ['wp-config.php.bak', 'wp-config.php.old', 'wp-config.php.save', 'wp-config.php~']),
  ...leaks('configuration', ['wp-config.txt', 'wp-config.bak', '.wp-config.php.swp', 'wp-config.php.txt']),
  ...leaks('dump', ['backup.sql', 'dump.sql', 'database.sql', 'db.sql']),
  ...leaks('archive', ['backup.zip', 'site.zip', 'wordpress.zip', 'backup.tar.gz']),
];

function leaks(kind: LeakKind, paths: readonly string[]): Leak[] {
  return paths.map((path) => ({ kind, path }));
}

/** What a file of this name would give away; null: nothing that is looked for. PHP that runs gives nothing away. */
export function leakOf(path: string): LeakKind | null {
  const name = path.split('/').pop()?.toLowerCase() ?? '';
  if (/\.(php|phtml)$/.test(name)) return null;
  if (/(^|\/)\.git\/HEAD$/.test(path)) return 'repository';
  if (/^\.?(wp-config|wp-salt|local-config)\b/.test(name) && !/sample/.test(name)) return 'configuration';
  if (/^\.env(\.|$)/.test(name)) return 'environment';
  if (/\.(sql|sql\.gz|sql\.zip|sql\.bz2|sqlite3?|dump)$/.test(name)) return 'dump';
  if (/\.(zip|tar|tgz|tar\.gz|tar\.bz2|tar\.xz|7z|rar|wpress|jpa)$/.test(name)) return 'archive';
  if (/^(debug\.log|error_log|php_errors?\.log|.*\.error\.log)$/.test(name)) return 'log';
  return null;
}

const archives = ['PK\x03\x04', '\x1f\x8b', 'BZh', '\xfd7zXZ', '7z\xbc\xaf', 'Rar!', 'JPA', 'package.json\0'];
const database = 'SQLite format 3';
const begins = (body: string, ...ways: readonly string[]): boolean => ways.some((way) => body.startsWith(way));

/** Whether the beginning of an answer is what the name promises: looked at and forgotten, since it may hold a password. */
const signs: Record<LeakKind, (body: string) => boolean> = {
  configuration: (body) =>
    /<\?php[\s\S]*(DB_PASSWORD|AUTH_KEY|table_prefix)/.test(body) || begins(body, 'b0VIM', 'b0nano'),
  environment: (body) => /^\s*(export\s+)?[A-Z][A-Z0-9_]+\s*=.*$/m.test(body),
  dump: (body) =>
    /^(-- |\/\*!|(CREATE|DROP|INSERT INTO|LOCK) |SET |PRAGMA )/m.test(body) || begins(body, database, ...archives),
  archive: (body) => begins(body, ...archives) || body.slice(257, 262) === 'ustar',
  log: (body) => /^\[\d{1,2}-\w{3}-\d{4} |PHP (Notice|Warning|Fatal error|Deprecated|Parse error)/m.test(body),
  repository: (body) =>
    /^ref: refs\/|^[0-9a-f]{40}\s*$|^(dotencode|fncache|generaldelta|revlogv1|store)$/m.test(body) ||
    begins(body, database),
  listing: (body) => /<title>\s*Index of \//i.test(body),
};

export const shows = (kind: LeakKind, body: string): boolean =>
  signs[kind](body) && (kind === 'listing' || !/^\s*<(!doctype|html)/i.test(body));
