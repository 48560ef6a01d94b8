import { randomBytes } from 'node:crypto';
import { ResaltError } from '../contract/failures.ts';

/** A word for a POSIX shell, whatever is in it. NUL has no place in a command and is refused. */
export function shellQuote(word: string): string {
  if (word.includes('\0')) throw new ResaltError('INPUT_INVALID', 'A shell word holds a NUL byte.', 'never');
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** A line that the script prints first on both outputs: what comes before it is the login shell's noise. */
export function newMarker(): string {
  return `resalt-${randomBytes(12).toString('hex')}`;
}

/**
 * The command line that runs a POSIX sh script under any login shell. bash, fish and csh agree on single quotes only while
 * there is no quote, backslash, `!` or line break in them, so these travel as octal and `printf %b` turns them back.
 * The shell is named by its whole path: one that stands first in the account's PATH is not asked.
 */
export function remoteCommand(script: string, marker: string): string {
  const framed = `echo ${marker}; echo ${marker} >&2\n${script}`;
  if (framed.includes('\0')) throw new ResaltError('INPUT_INVALID', 'A script holds a NUL byte.', 'never');
  const octal = (character: string) => `\\0${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
  const encoded = framed.replaceAll(/['\\!\n\r]/g, octal);
  return `exec /bin/sh -c 'eval "$(printf %b "$1")"' sh '${encoded}'`;
}

/**
 * Ends a script by its marker, which stands in its command line, with all that it started: sshd gives every command a process
 * group of its own; the process itself is named too, since a group whose leader is gone has another number. Needed beside the protocol's own signal, which sshd ignores for root.
 */
export function endingCommand(marker: string): string {
  const pattern = `[${marker.slice(0, 1)}]${marker.slice(1)}`; // does not match its own command line
  return remoteCommand(`for p in $(pgrep -f '${pattern}'); do kill -s KILL -- "-$p" "$p"; done`, 'end');
}
