/** What the server answered instead of doing as asked. It did nothing. */
export type SftpRefusal = 'ended' | 'missing' | 'forbidden' | 'failed' | 'unsupported';

/** A request that the server refused. A lost connection is none: that is a ResaltError. */
export class SftpRefused extends Error {
  readonly why: SftpRefusal;

  constructor(why: SftpRefusal) {
    super(`The SFTP server answered: ${why}.`);
    this.name = 'SftpRefused';
    this.why = why;
  }
}

export interface SftpAttributes {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** The lowest twelve bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Unix seconds. */
  readonly mtime: number;
}

export interface SftpEntry {
  readonly name: string;
  /** How many hard links it has, where the server tells it as `ls -l` does. */
  readonly links: number | null;
  /** Of the thing itself, as the listing has them. */
  readonly attributes: SftpAttributes;
}

/**
 * The files of a server without its shell. Every call rejects with SftpRefused, or with a ResaltError (HOST_UNREACHABLE, check
 * first) when the connection is lost. Paths are taken as they are: no `~`, no pattern.
 */
export interface Sftp {
  /** The server can put a file in the place of another in one step (posix-rename@openssh.com); SFTP itself can't. */
  readonly renamesOver: boolean;
  /** The real path, symbolic links followed (by OpenSSH; others may only tidy it up). */
  realPath(path: string): Promise<string>;
  /** Of the thing itself, also of a symbolic link. */
  lstat(path: string): Promise<SftpAttributes>;
  /** Of what a symbolic link leads to. */
  stat(path: string): Promise<SftpAttributes>;
  /** The first `most` names in a folder. */
  list(folder: string, most: number): Promise<SftpEntry[]>;
  /** What stands in a symbolic link. */
  linkText(path: string): Promise<string>;
  /** At most `most` bytes from the beginning, or from the byte `from` on. */
  read(path: string, most: number, from?: number): Promise<Buffer>;
  /** Whether it may be written, found by opening it; nothing is changed, its time neither. */
  mayWrite(path: string): Promise<boolean>;
  /** A new file for its owner alone, on the disk when this resolves (where the server can say). Fails where the name is taken. */
  create(path: string, bytes: Uint8Array): Promise<void>;
  /** These bytes and no others in an existing file. Not in one step: an error leaves a mixture. */
  overwrite(path: string, bytes: Uint8Array): Promise<void>;
  setOwner(path: string, owner: { readonly uid: number; readonly gid: number }): Promise<void>;
  setMode(path: string, mode: number): Promise<void>;
  /** Puts `from` in the place of `to` in one step; only where `renamesOver`. */
  renameOver(from: string, to: string): Promise<void>;
  /** Removes a file or a link, never what it leads to. */
  remove(path: string): Promise<void>;
}
