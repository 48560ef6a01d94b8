import { createHash } from 'node:crypto';
import type { Confidence, Evidence } from '../../contract/findings.ts';
import type { FileEntry, FileReading } from '../../wordpress/file-reading.ts';
import { shellSigns } from '../../wordpress/files/shell-signs.ts';
import type { Found } from './check.ts';

/** A file that was looked at closer, as findings speak of it. */
export interface Suspect {
  path: string;
  entry: FileEntry;
  /** What in its text speaks of malware. */
  signs: string[];
}

export const suspectOf = (path: string, entry: FileEntry, { texts }: FileReading): Suspect => ({
  ...{ path, entry, signs: shellSigns(texts.get(path)?.text ?? '') },
});

/** Certain with signs of malware in it, else as the place alone lets one think. */
export const sureness = ({ signs }: Suspect, without: Confidence): Confidence =>
  signs.length > 0 ? 'certain' : without;

/** A finding's parts that are the same for every file that is thought to be an attacker's. */
export function asFound({
  path,
  entry,
  signs,
}: Suspect): Pick<Found, 'harm' | 'where' | 'since' | 'about' | 'seen' | 'fix'> {
  const hash: Evidence = entry.sha256
    ? { sha256: entry.sha256 }
    : entry.md5
      ? { md5: entry.md5 }
      : { size: entry.size };
  return {
    ...{ harm: 'takeover', where: path, since: entry.mtime, about: { path, ...hash } },
    seen: { size: entry.size, ...(signs.length > 0 ? { signs } : {}) },
    fix: quarantine(path, entry),
  };
}

/** Taken away and kept, if it is still the same; null where its hash was not read, or its name is too long to be named. */
export const quarantine = (path: string, { sha256 }: FileEntry): Found['fix'] =>
  sha256 && path.length <= 2000 ? { operation: 'QuarantineFiles', arguments: { path, sha256 } } : null;

export const signsSaid = ({ signs }: Suspect): string => (signs.length > 0 ? ` Its text ${signs.join(', ')}.` : '');

/** Of a list of which only the beginning is kept: with another one behind that it is another finding all the same. */
export const digestOf = (list: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(list)).digest('hex');

/** Entries behind a folder that is a link are somebody else's: the link itself is what is there. */
export function behindLink(path: string, entries: FileReading['entries']): boolean {
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
    if (entries.get(path.slice(0, at))?.kind === 'link') return true;
  return false;
}

/** PHP where none belongs, unless its whole text shows that it does nothing. Not judged counts as suspect. */
export const mayRun = ({ harmless }: FileEntry): boolean => typeof harmless !== 'string';
