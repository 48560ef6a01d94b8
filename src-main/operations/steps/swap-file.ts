import { createHash } from 'node:crypto';
import { ResaltError } from '../../contract/failures.ts';
import type { Host } from '../../hosts/host.ts';
import { shellWord } from './shell-word.ts';

export interface Swap {
  /** The real file, symbolic links followed. */
  path: string;
  /** SHA-256 of the file as it was read; any other live file is left alone. */
  shaBefore: string;
  after: Buffer;
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * Puts new bytes in the place of a file in one command: a temporary file beside it, checked, with the mode and owner of
 * the old one; the live file compared with what was read; a rename; the new file read back (SHAPES: rule 3). A reader
 * sees the whole old file or the whole new one. When the command dies before the rename nothing has changed.
 *
 * Fails with CONFIG_CHANGED_MEANWHILE or NOT_WRITABLE (nothing changed), VERIFY_FAILED or a lost connection (check first).
 */
export async function swapFile(host: Host, swap: Swap): Promise<void> {
  const result = await host.run(script(swap), { stdin: swap.after, timeoutMs: 30_000 });
  const answer = result.stdout.toString('latin1').trim();
  if (result.code === 0 && answer === 'swapped') return;
  throw failureOf(answer, swap.path, host.label);
}

/**
 * Few programs are started, because starting them is most of what a swap costs the server. The temporary file is flushed to
 * the disk before it gets its name; one look at both sums decides whether the live file still is what was read.
 */
function script({ path, shaBefore, after }: Swap): string {
  const slash = path.lastIndexOf('/');
  const next = sha256(after);
  return `LC_ALL=C; export LC_ALL; umask 077
say() { printf '%s\\n' "$1"; exit "$2"; }
cd -- ${shellWord(path.slice(0, slash) || '/')} 2>/dev/null || say 'no file' 1
target=./${shellWord(path.slice(slash + 1))}
tmp=./.resalt-$$-${next.slice(0, 12)}.php
same() { printf '%s  %s\\n' "$@" | sha256sum -c >/dev/null 2>&1; }
[ -f "$target" ] && [ ! -L "$target" ] || say 'no file' 1
[ -w . ] || say 'folder not writable' 1
command -v sha256sum >/dev/null 2>&1 || say 'no sha256sum' 1
# A server that lost power in the middle of an earlier swap may have left one.
for left in ./.resalt-*.php; do [ -e "$left" ] && rm -f -- "$left"; done
trap 'rm -f -- "$tmp"' EXIT
trap 'exit 9' HUP INT TERM PIPE
set -C; { dd bs=65536 conv=fsync 2>/dev/null || exit 8; } > "$tmp" || say 'temporary file not writable' 1; set +C
set -- $(stat -c '%u %g %a' -- "$target" "$tmp")
[ "$1 $2" = "$4 $5" ] || chown "$1:$2" -- "$tmp" 2>/dev/null || say 'owner or mode' 1
chmod "$3" -- "$tmp" || say 'owner or mode' 1
same ${next} "$tmp" ${shaBefore} "$target" || { same ${next} "$tmp" && say 'changed meanwhile' 1; say incomplete 1; }
mv -f -- "$tmp" "$target" || say 'not renamed' 1
trap - EXIT
same ${next} "$target" || say 'not as written' 2
say swapped 0`;
}

function failureOf(answer: string, path: string, label: string): ResaltError {
  const where = `${path} on ${label}`;
  switch (answer) {
    case 'changed meanwhile':
    case 'no file':
      return new ResaltError(
        'CONFIG_CHANGED_MEANWHILE',
        `${where} was changed by someone else since it was read. Nothing was written; try again.`,
      );
    case 'folder not writable':
    case 'temporary file not writable':
      return new ResaltError(
        'NOT_WRITABLE',
        `The account may not write in the folder of ${where}. Nothing was changed. Give it write access or use another account.`,
      );
    case 'owner or mode':
      return new ResaltError(
        'NOT_WRITABLE',
        `${where} belongs to another account, and its owner, group and mode could not be kept. Nothing was changed. Use the account that owns it.`,
      );
    case 'incomplete':
    case 'not renamed':
      return new ResaltError(
        'NOT_WRITABLE',
        `The new file beside ${where} could not be written whole (disk full or a quota?). Nothing was changed.`,
      );
    case 'no sha256sum':
      return new ResaltError(
        'COMMAND_FAILED',
        `${label} has no sha256sum, which a safe write needs. Nothing was changed.`,
      );
    default:
      return new ResaltError(
        'VERIFY_FAILED',
        `Writing ${where} did not end as it should. Check the site before anything else.`,
        'check-first',
      );
  }
}
