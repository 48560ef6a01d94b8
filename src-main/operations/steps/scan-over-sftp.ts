import { createHash } from 'node:crypto';
import PQueue from 'p-queue';
import type { Host } from '../../hosts/host.ts';
import { type Sftp, type SftpEntry, SftpRefused } from '../../hosts/sftp.ts';
import { type FileEntry, largestText, largestTexts, mostEntries, type Places } from '../../wordpress/file-reading.ts';
import { at, settingsAbove, within } from '../../wordpress/files/places.ts';
import { isPhp } from '../../wordpress/files/suspects.ts';
import { type Closer, resolveLink } from './scan-answer.ts';
import type { Scanned } from './scan-files.ts';
import { largestCloser, mostCloser } from './scan-script.ts';
import { absolute } from './server-reading.ts';

/** Requests that wait at one time: SFTP answers one after another, over a line that takes its time. */
const atOnce = 16;
const mostNames = 50_000;
/** Milliseconds for reading the core's PHP, of the five minutes for all. */
const hashingMs = 150_000;

/**
 * The same as the shell's scan, over SFTP alone and slower: sizes and times come with the listings, hashes only by reading. So of the
 * core its PHP is hashed and nothing else, of plugins nothing; `unhashed` says so.
 */
export async function scanOverSftp(host: Host, sftp: Sftp, root: string, places: Places): Promise<Scanned> {
  const seen = await listAll(sftp, root, places);
  const read = await readTexts(sftp, root, places, seen.entries);
  const unhashed = await hashCore(sftp, root, places, seen.entries);
  const closer: Scanned['closer'] = async (paths) => ({
    found: await host.sftp((again) => lookCloser(again, root, paths), { timeoutMs: hashingMs }),
    odd: null,
  });
  return { ...seen, read, unhashed, closer };
}

async function listAll(sftp: Sftp, root: string, places: Places) {
  const entries = new Map<string, FileEntry>();
  const closed: string[] = [];
  const links: string[] = [];
  const crew = crewOf(atOnce);
  let cut = false;
  const put = (path: string, { attributes }: SftpEntry) => {
    if (entries.has(path)) return;
    if (entries.size >= mostEntries || path.includes('\uFFFD')) cut = true; // a name that can't be asked for
    if (entries.size >= mostEntries) return;
    const { kind, ...rest } = attributes;
    entries.set(path, { kind, ...rest, ctime: null });
    if (kind === 'link') links.push(path);
    if (kind === 'folder' && !path.includes('\uFFFD')) look(path);
  };
  const look = (path: string) => {
    crew.add(async () => {
      const names = await orRefused(sftp.list(absolute(root, path), mostNames));
      if (names instanceof SftpRefused) return void closed.push(path);
      if (names.length >= mostNames) cut = true;
      for (const one of names) put(at(path, one.name), one);
    });
  };
  look('');
  for (const place of new Set(Object.values(places))) if (place.startsWith('/')) look(place);
  await crew.done();
  await followLinks(sftp, root, entries, links);
  for (const path of links) {
    const entry = entries.get(path);
    if (!entry?.link) continue; // met behind another link
    const there = await orRefused(sftp.stat(absolute(root, path)));
    if (there instanceof SftpRefused) continue;
    entry.link.real = resolveLink(path, entry.link.to, entries);
    if (there.kind === 'folder' && isPlaceOrBelow(path, places)) look(path);
  }
  await crew.done();
  return { entries, closed, cut };
}

/** As the shell's: only where WordPress's own folders are links, and those in them. */
function isPlaceOrBelow(path: string, places: Places): boolean {
  const own = [
    at(places.core, 'wp-admin'),
    at(places.core, 'wp-includes'),
    places.plugins,
    places.muPlugins,
    places.themes,
  ];
  const all = [...own, places.content, places.uploads, places.languages];
  return all.includes(path) || own.some((place) => within(place, path)?.includes('/') === false);
}

async function followLinks(
  sftp: Sftp,
  root: string,
  entries: ReadonlyMap<string, FileEntry>,
  links: readonly string[],
): Promise<void> {
  const crew = crewOf(atOnce);
  for (const path of links)
    crew.add(async () => {
      const to = await orRefused(sftp.linkText(absolute(root, path)));
      const entry = entries.get(path);
      if (entry) entry.link = { to: to instanceof SftpRefused ? '' : to, real: null };
    });
  await crew.done();
}

const small = /(?:^|\/)(?:\.htaccess|\.user\.ini|php5?\.ini|\.env(?:\.[^/]*)?)$/;

function isText(path: string, { core, content, muPlugins, themes }: Places): boolean {
  if (small.test(path) || path === at(core, 'wp-includes/version.php') || path === at(core, '.maintenance'))
    return true;
  if (/^(?:wp-config[^/]*|index\.php)$/.test(path)) return true;
  if (/^[^/]+\.php$/.test(within(content, path) ?? '')) return true;
  return (
    /^(?:[^/]+\/)?[^/]+\.php$/.test(within(muPlugins, path) ?? '') ||
    /^[^/]+\/functions\.php$/.test(within(themes, path) ?? '')
  );
}

async function readTexts(
  sftp: Sftp,
  root: string,
  places: Places,
  entries: ReadonlyMap<string, FileEntry>,
): Promise<Scanned['read']> {
  const read: Scanned['read'] = { texts: new Map(), headers: new Map(), home: null, unreadable: [], cut: false };
  const crew = crewOf(atOnce);
  let left = largestTexts;
  const take = (path: string, most: number, keep: (bytes: Buffer) => void) =>
    crew.add(async () => {
      const bytes = await orRefused(sftp.read(absolute(root, path), most));
      if (!(bytes instanceof SftpRefused)) keep(bytes);
      else if (bytes.why !== 'missing') read.unreadable.push(path);
    });
  const text = (path: string) =>
    take(path, largestText + 1, (bytes) => {
      left -= bytes.length;
      if (left < 0) read.cut = true;
      else read.texts.set(path, { text: bytes.toString('utf8', 0, largestText), cut: bytes.length > largestText });
    });
  for (const [path, { kind }] of entries) {
    if (kind !== 'file') continue;
    if (isText(path, places)) text(path);
    const inPlugins = within(places.plugins, path);
    if (inPlugins !== null && /^(?:[^/]+\/)?[^/]+\.php$/.test(inPlugins))
      take(path, 8192, (bytes) => {
        const header = bytes.toString('utf8');
        if (/Plugin Name:/i.test(header)) read.headers.set(path, header);
      });
  }
  for (const path of settingsAbove(root)) text(path);
  const home = await orRefused(sftp.realPath('.'));
  if (typeof home === 'string') {
    read.home = home;
    for (const name of ['authorized_keys', 'authorized_keys2']) text(`${home === '/' ? '' : home}/.ssh/${name}`);
  }
  await crew.done();
  return read;
}

/** The core's PHP by reading it; pictures, styles and scripts are not fetched for that. */
async function hashCore(
  sftp: Sftp,
  root: string,
  places: Places,
  entries: ReadonlyMap<string, FileEntry>,
): Promise<Scanned['unhashed']> {
  const until = Date.now() + hashingMs;
  const crew = crewOf(atOnce);
  let missed = 0;
  for (const [path, entry] of entries) {
    const name = within(places.core, path);
    const wanted = name !== null && isPhp(path) && (/^wp-(?:admin|includes)\//.test(name) || !name.includes('/'));
    if (!wanted || (entry.kind !== 'file' && entry.kind !== 'link') || entry.size > largestCloser) continue;
    crew.add(async () => {
      const bytes = Date.now() < until ? await orRefused(sftp.read(absolute(root, path), largestCloser)) : null;
      if (bytes instanceof Buffer) entry.md5 = createHash('md5').update(bytes).digest('hex');
      else missed += 1;
    });
  }
  await crew.done();
  const rest = missed > 0 ? ` ${missed} of these could not be read in time.` : '';
  return {
    core: { partly: true, why: `Over SFTP only the PHP of the core was compared.${rest}` },
    plugins: { partly: false, why: 'Over SFTP the files of plugins are not compared.' },
    themes: { partly: true, why: 'Over SFTP only the functions.php of a theme is read, none of its other PHP.' },
  };
}

async function lookCloser(sftp: Sftp, root: string, paths: readonly string[]): Promise<Map<string, Closer | null>> {
  const found = new Map<string, Closer | null>();
  let left = mostCloser;
  const crew = crewOf(4);
  for (const path of paths)
    crew.add(async () => {
      if (left <= 0) return;
      const bytes = await orRefused(sftp.read(absolute(root, path), largestCloser + 1));
      if (bytes instanceof SftpRefused) return void found.set(path, null);
      left -= bytes.length;
      const cut = bytes.length > largestCloser;
      const sha256 = cut ? null : createHash('sha256').update(bytes).digest('hex');
      found.set(path, { sha256, bytes: bytes.subarray(0, largestCloser), cut });
    });
  await crew.done();
  return found;
}

async function orRefused<T>(answer: Promise<T>): Promise<T | SftpRefused> {
  return answer.catch((error: unknown) => {
    if (error instanceof SftpRefused) return error;
    throw error;
  });
}

/** Works at so many things at one time, which may add more; `done` fails as the first that failed. */
function crewOf(concurrency: number) {
  const queue = new PQueue({ concurrency });
  let failed: { error: unknown } | null = null;
  return {
    add(work: () => Promise<unknown>) {
      queue.add(work).catch((error: unknown) => {
        failed ??= { error };
        queue.clear();
      });
    },
    async done() {
      await queue.onIdle();
      if (failed) throw (failed as { error: unknown }).error;
    },
  };
}
