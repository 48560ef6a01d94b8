import { shellWord } from './shell-word.ts';
import { systemPrograms } from './system-programs.ts';

/** Names in one folder that are looked at. */
export const mostInFolder = 3000;
const mostOfConfiguration = 4 << 20;

/** Where distributions and panels keep what tells of logs. Shell patterns, of this file alone. */
const configurations = [
  ...['/etc/nginx/nginx.conf', '/etc/nginx/conf.d/*.conf', '/etc/nginx/sites-enabled/*', '/etc/nginx/vhosts.d/*.conf'],
  ...[
    '/etc/apache2/apache2.conf',
    '/etc/apache2/sites-enabled/*',
    '/etc/apache2/conf-enabled/*',
    '/etc/apache2/vhosts.d/*.conf',
  ],
  ...['/etc/httpd/conf/httpd.conf', '/etc/httpd/conf.d/*.conf', '/etc/httpd/vhosts.d/*.conf'],
  ...['/etc/php/*/fpm/pool.d/*.conf', '/etc/php-fpm.d/*.conf', './.user.ini', './php.ini', '../.user.ini'],
];

/**
 * Prints per folder its real path and the files in it with size and time, and then (`configured`) what tells of logs. Lines for
 * folders: "d" index path, "f" size time path, "n" path (can't be read), "x" index (can't be looked into); NUL; then path NUL text NUL.
 */
export const findLogsScript = (root: string, folders: readonly string[], configured: boolean): string =>
  `${systemPrograms}
cd -- ${shellWord(root)} 2>/dev/null || { printf 'no folder\\n'; exit 0; }
nl='
'
h=\${HOME:-/nonexistent}
if stat -L -c %s . >/dev/null 2>&1; then s='-c'; q='f%s %Y %n'; else s='-f'; q='f%z %m %N'; fi
look() {
  [ -d "$2" ] || return 0
  p=$(cd -- "$2" 2>/dev/null && pwd -P) && [ -r "$p" ] || { printf 'x%s\\n' "$1"; return 0; }
  case $p in *"$nl"*) return 0 ;; esac
  printf 'd%s %s\\n' "$1" "$p"
  set --; c=0
  for f in "$p"/*; do
    [ -f "$f" ] || continue
    case $f in *"$nl"*) continue ;; esac
    c=$((c+1)); [ $c -gt ${mostInFolder} ] && { printf 'm\\n'; break; }
    set -- "$@" "$f"
  done
  [ $# -gt 0 ] || return 0
  stat -L $s "$q" -- "$@" 2>/dev/null
  for f; do [ -r "$f" ] || printf 'n%s\\n' "$f"; done
}
${folders.map((folder, index) => `look ${index} ${folderWord(folder)}`).join('\n')}
printf '\\000'
${configured ? reading : ''}`;

const reading = `(for f in ${configurations.join(' ')}; do
  [ -f "$f" ] && [ -r "$f" ] || continue
  printf '%s\\000' "$f"; grep -v '^[[:space:]]*#' "$f" | head -c 262144 | tr '\\000' '\\001'; printf '\\000'
done) 2>/dev/null | head -c ${mostOfConfiguration}`;

/** "~" is the account's home. */
const folderWord = (folder: string): string =>
  folder.startsWith('~/') ? `"$h"${shellWord(folder.slice(1))}` : shellWord(folder);
