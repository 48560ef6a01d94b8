import type { Places } from '../../../wordpress/file-reading.ts';
import { dotted } from '../scan-script.ts';
import { shellWord } from '../shell-word.ts';
import { systemPrograms } from '../system-programs.ts';
import type { Survey } from './survey.ts';

const batch = 2000;

/**
 * Lists everything below the site's folder and its folders elsewhere, in batches, each ended by "E" NUL, or by "E", the number of files in it, NUL
 * where a program of the batch may have been killed without anybody hearing of it. Names come between NULs only. Of each entry "P" type mode (octal)
 * size mtime ctime uid gid path NUL, or as stat tells it "S" mode (hexadecimal) size mtime ctime uid gid path NUL; "L" path NUL text of the link NUL; "U"
 * path NUL for a folder that can't be looked into; and of files the SHA-256: 64 digits, two characters, path NUL. Links are followed where WordPress's
 * own folders are links, one step. The mark at the end comes only where no search and no batch was killed, as hosts do it with what takes long.
 */
export function filesScript(root: string, places: Places, survey: Survey, mark: string): string {
  const { core, content, plugins, muPlugins, themes, uploads, languages } = places;
  const own = [content, plugins, muPlugins, themes, uploads, languages].map(dotted);
  const elsewhere = own.filter((path) => path.startsWith('/'));
  const linked = [`${dotted(core)}/wp-admin`, `${dotted(core)}/wp-includes`, ...own].map(shellWord).join(' ');
  const below = [`${dotted(core)}/wp-admin`, `${dotted(core)}/wp-includes`, ...own.slice(1, 4)]
    .map((path) => `${shellWord(path)}/*`)
    .join(' ');
  return `${systemPrograms}
cd -- ${shellWord(root)} || exit 9
n=; command -v nice >/dev/null 2>&1 && n='nice -n 10'
bad=0
${survey.gnu ? listByGnu : listByAny(survey.sha256)}
all() {
  list .${elsewhere.map((path) => ` ${shellWord(path)}`).join('')}
  for l in ${linked} ${below}; do [ -L "$l" ] && [ -d "$l" ] && list "$l" -mindepth 1; done
  if [ "$bad" = 0 ]; then printf 'Z${mark}\\0'; fi
}
all 3>&1 2>/dev/null ${survey.gzip ? '| gzip -1 -c' : ''}`.replaceAll(/\n\s*\n/g, '\n');
}

/** One walk: GNU's find tells of each entry by itself, and says what it has to say before it has a batch of files hashed. */
const listByGnu = `hashes='sha256sum -z -- "$@"; [ "$?" -le 1 ] && printf "E%s\\0" "$#"'
list() {
  $n find -H "$@" \\( -type f -exec sh -c "$hashes" sh {} + -o -true \\) -printf 'P%y %m %s %T@ %C@ %U %G %p\\0' \\
    \\( -type l -printf 'L%p\\0%l\\0' -o -type d ! \\( -readable -executable \\) -printf 'U%p\\0' \\)
  [ "$?" -le 1 ] || bad=1
}`;

function listByAny(sha256: boolean): string {
  const stat = `for f; do o=$(stat -c '%f %s %Y %Z %u %g' -- "$f" 2>/dev/null || stat -f '%Xp %z %m %c %u %g' -- "$f") && printf 'S%s %s\\0' "$o" "$f"; done`;
  const sum = sha256
    ? `for f; do s=$(sha256sum <"$f"); c=$?; [ $c -lt 100 ] || exit 255; [ $c = 0 ] && printf '%s  %s\\0' "\${s%% *}" "$f"; done`
    : ':';
  const pass = (work: string) => `work=${shellWord(`${work}; printf 'E\\0'`)};`;
  return `search() {
  s=$( { { $n find -H "$@" -print0; printf %s "$?" >&4; } | $n xargs -0 -n ${batch} sh -c "$work" sh >&3; } 4>&1 ) || bad=1
  [ "\${s:-9}" -le 1 ] || bad=1
}
list() {
  ${pass(`${stat}; ${sum}`)} search "$@" -type f
  ${pass(stat)} search "$@" ! -type f
  ${pass(`for f; do t=$(readlink "$f"; printf .); t=\${t%?}; printf 'L%s\\0%s\\0' "$f" "\${t%?}"; done`)} search "$@" -type l
  ${pass(`for d; do [ -r "$d" ] && [ -x "$d" ] || printf 'U%s\\0' "$d"; done`)} search "$@" -type d
}`;
}
