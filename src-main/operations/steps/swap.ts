import { createHash } from 'node:crypto';
import { ResaltError } from '../../contract/failures.ts';
import { inTheVault } from './in-the-vault.ts';

export interface Swap {
  /** The real file, symbolic links followed. */
  path: string;
  /** SHA-256 of the file as it was read; any other live file is left alone. */
  shaBefore: string;
  after: Buffer;
  /** The file's permission bits, where a new one is likely to have its owner and group: then they need not be copied. */
  mode?: number;
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** How a swap that worked was done: a rename, or the file's own bytes overwritten. */
export type SwapWay = 'replaced' | 'in place';

const nothing = 'The file is as it was.';

/** The ways in which a swap ends before anything was changed, or after it was put back. */
const harmless: Record<string, (where: string) => string> = {
  'folder not writable': (where) =>
    `The account may write neither ${where} nor in its folder. ${nothing} Give it write access or use another account.`,
  'temporary file not made': (where) => `No file can be made beside ${where} (a quota?). ${nothing}`,
  'disk full': (where) => `The disk of ${where} is full, or a quota is. ${nothing} Make room and try again.`,
  'owner or mode': (where) =>
    `${where} belongs to another account: its owner, group and mode can’t be kept, and it can’t be written as it is. ${nothing} Use the account that owns it.`,
  'hard link': (where) => `${where} has several names (hard links) and can’t be written as it is. ${nothing}`,
  'not renamed': (where) =>
    `${where} can’t be replaced (an immutable flag, or a mount?) nor written as it is. ${nothing} Have the flag removed (chattr -i).`,
  incomplete: (where) => `The new bytes of ${where} did not arrive whole. ${nothing} Try again.`,
  'no room': (where) =>
    `${where} can only be overwritten, and there is no private place on the server for its old bytes meanwhile. ${nothing}`,
  'no /dev/fd': (where) =>
    `${where} can only be overwritten, which needs /dev/fd, and the account sees none (a jail?). ${nothing} Let it write in the folder, or use another account.`,
  'put back': (where) => `${where} could not be overwritten whole (disk full or a quota?); its old bytes are back.`,
};

/** A swap's ending, in the words that the script prints, as the failure that it is. */
export function swapFailure(ending: string, { path }: Swap, label: string): ResaltError {
  const where = `${path} on ${label}`;
  const message = harmless[ending];
  if (message) return new ResaltError('NOT_WRITABLE', message(where));
  if (ending === 'changed meanwhile' || ending === 'no file')
    return new ResaltError(
      'CONFIG_CHANGED_MEANWHILE',
      `${where} was changed by someone else since it was read. Nothing was written; try again.`,
    );
  if (ending === 'no sha256sum')
    return new ResaltError('COMMAND_FAILED', `${label} has no sha256sum, which a safe write needs. ${nothing}`);
  const damaged =
    ending === 'not put back'
      ? `It may be damaged; its old bytes are ${inTheVault}.`
      : 'Check the site before anything else.';
  return new ResaltError('VERIFY_FAILED', `Writing ${where} did not end as it should. ${damaged}`, 'check-first');
}
