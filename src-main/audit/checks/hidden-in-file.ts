import { createHash } from 'node:crypto';
import { type FileReading, type FileText, largestText } from '../../wordpress/file-reading.ts';
import { findHiddenCode, type HiddenCode } from '../../wordpress/hidden-code/find-hidden-code.ts';
import { makesAdministrators } from '../../wordpress/hidden-code/makes-administrators.ts';
import type { Found } from './check.ts';

/** What hides in a file's text, the worst first; null where it could not be read as PHP. */
export function hiddenIn({ text }: FileText): HiddenCode[] | null {
  const bytes = Buffer.from(text, 'utf8');
  const hidden = findHiddenCode(bytes);
  if (hidden === null) return null;
  const sure = ['certain', 'likely', 'possible'];
  return [...hidden, ...makesAdministrators(bytes)].sort(
    (one, other) => sure.indexOf(one.sure) - sure.indexOf(other.sure),
  );
}

/** Parts of a finding about a whole file. An accepted one comes back when the file changes. */
export function ofFile(path: string, files: FileReading): Pick<Found, 'where' | 'since' | 'about' | 'fix'> {
  const entry = files.entries.get(path);
  const { text = '', cut = false } = files.texts.get(path) ?? {};
  const sha256 = entry?.sha256;
  return {
    where: path,
    since: entry?.mtime ?? null,
    about: { path, content: sha256 ?? hashOf(cut ? `${text}\0${entry?.size}` : text) },
    fix: sha256 ? { operation: 'QuarantineFiles', arguments: { path, sha256 } } : null,
  };
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** As "line 3: It runs …". */
export const saysOf = (hidden: readonly HiddenCode[]): string[] =>
  hidden.map(({ what, line }) => `line ${line}: ${what}`);

/** How far it was read: the larger ones only at their beginning, and what is no PHP to Resalt may be some to PHP. */
export const readOf = (hidden: readonly HiddenCode[] | null, { cut }: FileText) => ({
  read: cut ? `the first ${largestText >> 10} KiB` : hidden === null ? 'not as PHP' : 'whole',
});
