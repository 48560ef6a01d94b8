import { shellWord } from './shell-word.ts';
import { type Swap, sha256 } from './swap.ts';

/**
 * The swap as a line for the server's shell that knows `swapFunctions`; it reads the new bytes from stdin and prints how it
 * ended (swap.ts). One line, so that a shell that already stands ready can be told.
 */
export function swapCall({ path, shaBefore, after, mode }: Swap): string {
  const slash = path.lastIndexOf('/');
  const next = sha256(after);
  // The new file is made with the old one's rights at once, where it has ordinary ones: then nothing needs to be copied.
  const made = mode === undefined ? '077' : `${(~mode & 0o777).toString(8).padStart(3, '0')} plain`;
  const words = [shellWord(path.slice(0, slash) || '/'), shellWord(path.slice(slash + 1)), shaBefore, next];
  return ['swap', ...words, after.length, keyOf(path), next.slice(0, 12), made].join(' ');
}

export const swapScript = (swap: Swap): string => `${swapFunctions}\n${swapCall(swap)}`;

/** Takes away what swaps of these files left or still work with: without it they can change nothing any more. */
export function stopScript(paths: readonly string[]): string {
  const sweeps = paths.map((path) => {
    const folder = path.slice(0, path.lastIndexOf('/')) || '/';
    return `(cd -- ${shellWord(folder)} 2>/dev/null || exit 0\nsweep ${keyOf(path)}\n) 2>/dev/null`;
  });
  return [sweeping, ...sweeps, 'exit 0'].join('\n');
}

const keyOf = (path: string): string => sha256(Buffer.from(path)).slice(0, 12);

/** A server that lost power in the middle of an earlier swap may have left files. Links are removed, never followed. */
const sweeping = `sweep() {
  for left in ./.resalt-*.php; do
    if [ -e "$left" ] || [ -L "$left" ]; then rm -f -- "$left"; fi
  done
  for left in /dev/shm/.resalt-$1-* /tmp/.resalt-$1-* "\${HOME:-/tmp}"/.resalt-$1-*; do
    [ -d "$left" ] && [ ! -L "$left" ] && [ -O "$left" ] && rm -rf -- "$left"
  done
}`;

/**
 * Mode, owner, group, ACL and security context of the old file for the new one, and a look at both whether it worked. Nothing
 * is copied where they are alike as they were made, and no ACL (the + of ls) or context can hide a difference. cp of
 * other systems than GNU knows no --attributes-only; there an ACL makes the two look different. 3: hard links.
 */
const keeping = `alike() {
  { read -r mode links owner group _; read -r mode2 links2 owner2 group2 _; } <<LS
$(ls -ldn -- "$target" "$new")
LS
  [ "$links $links2" = '1 1' ] || return 3
  [ "$mode $owner $group" = "$mode2 $owner2 $group2" ]
}
keep() {
  kept=mode,ownership
  [ ! -d /sys/fs/selinux ] || kept=$kept,context plain=
  if [ -n "$plain" ]; then
    alike; case $?$mode in 0*+) ;; 0*) return 0 ;; 3*) return 3 ;; esac
  fi
  cp --attributes-only --preserve=$kept -- "$target" "$new" 2>/dev/null || {
    set -- $(stat -c '%u %g %a' -- "$target"); chown "$1:$2" -- "$new"; chmod "$3" -- "$new"; } 2>/dev/null
  alike
}`;

/**
 * The way for a file that can't be renamed over: its bytes are overwritten, and overwritten back when that fails. The old ones
 * wait in a folder of the account's own that no web server serves, in memory where there is such. The file is opened once
 * and everything speaks of that one, so that nobody can push another file in between.
 */
const inPlace = `enter_room() {
  for place in /dev/shm /tmp "\${HOME:-/tmp}"; do
    mkdir -m 700 -- "$place/.resalt-$key-$$" 2>/dev/null && { room=$place/.resalt-$key-$$; return; }
  done
  say 'no room' 1
}
in_place() {
  [ -w "$target" ] || say "$1" 1
  [ -n "$room" ] || enter_room
  trap '' HUP INT TERM PIPE
  overwrite 3<> "$target" || say "$1" 1
}
overwrite() {
  live=/dev/fd/3
  [ -e $live ] || say 'no /dev/fd' 1
  dd bs=65536 if=$live of="$room/old" 2>/dev/null || say 'no room' 1
  same $next "$new" || say incomplete 1
  same $old "$room/old" && [ "$target" -ef $live ] || say 'changed meanwhile' 1
  fill "$new" $size && same $next $live && [ "$target" -ef $live ] && say 'swapped in place' 0
  fill "$room/old" "$(wc -c < "$room/old")"; same $old $live && say 'put back' 1
  say 'not put back' 2
}
# One write for all, then the end cut off where the old file was longer.
fill() { dd bs=1048576 if="$1" of=$live conv=notrunc,fsync && dd bs=1 if=/dev/null of=$live seek="$2"; } 2>/dev/null`;

/**
 * The steps of a swap. Few programs are started, because starting them is most of what a swap costs the server: dd, ls,
 * sha256sum, mv. The file that was checked is held open, so that a test of the shell's own sees it in its place at last.
 */
export const swapFunctions = `say() { printf '%s\\n' "$1"; exit "$2"; }
same() { sha256sum -c >/dev/null 2>&1 <<SUMS
$1  $2\${3:+
$3  $4}
SUMS
}
${sweeping}
${keeping}
${inPlace}
# First the rights, then the bytes: nobody who may not read the old file reads the new one for an instant.
receive() {
  rights=0
  [ -n "$room" ] || { keep; rights=$?; }
  [ $rights = 0 ] || chmod 600 -- "$new" 2>/dev/null
  dd bs=65536 conv=fsync 2>/dev/null >&5; full=$?
  # Writing takes the bits of setuid and setgid away.
  if [ $rights = 0 ] && [ -z "$room" ] && { [ -u "$target" ] || [ -g "$target" ]; }; then keep; rights=$?; fi
}
swap() {
  LC_ALL=C; export LC_ALL; umask 077
  target=./$2 old=$3 next=$4 size=$5 key=$6 plain=\${9-} new= room=
  cd -- "$1" 2>/dev/null || say 'no file' 1
  [ -f "$target" ] && [ ! -L "$target" ] || say 'no file' 1
  command -v sha256sum >/dev/null 2>&1 || say 'no sha256sum' 1
  sweep "$key"
  trap 'rm -f -- "$new"; [ -z "$room" ] || rm -rf -- "$room"' EXIT
  trap 'exit 9' HUP INT TERM PIPE
  if [ -w . ]; then new=./.resalt-$$-$7.php; umask "$8"
  elif [ -w "$target" ]; then enter_room; new=$room/new
  else say 'folder not writable' 1; fi
  set -C; receive 5> "$new" || say 'temporary file not made' 1; set +C
  umask 077
  [ $full = 0 ] || say 'disk full' 1
  [ -z "$room" ] || in_place 'folder not writable'
  case $rights in 0) ;; 3) in_place 'hard link' ;; *) in_place 'owner or mode' ;; esac
  exec 4< "$new"
  same $next "$new" $old "$target" || { same $next "$new" && say 'changed meanwhile' 1; say incomplete 1; }
  mv -f -- "$new" "$target" 2>/dev/null || in_place 'not renamed'
  trap - EXIT
  [ "$target" -ef /dev/fd/4 ] || same $next "$target" || say 'not as written' 2
  say swapped 0
}`;
