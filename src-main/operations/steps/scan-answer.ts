import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ResaltError } from '../../contract/failures.ts';
import type { CommandResult } from '../../hosts/host.ts';
import { type FileEntry, type FileText, largestText, largestTexts, mostEntries } from '../../wordpress/file-reading.ts';
import { textOfPath } from '../../wordpress/files/path-text.ts';
import { largestCloser, mostList } from './scan-script.ts';

const unzip = promisify(gunzip);
const mostUnzipped = 512 << 20;

/**
 * What a scan's script printed, cut at its marks. COMMAND_FAILED where it is no such answer or did not come to its end, CONFIG_NOT_FOUND
 * where the folder is not there.
 */
export async function sectionsOf(result: CommandResult, mark: string, label: string): Promise<Buffer[]> {
  const failed = (why: string) => new ResaltError('COMMAND_FAILED', `Listing the site's files on ${label} ${why}.`);
  const end = result.stdout.indexOf('\n');
  const how = result.stdout.toString('latin1', 0, Math.min(end, 20));
  if (how === 'no folder') throw new ResaltError('CONFIG_NOT_FOUND', `The site's folder is not there on ${label}.`);
  if (result.truncated) throw failed('gave more than Resalt reads');
  if (how !== 'gzip' && how !== 'plain') throw failed('gave no usable answer');
  const body = result.stdout.subarray(end + 1);
  const plain =
    how === 'plain'
      ? body
      : await unzip(body, { maxOutputLength: mostUnzipped }).catch(() => {
          throw failed('gave an answer that can’t be unpacked');
        });
  const stop = Buffer.from(`\0${mark}`);
  const sections: Buffer[] = [];
  let from = 0;
  for (let at = plain.indexOf(stop); at >= 0; at = plain.indexOf(stop, from)) {
    sections.push(plain.subarray(from, at));
    from = at + stop.length;
  }
  if (from === 0 || from !== plain.length) throw failed('did not come to its end');
  return sections;
}

/** The fields of a section, each with a NUL behind it; a last one that was cut is left out. */
function fieldsOf(section: Buffer): () => Buffer | null {
  // The mark's own NUL is not in the section: what ends there ended with one of its own.
  let at = 0;
  return () => {
    const end = section.indexOf(0, at);
    if (end < 0) return null;
    const field = section.subarray(at, end);
    at = end + 1;
    return field;
  };
}

export interface Listed {
  entries: Map<string, FileEntry>;
  /** Folders that the account can't look into. */
  closed: string[];
  /** There is more than was listed. */
  cut: boolean;
}

export const undotted = (path: Buffer): string => {
  const text = textOfPath(path);
  return text.startsWith('./') ? text.slice(2) : text;
};

const kinds: Record<string, FileEntry['kind']> = { f: 'file', d: 'folder', l: 'link' };

/** The list of `all` in scan-script.ts. The site's folder itself is not in it. */
export function readList(section: Buffer): Listed {
  const next = fieldsOf(section);
  const listed: Listed = { entries: new Map(), closed: [], cut: section.length >= mostList };
  const broken = new Set<string>();
  const put = (path: string, entry: FileEntry) => {
    if (path === '.' || path === '' || listed.entries.has(path)) return;
    if (listed.entries.size < mostEntries) listed.entries.set(path, entry);
    else listed.cut = true;
  };
  for (let field = next(); field; field = next()) {
    if (field[0] === 0x62) readStats(field, next, put);
    else {
      const second = next();
      if (!second) break;
      if (field[0] === 0x65) readEntry(field, second, put, broken);
      else if (field[0] === 0x75 && listed.closed.length < 1000) listed.closed.push(undotted(field.subarray(1)));
      else if (field[0] === 0x6c) {
        const path = undotted(field.subarray(2));
        const entry = listed.entries.get(path);
        if (entry?.kind === 'link') entry.link = { to: textOfPath(second), real: null };
        if (field[1] === 0x4e) broken.add(path);
      }
    }
  }
  for (const [path, entry] of listed.entries)
    if (entry.link && !broken.has(path)) entry.link.real = resolveLink(path, entry.link.to, listed.entries);
  return listed;
}

type Put = (path: string, entry: FileEntry) => void;

/** "ef- 12 1700000000.5 1700000000.5 644 33 33 ./index.php" */
function readEntry(field: Buffer, link: Buffer, put: Put, broken: Set<string>): void {
  const words: string[] = [];
  let at = 1;
  for (let count = 0; count < 7; count += 1) {
    const space = field.indexOf(0x20, at);
    if (space < 0) return;
    words.push(field.toString('latin1', at, space));
    at = space + 1;
  }
  const [types = '', size, mtime, ctime, mode = '', uid, gid] = words;
  const kind = kinds[types[0] ?? ''] ?? 'other';
  const path = undotted(field.subarray(at));
  const times = { mtime: Math.floor(Number(mtime)), ctime: Math.floor(Number(ctime)) };
  const entry: FileEntry = {
    kind,
    size: Number(size),
    ...times,
    mode: Number.parseInt(mode, 8),
    uid: Number(uid),
    gid: Number(gid),
  };
  if (kind === 'link') {
    entry.link = { to: textOfPath(link), real: null };
    if (/[NL?]/.test(types[1] ?? 'N')) broken.add(path);
  }
  put(path, entry);
}

/** S_IFREG, S_IFDIR, S_IFLNK, by their upper bits. */
const rawKinds = new Map<number, FileEntry['kind']>([
  [8, 'file'],
  [4, 'folder'],
  [10, 'link'],
]);

/** Lines of stat, then as many paths, then an empty field. */
function readStats(field: Buffer, next: () => Buffer | null, put: Put): void {
  const lines = field.toString('latin1', 1).split('\n');
  for (const line of lines) {
    const path = next();
    if (!path) return;
    const [raw = '', size, mtime, ctime, uid, gid] = line.split(' ');
    const mode = Number.parseInt(raw, 16);
    put(undotted(path), {
      ...{ kind: rawKinds.get(mode >> 12) ?? 'other', size: Number(size), mtime: Number(mtime), ctime: Number(ctime) },
      ...{ mode: mode & 0o7777, uid: Number(uid), gid: Number(gid) },
    });
  }
  next();
}

/** Where a link leads by the list alone: a link met on the way that is not listed is taken as it is. Null where it turns in a circle. */
export function resolveLink(path: string, to: string, entries: ReadonlyMap<string, FileEntry>): string | null {
  let [at, target] = [path, to];
  for (let step = 0; step < 40; step += 1) {
    const whole = normal(target.startsWith('/') ? target : `${folderOf(at)}${target}`);
    const link = entries.get(whole)?.link;
    if (!link) return whole;
    [at, target] = [whole, link.to];
  }
  return null;
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** `.` and `..` resolved; a relative path that leaves the site's folder keeps its "../". */
function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part === '..' && !path.startsWith('/')) parts.push('..');
    else if (part !== '' && part !== '.' && part !== '..') parts.push(part);
  }
  return `${path.startsWith('/') ? '/' : ''}${parts.join('/')}`;
}

/** Puts what md5sum printed into the entries; answers false where there is no md5sum. */
export function readHashes(section: Buffer, entries: ReadonlyMap<string, FileEntry>): boolean {
  for (let at = 0; at < section.length; ) {
    const end = section.indexOf(0x0a, at);
    if (end < 0) break;
    // "<32 digits>  ./path", or "*" where it says that it read bytes.
    if (end > at + 34 && (section[at + 33] === 0x20 || section[at + 33] === 0x2a)) {
      const entry = entries.get(undotted(section.subarray(at + 34, end)));
      const md5 = section.toString('latin1', at, at + 32);
      if (entry && /^[0-9a-f]{32}$/.test(md5)) entry.md5 = md5;
    }
    at = end + 1;
  }
  return section.toString('latin1', 0, 9) !== 'no md5sum';
}

export interface ReadTexts {
  texts: Map<string, FileText>;
  /** The beginnings of plugins' main files, by path. */
  headers: Map<string, string>;
  /** The account's home; null where the server doesn't tell. */
  home: string | null;
  /** Are there and can't be read. */
  unreadable: string[];
  cut: boolean;
}

export function readTexts(section: Buffer): ReadTexts {
  const next = fieldsOf(section);
  const read: ReadTexts = { texts: new Map(), headers: new Map(), home: null, unreadable: [], cut: false };
  let left = largestTexts;
  for (let field = next(); field; field = next()) {
    const content = next();
    if (!content) {
      read.cut = true;
      break;
    }
    const path = undotted(field.subarray(1));
    if (field[0] === 0x68) read.home = path || null;
    else if (field[0] === 0x6e) read.unreadable.push(path);
    else if (field[0] === 0x70) read.headers.set(path, content.toString('utf8'));
    else if (read.texts.has(path)) continue;
    else if (content.length > left) read.cut = true;
    else {
      left -= content.length;
      read.texts.set(path, textOf(content));
    }
  }
  return read;
}

const textOf = (content: Buffer): FileText => ({
  text: content.toString('utf8', 0, Math.min(content.length, largestText)),
  cut: content.length > largestText,
});

/** One file that was looked at closer. */
export interface Closer {
  sha256: string | null;
  bytes: Buffer;
  /** There is more than Resalt reads of one file. */
  cut: boolean;
}

/** By path; null: not a file any more, or not to be read. What is missing was beyond the limit. */
export function readCloser(section: Buffer): Map<string, Closer | null> {
  const next = fieldsOf(section);
  const found = new Map<string, Closer | null>();
  for (let field = next(); field; field = next()) {
    const bytes = next();
    if (!bytes) break;
    if (field[0] === 0x6e) found.set(undotted(field.subarray(1)), null);
    else {
      const space = field.indexOf(0x20);
      const sha256 = field.toString('latin1', 1, Math.max(1, space));
      found.set(undotted(field.subarray(space + 1)), {
        sha256: /^[0-9a-f]{64}$/.test(sha256) ? sha256 : null,
        bytes: bytes.subarray(0, largestCloser),
        cut: bytes.length > largestCloser,
      });
    }
  }
  return found;
}

/** What a search in plugins printed. `whole`: it came to its end. */
export function readSearched(section: Buffer): { found: Map<string, Closer | null>; whole: boolean } {
  const end = Buffer.from('w\0\0');
  const whole = section.subarray(-end.length).equals(end);
  return { found: readCloser(whole ? section.subarray(0, -end.length) : section), whole };
}
