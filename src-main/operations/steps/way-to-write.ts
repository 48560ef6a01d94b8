import { ResaltError } from '../../contract/failures.ts';

/** What decides how a file can be written. Null is what can't be seen from where Resalt stands (SFTP tells little). */
export interface WriteFacts {
  /** The account may write the file as it is. */
  file: boolean;
  /** It may make and rename files in the folder. */
  folder: boolean | null;
  /** It may give a new file the owner and group of the old one. */
  ownerStays: boolean | null;
  /** Nobody may write it, whatever its mode says: an immutable flag, or a read-only file system. */
  locked: boolean;
  /** How many names (hard links) it has. */
  links: number;
  /** Its permission bits, where a new file of the account's has the same owner and group; left out otherwise. */
  mode?: number;
  /** The server can put one file in the place of another in one step. */
  renamesOver: boolean;
}

/** `replace`: readers see the old file or the new one. `in place`: the same file, overwritten; a reader may see a mixture. */
export type WayToWrite = { way: 'replace' } | { way: 'in place' | 'none'; why: string };

/** How the swap will be done, as the swap itself will find (swap-script.ts, swap-over-sftp.ts). */
export function wayToWrite({ file, folder, ownerStays, locked, links, renamesOver }: WriteFacts): WayToWrite {
  if (locked) return { way: 'none', why: 'it is immutable (chattr +i) or on a read-only file system' };
  const why =
    folder === false
      ? 'nothing can be written in its folder'
      : ownerStays === false
        ? 'it belongs to another account, whose owner and group a new file would not get'
        : links > 1
          ? `it has ${links} names (hard links)`
          : renamesOver
            ? null
            : 'the server’s SFTP can’t replace a file in one step';
  if (why === null) return { way: 'replace' };
  return { way: file ? 'in place' : 'none', why };
}

/** What a person should know before `path` is written; null where it is replaced in one step. */
export function writeWarning(path: string, facts: WriteFacts): string | null {
  const found = wayToWrite(facts);
  if (found.way !== 'in place') return null;
  return `${path} will be overwritten in place, because ${found.why}: for an instant a visitor may meet a mixture of old and new. If that fails, its old bytes are put back.`;
}

/** Why `path` can't be written at all; null where it can, or where only trying tells. */
export function writeRefusal(path: string, facts: WriteFacts): ResaltError | null {
  const found = wayToWrite(facts);
  if (found.way !== 'none') return null;
  return new ResaltError(
    'NOT_WRITABLE',
    `The account can’t write ${path}: ${found.why}. Give it write access, or use the account that owns the file.`,
  );
}
