import { largestText, largestTexts, type Places } from '../../wordpress/file-reading.ts';
import { settingsAbove } from '../../wordpress/files/places.ts';
import { shellWord } from './shell-word.ts';
import { systemPrograms } from './system-programs.ts';

/** Bytes of a list and of hashes, before gzip. A list of that size is one of about 700,000 files. */
export const mostList = 96 << 20;
/** A slow disk must not cost the list too: hashes that are not there by then are said to be missing. */
const hashingSeconds = 100;
/** Bytes of one file that is looked at closer, and of all: the largest language files are about half of it. */
export const largestCloser = 2 << 20;
export const mostCloser = 64 << 20;

/**
 * Lists a site's files, hashes its core and reads its small texts in one command; scan-answer.ts reads what it prints, with `mark`
 * behind each of the three. It needs find: GNU's, BusyBox's and BSD's will do. It starts nothing of the site's, follows links only
 * where WordPress's own folders are links, there one step, and stands back behind others (nice).
 */
export const scanScript = (root: string, places: Places, mark: string): string =>
  [
    prelude(root),
    variables(places),
    `above() { sh -c "$emit" sh ${settingsAbove(root).map(shellWord).join(' ')}; }`,
    ...[listing, hashing, reading],
    'scan() {',
    `texts | head -c ${largestTexts + (largestTexts >> 1)}; printf '\\000${mark}'`,
    `all | head -c ${mostList}; printf '\\000${mark}'`,
    `core | head -c ${mostList}; printf '\\000${mark}'`,
    '}',
    'send scan',
  ].join('\n');

/**
 * Of the paths on standard input (NUL behind each) the SHA-256 and the beginning; of all files in `hash` the MD5; of PHP in `search` that grep
 * finds odd the SHA-256 and the beginning, then "w" NUL NUL where it came to its end.
 */
export const lookCloserScript = (
  root: string,
  { hash, search }: { hash: readonly string[]; search: readonly string[] },
  mark: string,
): string =>
  [
    prelude(root),
    hashing,
    searching,
    'closer() {',
    `$n xargs -0 sh -c 'for f; do ${lookCloser}; done' sh | head -c ${mostCloser}; printf '\\000${mark}'`,
    `md5 ${words(hash)} | head -c ${mostList}; printf '\\000${mark}'`,
    `search ${words(search)} | head -c ${mostSearched}; printf '\\000${mark}'`,
    '}',
    'send closer',
  ].join('\n');

const words = (folders: readonly string[]): string => folders.map((folder) => shellWord(dotted(folder))).join(' ');

const lookCloser = [
  `[ -f "$f" ] && [ -r "$f" ] || { printf "n%s\\0\\0" "$f"; continue; }`,
  `s=$(sha256sum <"$f") || s=; printf "s%s %s\\0" "\${s%% *}" "$f"`,
  `head -c ${largestCloser + 1} "$f" | tr "\\000" "\\001"; printf "\\0"`,
].join('; ');

/** What grep looks for in PHP of themes, and of plugins that nobody publishes: more than malware, for the text is judged after it. No single quote in it. */
const odd = String.raw`(^|[^a-z0-9_$>:])(eval|assert|system|exec|passthru|shell_exec|popen|proc_open|pcntl_exec|create_function)[[:space:]]*\(|\$_(get|post|request|cookie|server|files)[[:space:]]*\[[^]]*\][[:space:]]*\(|(include|require)(_once)?[[:space:](@]*\$_|(array_map|call_user_func(_array)?)[[:space:]]*\(.*\$_|(^|[^a-z0-9_$>:])(eval|assert|system|exec|passthru|shell_exec|popen|proc_open|pcntl_exec|create_function|array_map|call_user_func(_array)?|include(_once)?|require(_once)?)[[:space:]]*(/[*/]|#|$)|\$_(get|post|request|cookie|server|files)[[:space:]]*(\[[^]]*(\][[:space:]]*)?)?(/[*/]|#|$)|base64_decode|gzinflate|str_rot13|move_uploaded_file|wp_set_auth_cookie|wp_(create|insert)_user|copy[[:space:]]*\(.*\$_files|(\\x[0-9a-f]{2}){12}`;
/** A variable that is called: odd in a file that takes data of a request as well. */
const called = String.raw`(^|[^a-z0-9_$>:])\$[a-z_][a-z0-9_]*(\[[^]]*\])*[[:space:]]*\(`;
const sent = String.raw`\$_(get|post|request|cookie|files|server)|php://input|getallheaders`;

/** Of plugins that nobody publishes so many files are read, and so many bytes. */
const mostOddInPlugins = 500;
const mostSearched = 16 << 20;

/** An empty line is no path: it says that find came to its end. */
const searching = `
search() {
  [ $# -gt 0 ] || { printf 'w\\0\\0'; return; }
  odd='${odd}'; called='${called}'; sent='${sent}'; export odd called sent; k=0
  { $n $t find -H "$@" -type f -iname '*.ph*' ! -path '*[
]*' -exec sh -c 'for f; do [ -r "$f" ] || printf "%s\\n" "$f"; done; { grep -liE "$odd" "$@"; grep -liE "$called" "$@" | tr "\\n" "\\000" | xargs -0 grep -liE "$sent"; } | sort -u; :' sh {} + && echo; } | while IFS= read -r f; do
    [ -n "$f" ] || { printf 'w\\0\\0'; break; }
    k=$((k+1)); [ $k -le ${mostOddInPlugins} ] || break
    ${lookCloser}
  done
}`;

/** `send`: what a function prints, compressed where gzip is, behind a line that says which. `$n` stands before what takes long. */
const prelude = (root: string): string => `${systemPrograms}
cd -- ${shellWord(root)} 2>/dev/null || { printf 'no folder\\n'; exit 0; }
n=; command -v nice >/dev/null 2>&1 && n='nice -n 10'
command -v ionice >/dev/null 2>&1 && ionice -c 2 -n 7 true 2>/dev/null && n="ionice -c 2 -n 7 $n"
t=; timeout 9 true >/dev/null 2>&1 && t='timeout ${hashingSeconds}'
send() {
  if command -v gzip >/dev/null 2>&1; then printf 'gzip\\n'; "$1" 2>/dev/null | gzip -1 -c; else printf 'plain\\n'; "$1" 2>/dev/null; fi
}`;

/** A path as the script has it: of the site's folder with "./", so that no name is taken for an option. */
export const dotted = (path: string): string => (path.startsWith('/') ? path : path === '' ? '.' : `./${path}`);

function variables({ core, content, plugins, muPlugins, themes, uploads, languages }: Places): string {
  const names = Object.entries({ core, content, plugins, muPlugins, themes, uploads, languages });
  const elsewhere = [content, plugins, muPlugins, themes, uploads, languages].filter((path) => path.startsWith('/'));
  const apart = [...new Set(elsewhere)].filter((path) => !elsewhere.some((one) => path.startsWith(`${one}/`)));
  return [
    ...names.map(([name, path]) => `${name}=${shellWord(dotted(path))}`),
    `apart() { "$@" . ${apart.map(shellWord).join(' ')}; }`,
  ].join('\n');
}

/**
 * Per entry "e", its type and (GNU) that of what a link leads to, size, times, mode, owner, path NUL, what stands in the link NUL; or by
 * stat: "b", a line for each, NUL, the paths with a NUL behind each, NUL; then links "lY" or "lN" path NUL, text NUL. "u" path NUL NUL: can't be read.
 */
const listing = `
list() {
  if find . -maxdepth 0 -printf '' 2>/dev/null; then
    $n find -H "$@" -printf 'e%y%Y %s %T@ %C@ %m %U %G %p\\0%l\\0' -type d \\( ! -readable -o ! -executable \\) -printf 'u%p\\0\\0' -prune
    return
  fi
  if stat -c %s . >/dev/null 2>&1; then s='stat -c'; q='%f %s %Y %Z %u %g'; else s='stat -f'; q='%Xp %z %m %c %u %g'; fi
  export s q
  $n find -H "$@" -exec sh -c 'if o=$($s "$q" "$@" 2>/dev/null); then printf "b%s\\0" "$o"; printf "%s\\0" "$@"; printf "\\0"; else for f; do o=$($s "$q" "$f") && printf "b%s\\0%s\\0\\0" "$o" "$f"; done; fi' sh {} +
  $n find -H "$@" -type l -exec sh -c 'for f; do t=$(readlink "$f"; printf .); t=\${t%?}; e=N; [ -e "$f" ] && e=Y; printf "l%s%s\\0%s\\0" $e "$f" "\${t%?}"; done' sh {} +
  $n find -H "$@" -type d -exec sh -c 'for d; do [ -r "$d" ] && [ -x "$d" ] || printf "u%s\\0\\0" "$d"; done' sh {} +
}
all() {
  apart list
  for l in "$core/wp-admin" "$core/wp-includes" "$content" "$plugins" "$muPlugins" "$themes" "$uploads" "$languages" \\
    "$core"/wp-admin/* "$core"/wp-includes/* "$plugins"/* "$muPlugins"/* "$themes"/*; do
    [ -L "$l" ] && [ -d "$l" ] && list "$l" -mindepth 1 -maxdepth 8 | head -c 4000000
  done
}`;

/**
 * Find takes one pair of braces only, even within a text: hence the torn one. A name with a line break or a backslash could forge a line of md5sum's: such a file gets no hash, and none is official.
 */
const hashing = `
md5() {
  [ $# -gt 0 ] || return 0
  $n $t find -H "$@" -type f -size -20000k ! -path '*[
\\\\]*' -exec md5sum -- {} +
  $n $t find -H "$@" -type l ! -path '*[
\\\\]*' -exec sh -c 'find -L "$@" -maxdepth 0 -type f -size -20000k -exec md5sum -- "{""}" +' sh {} +
}
core() {
  command -v md5sum >/dev/null 2>&1 || { printf 'no md5sum\\n'; return; }
  set -- "$core/wp-admin" "$core/wp-includes"
  for l in "$core"/wp-admin/* "$core"/wp-includes/*; do [ -L "$l" ] && [ -d "$l" ] && set -- "$@" "$l"; done
  for l in "$core"/*.php "$core"/*.txt "$core"/*.html; do [ -f "$l" ] && set -- "$@" "$l"; done
  md5 "$@"
}`;

/** Of a theme's other files those are read in which grep sees what malware does: more than that reading could cost minutes. */
const mostOddInThemes = 500;

/** "t" path NUL text NUL; "n" path NUL NUL: can't be read; "p" the beginning of a plugin's main file; "h" the account's home NUL NUL. */
const reading = `
emit='for f; do [ -f "$f" ] || continue; [ -r "$f" ] || { printf "n%s\\0\\0" "$f"; continue; }; printf "t%s\\0" "$f"; head -c ${largestText + 1} "$f" | tr "\\000" "\\001"; printf "\\0"; done'
odd='${odd}'
some() { find -H "$@" \\( -type f -o -type l \\) -exec sh -c "$emit" sh {} +; }
texts() {
  h=\${HOME:-}; printf 'h%s\\0\\0' "$h"
  sh -c "$emit" sh "$core/wp-includes/version.php" "$core/.maintenance" "$h/.ssh/authorized_keys" "$h/.ssh/authorized_keys2"
  some . -maxdepth 1 \\( -name 'wp-config*' -o -name .htaccess -o -name index.php -o -name .user.ini -o -name 'php*.ini' -o -name '.env*' \\)
  above
  some "$content" -maxdepth 1 -name '*.php'
  some "$muPlugins" -maxdepth 2 -name '*.php'
  find -L "$themes" -maxdepth 2 -name functions.php -exec sh -c "$emit" sh {} +
  k=0; find -H "$themes" -type f -iname '*.ph*' ! -path '*[
]*' -exec grep -liE "$odd" {} + | while IFS= read -r f; do
    k=$((k+1)); [ $k -le ${mostOddInThemes} ] || { printf 'n%s\\0\\0' "$f"; break; }
    sh -c "$emit" sh "$f"
  done
  find -L "$plugins" -maxdepth 2 -type f -name '*.php' ! -path '*[
]*' -exec grep -li 'Plugin Name:' {} + | head -n 1000 | while IFS= read -r f; do
    printf 'p%s\\0' "$f"; head -c 8192 "$f" | tr '\\000' '\\001'; printf '\\0'
  done
  apart deep
}
deep() { some "$@" -mindepth 2 \\( -name .htaccess -o -name .user.ini -o -name php.ini -o -name php5.ini -o -name .env -o -name '.env.*' \\); }`;
