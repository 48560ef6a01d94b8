import { shellWord } from './shell-word.ts';
import { systemPrograms } from './system-programs.ts';

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
  /** As it is packed, where that is known. */
  bytes?: number;
}

export const longestLine = 4096;
/** A name may fill a header of 8 KB, and each of its bytes be written as four: the request stands behind it. */
export const longestBefore = 32_768;
export const mostLines = 50_000;
export const mostBytes = 32 << 20;
/** Bytes of one log that are looked through, the last of a plain one: a file of holes would keep the others from being read. */
export const mostOfLog = 2_000_000_000;
/** No further log is begun then: what was read must come before patience ends. About 30 MB take a second. */
export const mostSeconds = 180;

/**
 * Reads logs, the first of them first, through a filter that runs there: gigabytes stay where they are. Prints for each log "\n" mark " i\n" (its number),
 * or mark " x i" where it can't be read, then lines that matter, and what was only counted as "\x01" what, time, address, number
 * (`span`: its first time and its last; `unread`: lines in no form that it knows). It needs awk. A line is read as incidents/timeline/request-place.ts reads it.
 * Logins that were refused and errors come as numbers per hour, but for watched addresses.
 */
export const readLogsScript = (logs: readonly LogToRead[], { ips, files, seconds }: Watched, mark: string): string =>
  `${systemPrograms}
command -v awk >/dev/null 2>&1 || { printf 'no awk\\n'; exit 0; }
n=; command -v nice >/dev/null 2>&1 && n='nice -n 10'
I=${shellWord(ips.join(' '))}; F=${shellWord(files.map(plain).join(' '))}; T=${shellWord(seconds.map(plain).join(' '))}; export I F T
cat_log() {
  case $2 in
    gz) gzip -dc <"$1" ;; bz2) bzip2 -dc <"$1" ;; xz) xz -dc <"$1" ;; zst) zstd -dc <"$1" ;; *) tail -c ${mostOfLog} <"$1" ;;
  esac
}
begun=$(date +%s)
one() {
  [ $(($(date +%s) - begun)) -lt ${mostSeconds} ] || { printf '\\n${mark} t %s\\n' "$1"; return; }
  if ! [ -f "$2" ] || ! [ -r "$2" ]; then printf '\\n${mark} x %s\\n' "$1"; return; fi
  case $3 in gz) p=gzip ;; bz2) p=bzip2 ;; xz) p=xz ;; zst) p=zstd ;; *) p=tail ;; esac
  command -v $p >/dev/null 2>&1 || { printf '\\n${mark} p %s\\n' "$1"; return; }
  printf '\\n${mark} i %s\\n' "$1"
  cat_log "$2" "$3" 2>/dev/null | head -c ${mostOfLog} | tr '\\000\\001' '??' | cut -b 1-${longestBefore} | $n awk "$4" 2>/dev/null | tail -n ${mostLines}
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
function place(line,   rest, pre) {
  at = ""; body = ""; rest = " " line
  while (match(rest, /[ \\t]"/)) {
    pre = substr(rest, 1, RSTART); rest = substr(rest, RSTART + 2)
    if (match(pre, /\\[[0-9][^][]*:[0-9][0-9][:0-9][^][]*\\][ \\t]*$/)) { at = inside(pre); body = rest; return }
    if (!match(rest, /^([^"\\\\]|\\\\.)*"/)) break
    rest = substr(rest, RLENGTH + 1)
  }
  if (!match(line, /[ \\t]"[A-Z]+ [^ "]+/)) return
  body = substr(line, RSTART + 2); pre = substr(line, 1, RSTART)
  while (match(pre, /\\[[0-9][^][]*:[0-9][0-9][:0-9][^][]*\\]/)) { at = inside(pre); pre = substr(pre, RSTART + RLENGTH) }
}
function inside(text,   t) { t = substr(text, RSTART + 1, RLENGTH - 1); sub(/\\].*/, "", t); return t }
function count(what, who,   k) {
  k = what " " who " " (at ~ /^[0-9][0-9][0-9][0-9]-/ ? substr(at, 1, 13) : substr(at, 1, 14))
  if (!(k in c)) { if (kinds >= 20000) return; kinds++; first[k] = at; from[k] = who; of[k] = what }
  c[k]++
}
/^[ \\t\\r]*$/ { next }
/^[ \\t]*[{]/ {
  $0 = substr($0, 1, ${longestLine})
  for (k in ip) if (index($0, "\\"" k "\\"")) { print; next }
  if ($0 ~ /wp-login|xmlrpc|wp-admin|wp-json|rest_route|\\.php[?"\\/\\\\]|\\.phtml|\\.env|\\.git|\\.sql/) print
  next
}
{
  place($0)
  if (length($0) > ${longestLine}) {
    if (at != "" && length($0) - length(body) > ${longestLine / 2}) $0 = substr($1, 1, 200) " " substr($2, 1, 200) " ... [" at "] \\"" body
    $0 = substr($0, 1, ${longestLine}); if (at != "") place($0)
  }
  if (at != "") { if (begun == "") begun = at; latest = at }
}
($1 in ip) || ($2 in ip) { print; next }
{
  if (at == "") { unread++; next }
  req = match(body, /^[A-Za-z_-]+ [^ "]+/) ? substr(body, 1, RLENGTH) : ""
  path = req; sub(/^[^ ]* /, "", path); sub(/[?#].*/, "", path)
  low = tolower(path)
  m = split(low, part, "/")
  if (part[m] in file || (m > 1 && (part[m - 1] "/" part[m]) in file)) { print; next }
  if (seconds && req ~ /^(POST|PUT|PATCH|DELETE) / && (substr(at, 1, 20) in sec)) { print; next }
  s = ""
  if (match(body, /[^\\\\]" [1-5][0-9][0-9] /)) s = substr(body, RSTART + 3, 3)
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
END { if (begun != "") print "\\001span\\001" begun "\\001" latest "\\0010"; if (unread) print "\\001unread\\001-\\001-\\001" unread; for (k in c) if (of[k] !~ /xx$/ || c[k] >= 20) print "\\001" of[k] "\\001" first[k] "\\001" from[k] "\\001" c[k] }`;

const errorFilter = `
{ $0 = substr($0, 1, ${longestLine}) }
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
