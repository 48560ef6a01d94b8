import { shellWord } from './shell-word.ts';

/** Whose lines are wanted whatever they are. */
export interface Watched {
  /** Addresses as a log has them. */
  ips: readonly string[];
  /** Last parts of paths: "uploads/x.php", or "x.php" of the site's folder. */
  files: readonly string[];
  /** Seconds as a log writes them, "22/Nov/2026:17:31:53", in which somebody wrote a file: what sent something then. */
  seconds: readonly string[];
}

export interface LogToRead {
  path: string;
  kind: 'access' | 'error';
  compressed: 'gz' | 'bz2' | 'xz' | 'zst' | null;
}

export const longestLine = 4096;
export const mostLines = 50_000;
export const mostBytes = 32 << 20;
/** No further log is begun then: what was read must come before patience ends. About 30 MB take a second. */
export const mostSeconds = 180;

/**
 * Reads logs, the first of them first, through a filter that runs there: gigabytes stay where they are. Prints for each log "\n" mark " i\n" (its number),
 * or mark " x i" where it can't be read, then lines that matter, and what was only counted as "\x01" what, time, address, number
 * (`span`: its first time and its last). It needs awk.
 * Logins that were refused and errors come as numbers per hour, but for watched addresses.
 */
export const readLogsScript = (logs: readonly LogToRead[], { ips, files, seconds }: Watched, mark: string): string =>
  `LC_ALL=C; export LC_ALL
command -v awk >/dev/null 2>&1 || { printf 'no awk\\n'; exit 0; }
n=; command -v nice >/dev/null 2>&1 && n='nice -n 10'
I=${shellWord(ips.join(' '))}; F=${shellWord(files.map(plain).join(' '))}; T=${shellWord(seconds.map(plain).join(' '))}; export I F T
cat_log() {
  case $2 in
    gz) gzip -dc <"$1" ;; bz2) bzip2 -dc <"$1" ;; xz) xz -dc <"$1" ;; zst) zstd -dc <"$1" ;; *) cat <"$1" ;;
  esac
}
begun=$(date +%s)
one() {
  [ $(($(date +%s) - begun)) -lt ${mostSeconds} ] || { printf '\\n${mark} t %s\\n' "$1"; return; }
  if ! [ -f "$2" ] || ! [ -r "$2" ]; then printf '\\n${mark} x %s\\n' "$1"; return; fi
  case $3 in gz) p=gzip ;; bz2) p=bzip2 ;; xz) p=xz ;; zst) p=zstd ;; *) p=cat ;; esac
  command -v $p >/dev/null 2>&1 || { printf '\\n${mark} p %s\\n' "$1"; return; }
  printf '\\n${mark} i %s\\n' "$1"
  cat_log "$2" "$3" 2>/dev/null | tr '\\000\\001' '??' | cut -b 1-${longestLine} | $n awk "$4" 2>/dev/null | tail -n ${mostLines}
}
all() {
${logs.map(({ path, kind, compressed }, index) => `one ${index} ${shellWord(path)} ${compressed ?? 'none'} "$${kind}"`).join('\n')}
printf '\\n${mark} end\\n'
}
access=${shellWord2(accessFilter)}
error=${shellWord2(errorFilter)}
if command -v gzip >/dev/null 2>&1; then printf 'gzip\\n'; all | head -c ${mostBytes} | gzip -1 -c
else printf 'plain\\n'; all | head -c ${mostBytes}; fi`;

/** Words stand apart by blanks in the list. */
const plain = (file: string): string => file.replace(/[\s']+/g, '');

/** A program of several lines, which `shellWord` refuses in a path. */
const shellWord2 = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** For every awk there is: no intervals, no gensub. JSON lines are judged by words alone and once more by Resalt. */
const accessFilter = `
BEGIN {
  n = split(ENVIRON["I"], a, " "); for (i = 1; i <= n; i++) ip[a[i]] = 1
  n = split(ENVIRON["F"], a, " "); for (i = 1; i <= n; i++) file[a[i]] = 1
  seconds = split(ENVIRON["T"], a, " "); for (i = 1; i <= seconds; i++) sec[a[i]] = 1
}
function when(line) {
  if (!match(line, /\\[[0-9][0-9]?\\/[A-Z][a-z][a-z]\\/[0-9][0-9][0-9][0-9]:[0-9][0-9]:[0-9][0-9]:[0-9][0-9] [+-][0-9][0-9][0-9][0-9]\\]/)) return ""
  return substr(line, RSTART + 1, RLENGTH - 2)
}
function count(what, who,   t, k) {
  t = when($0); if (t == "") return
  k = what " " who " " substr(t, 1, length(t) - 12)
  if (!(k in c)) { if (kinds >= 20000) return; kinds++; first[k] = t; from[k] = who; of[k] = what }
  c[k]++
}
begun == "" && NR < 100 { begun = when($0) }
/^[ \\t]*[{]/ {
  for (k in ip) if (index($0, "\\"" k "\\"")) { print; next }
  if ($0 ~ /wp-login|xmlrpc|wp-admin|wp-json|rest_route|\\.php[?"\\/\\\\]|\\.phtml|\\.env|\\.git|\\.sql/) print
  next
}
($1 in ip) || ($2 in ip) { print; next }
{
  if (!match($0, /"[A-Z]+ [^ "]+/)) next
  req = substr($0, RSTART + 1, RLENGTH - 1)
  path = req; sub(/^[A-Z]+ /, "", path); sub(/[?#].*/, "", path)
  low = tolower(path)
  m = split(low, part, "/")
  if (part[m] in file || (m > 1 && (part[m - 1] "/" part[m]) in file)) { print; next }
  if (seconds && req ~ /^(POST|PUT|PATCH|DELETE) / && (substr(when($0), 1, 20) in sec)) { print; next }
  s = ""
  if (match($0, /" [1-5][0-9][0-9] /)) s = substr($0, RSTART + 2, 3)
  if (req ~ /^POST [^ ?]*xmlrpc\\.php/) { count("xmlrpc", $1); next }
  if (req ~ /^POST [^ ?]*wp-login\\.php/ && s != "302" && req !~ /action=/) { count("refused", $1); next }
  if (s != "404" && s != "410" && (req ~ /^(POST|PUT|PATCH|DELETE) [^ ]*(wp-login|wp-json|rest_route)/ \\
    || (req ~ /^POST [^ ]*wp-admin\\// && req !~ /admin-ajax\\.php/) \\
    || req ~ /wp-login\\.php[?][^ ]*action=/ || req ~ /admin-ajax\\.php[?][^ ]*action=/ \\
    || req ~ /wp-admin\\/[^ ]*(plugin-install|plugin-editor|theme-install|theme-editor|update\\.php|plugins\\.php|themes\\.php|user-new|users\\.php|user-edit|import\\.php|export\\.php|authorize-application)/ \\
    || low ~ /\\/(uploads|cache|upgrade|languages|blogs\\.dir|files|images|img|css|fonts)\\/.*(\\.(ph|inc)|%[4567][0-9a-f]|%2[ef])/ || low ~ /\\/\\.[^\\/]+\\.php$/ \\
    || req ~ /[?&](cmd|exec|eval|system|passthru|shell|sh|c99|r57|code|payload|php)=/ \\
    || (s ~ /^20/ && low ~ /(wp-config|\\.env|\\.git\\/config|\\.sql|adminer|phpinfo|debug\\.log)/))) { print; next }
  if (s ~ /^[45]/) count(substr(s, 1, 1) "xx", "-")
}
END { if (begun != "") print "\\001span\\001" begun "\\001" when($0) "\\0010"; for (k in c) if (of[k] !~ /xx$/ || c[k] >= 20) print "\\001" of[k] "\\001" first[k] "\\001" from[k] "\\001" c[k] }`;

const errorFilter = `
BEGIN {
  n = split(ENVIRON["I"], a, " "); for (i = 1; i <= n; i++) ip[a[i]] = 1
  n = split(ENVIRON["F"], a, " "); for (i = 1; i <= n; i++) file[a[i]] = 1
}
{
  low = tolower($0)
  for (k in ip) if (index($0, k)) { print; next }
  for (k in file) if (index(low, k)) { print; next }
}
low ~ /(uploads|cache|upgrade|languages)\\/[^ ]*\\.ph|eval\\(\\)|base64_decode|runtime-created|parse error|fatal error|wp-login|xmlrpc|modsecurity|access denied|permission denied|forbidden/ { print }`;
