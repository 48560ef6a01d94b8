import type { StandingShell } from '../../hosts/host.ts';
import type { WriteFacts } from './way-to-write.ts';

/** Files larger than this are not read: no configuration is, and a hostile one must not fill memory. */
export const largestFile = 1 << 20;

export interface FileOnServer {
  bytes: Buffer;
  /** Where it really is, symbolic links followed. */
  realPath: string;
  writing: WriteFacts;
}
export type FileReading = FileOnServer | 'absent' | 'unreadable';

export interface ServerReading {
  /** The site's folder, symbolic links followed. */
  root: string;
  /** The server's clock, Unix seconds; null where it can't be asked. */
  now: number | null;
  /** The account's number, 0 for root; null where it can't be asked. */
  uid: number | null;
  /** Of the asked programs, those that the account finds. */
  programs: Set<string>;
  /** Names in the asked folders, at most 2,000 each. */
  folders: Map<string, string[]>;
  files: Map<string, FileReading>;
  /** Where one was asked for and the host can: the shell that read, which stands ready. Close it. */
  shell?: StandingShell;
}

export interface Wanted {
  files: readonly string[];
  folders?: readonly string[];
  programs?: readonly string[];
  /** The shell is to stay afterwards and know these functions. */
  stay?: string;
}

/** `path` as seen from `root`, with `.` and `..` resolved. */
export function absolute(root: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${root}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
