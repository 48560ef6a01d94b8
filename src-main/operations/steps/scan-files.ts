import { randomBytes } from 'node:crypto';
import { ResaltError } from '../../contract/failures.ts';
import type { Host } from '../../hosts/host.ts';
import type { OfficialChecksums } from '../../hosts/official-checksums.ts';
import { type FilePart, fileParts } from '../../wordpress/audit-reading.ts';
import {
  type FileReading,
  type FileText,
  largestText,
  largestTexts,
  type Places,
} from '../../wordpress/file-reading.ts';
import { harmlessPhp } from '../../wordpress/files/harmless-php.ts';
import { bytesOfPath } from '../../wordpress/files/path-text.ts';
import { at, placesOf } from '../../wordpress/files/places.ts';
import { pluginHeader } from '../../wordpress/files/plugin-header.ts';
import { changedInPlugins, isPhp, pluginFolders, suspectsIn, unjudgedOf } from '../../wordpress/files/suspects.ts';
import { byShellOrSftp } from './by-shell-or-sftp.ts';
import { type Configuration, plainConstant } from './read-configuration.ts';
import {
  type Closer,
  type Listed,
  type ReadTexts,
  readCloser,
  readHashes,
  readList,
  readSearched,
  readTexts,
  sectionsOf,
} from './scan-answer.ts';
import { scanOverSftp } from './scan-over-sftp.ts';
import { lookCloserScript, scanScript } from './scan-script.ts';

/** What one pass over a site's files gives, by shell or SFTP. */
export interface Scanned extends Listed {
  read: ReadTexts;
  /** Why the core, or plugins, have no hashes or not all; why the PHP of themes was not read. */
  unhashed: { core: Missing | null; plugins: Missing | null; themes?: Missing };
  /** Looks at suspects, hashes all in some folders of plugins, and looks in others for odd PHP. */
  closer(
    paths: readonly string[],
    folders: { hash: readonly string[]; search: readonly string[] },
  ): Promise<CloserLook>;
}

export interface CloserLook {
  found: Map<string, Closer | null>;
  /** What is odd in the folders that were searched; null: that can't be done here. */
  odd: { found: Map<string, Closer | null>; whole: boolean } | null;
}

interface Missing {
  partly: boolean;
  why: string;
}
type Unread = Map<FilePart, Missing>;
export interface FilesRead {
  files: FileReading | null;
  unread: Unread;
}

/** A scan of 100,000 files takes seconds; a slow disk may take minutes. */
const patience = { timeoutMs: 300_000, silenceMs: 300_000, maxBytes: 128 << 20 };

/**
 * Lists a site's files and compares them with what WordPress.org publishes: one command, and one more where something must be
 * looked at closer. Changes nothing and starts nothing of the site's. What can't be read is in `unread`; fails where the server is lost.
 */
export async function scanFiles(
  host: Host,
  configuration: Configuration,
  official: OfficialChecksums,
  { offline }: { offline: boolean },
): Promise<FilesRead> {
  const { root } = configuration;
  const places = placesIn(configuration);
  const scanned = await byShellOrSftp(
    host,
    () => scanByShell(host, root, places),
    (sftp) => scanOverSftp(host, sftp, root, places),
    patience,
  );
  const unread: Unread = new Map();
  if (scanned.cut || scanned.closed.length > 0) unread.set('files', { partly: true, why: notListed(scanned) });
  tellTexts(scanned.read, unread);
  const [large] = [...scanned.read.texts].filter(([, { cut }]) => cut);
  if (large) {
    const why = `${unread.get('texts')?.why ?? ''} ${notWhole(large[0])}`.trim();
    unread.set('texts', { partly: true, why });
  }
  if (scanned.unhashed.core) unread.set('core-hashes', scanned.unhashed.core);
  if (scanned.unhashed.plugins) unread.set('plugin-hashes', scanned.unhashed.plugins);
  if (scanned.unhashed.themes) unread.set('theme-code', scanned.unhashed.themes);
  const core = await officialCore(scanned, places, official, offline, unread);
  const plugins = await officialPlugins(scanned, places, official, offline, unread);
  const texts = new Map(scanned.read.texts);
  const files: FileReading = { root, places, entries: scanned.entries, texts, core, plugins };
  await lookCloser(scanned, files, texts, unread);
  const unjudged = unjudgedOf(files);
  for (const part of ['core', 'plugins'] as const) {
    const [first] = unjudged[part];
    const name = part === 'core' ? 'core-hashes' : 'plugin-hashes';
    if (first !== undefined && !unread.has(name))
      unread.set(name, { partly: true, why: notHashed(unjudged[part].length, first) });
  }
  return { files, unread };
}

const notWhole = (path: string): string =>
  `Of files such as ${path.slice(0, 200)} only the first ${largestText >> 10} KB were looked at.`;
const notHashed = (count: number, first: string): string =>
  count === 1
    ? `One official file could not be compared, mostly because the account may not read it: ${first.slice(0, 200)}.`
    : `${count} official files could not be compared, mostly because the account may not read them, as ${first.slice(0, 200)}.`;

/** No part of them was looked at, and why. */
export const filesNotRead = (why: string): FilesRead => ({
  files: null,
  unread: new Map(fileParts.map((part) => [part, { partly: false, why }])),
});

const not = (why: string) => ({ partly: false, why });
const partly = (why: string) => ({ partly: true, why });

/** WordPress in a folder of its own ("wp") shows by where its version.php is. */
function placesIn({ root, understood, coreFolder }: Configuration): Places {
  const constant = (name: string) => plainConstant(understood, name);
  return placesOf(root, constant, coreFolder === '' ? root : `${root}/${coreFolder}`);
}

const notListed = ({ cut, closed }: Listed): string =>
  [
    cut && 'There are more files than Resalt lists.',
    closed.length > 0 && `The account can’t look into ${closed.length} folders, as ${closed[0]?.slice(0, 200)}.`,
  ]
    .filter(Boolean)
    .join(' ');

function tellTexts({ cut, home, unreadable }: ReadTexts, unread: Unread): void {
  const ofKeys = unreadable.filter((path) => home !== null && path.startsWith(`${home}/.ssh/`));
  const [first] = unreadable.filter((path) => !ofKeys.includes(path));
  if (cut) unread.set('texts', partly('There are more small files than Resalt reads.'));
  else if (first) unread.set('texts', partly(`The account may not read ${first.slice(0, 200)} and the like.`));
  if (!home) unread.set('authorized-keys', not('The server doesn’t tell where the account’s home is.'));
  else if (ofKeys.length > 0) unread.set('authorized-keys', not('The account may not read its own list of keys.'));
}

async function scanByShell(host: Host, root: string, places: Places): Promise<Scanned> {
  const mark = newMark();
  const result = await host.run(scanScript(root, places, mark), patience);
  const [texts, list, hashes] = await sectionsOf(result, mark, host.label);
  if (!texts || !list || !hashes)
    throw new ResaltError('COMMAND_FAILED', `Listing files on ${host.label} gave too little.`);
  const listed = readList(list);
  const noSums = readHashes(hashes, listed.entries) ? null : not('The server has no md5sum.');
  return {
    ...listed,
    read: readTexts(texts),
    unhashed: { core: noSums, plugins: noSums },
    async closer(paths, folders) {
      const mark = newMark();
      const stdin = Buffer.concat(
        paths.flatMap((path) => [bytesOfPath(path.startsWith('/') ? path : `./${path}`), Buffer.from([0])]),
      );
      const answer = await host.run(lookCloserScript(root, folders, mark), { ...patience, stdin });
      const [closer, sums, searched] = await sectionsOf(answer, mark, host.label);
      if (sums) readHashes(sums, listed.entries);
      return { found: closer ? readCloser(closer) : new Map(), odd: searched ? readSearched(searched) : null };
    },
  };
}

/** Ends a section: a site that can't guess it can't end one early. */
const newMark = (): string => randomBytes(16).toString('hex');

async function officialCore(
  { read }: Scanned,
  places: Places,
  official: OfficialChecksums,
  offline: boolean,
  unread: Unread,
): Promise<FileReading['core']> {
  const text = read.texts.get(at(places.core, 'wp-includes/version.php'))?.text ?? '';
  const version = /^\$wp_version\s*=\s*'([^']{1,40})'/m.exec(text)?.[1] ?? null;
  const locale = /^\$wp_local_package\s*=\s*'([^']{1,40})'/m.exec(text)?.[1] ?? 'en_US';
  if (version === null) {
    unread.set('core-checksums', not('Its WordPress doesn’t say which version it is.'));
    return { version, locale, checksums: null };
  }
  const answer = await official.core(version, locale, { offline });
  if (answer.list === null) unread.set('core-checksums', not(answer.why));
  return { version, locale, checksums: answer.list };
}

async function officialPlugins(
  { read, entries }: Scanned,
  places: Places,
  official: OfficialChecksums,
  offline: boolean,
  unread: Unread,
): Promise<FileReading['plugins']> {
  const headers = new Map<string, { name: string; version: string | null }>();
  for (const [path, text] of read.headers) {
    const header = pluginHeader(text);
    const [slug = ''] = path.slice(places.plugins.length + 1).split('/');
    if (header && !headers.has(slug)) headers.set(slug, header);
  }
  const missing: string[] = [];
  const plugins = await Promise.all(
    namesIn(places.plugins, entries).map(async (slug) => {
      const { name = null, version = null } = headers.get(slug) ?? {};
      const answer = version === null ? null : await official.plugin(slug.replace(/\.php$/, ''), version, { offline });
      if (!answer?.list) missing.push(slug);
      return [slug, { name, version, checksums: answer?.list ?? null }] as const;
    }),
  );
  if (missing.length > 0) {
    const why = `There are no checksums of ${missing.length} of ${plugins.length} plugins: ${missing.slice(0, 20).join(', ')}.`;
    unread.set('plugin-checksums', { partly: missing.length < plugins.length, why });
  }
  return new Map(plugins);
}

/** Folders and PHP files; index.php stands there in every WordPress and is none. */
function namesIn(plugins: string, entries: FileReading['entries']): string[] {
  const names: string[] = [];
  for (const [path, { kind }] of entries) {
    if (!path.startsWith(`${plugins}/`)) continue;
    const name = path.slice(plugins.length + 1);
    if (name.includes('/') || name === 'index.php') continue;
    if (kind === 'folder' || kind === 'link' || isPhp(name)) names.push(name);
  }
  return names.slice(0, 2000);
}

/** Every suspect gets its SHA-256 and is judged harmless by the whole of it, or its text is kept for the checks. */
async function lookCloser(
  scanned: Scanned,
  files: FileReading,
  texts: Map<string, FileText>,
  unread: Unread,
): Promise<void> {
  const { paths, cut } = suspectsIn(files);
  const settings = settingsNotRead(scanned);
  const folders = pluginFolders(files);
  if (paths.length + settings.length + folders.hash.length + folders.search.length === 0) return;
  const { found, odd } = await scanned.closer([...settings, ...paths], folders);
  const beyond = [...settings, ...paths].filter((path) => !found.has(path)).length;
  if (cut || beyond > 0) {
    const why = `There is more suspect PHP than Resalt reads. ${unread.get('texts')?.why ?? ''}`.trim();
    unread.set('texts', { partly: true, why });
  }
  const changed = changedInPlugins(files).slice(0, mostChanged);
  const again = changed.length > 0 ? await scanned.closer(changed, { hash: [], search: [] }) : null;
  const all = [...found, ...(again?.found ?? []), ...(odd?.found ?? [])];
  const dropped = keepTexts(all, files, texts, new Set(settings));
  const why = folders.search.length > 0 ? whyNotSearched(odd, dropped) : null;
  if (why !== null) unread.set('plugin-code', partly(why));
}

/** Of plugins that differ from what is published under their name; beyond it nobody reads on. */
const mostChanged = 500;

/** Settings behind links and in places that the first look does not go to: a web server reads them all the same. */
const settingsNotRead = ({ entries, read }: Scanned): string[] =>
  [...entries]
    .filter(([path, { kind }]) => kind === 'file' && /(?:^|\/)\.(?:htaccess|user\.ini)$/.test(path))
    .map(([path]) => path)
    .filter((path) => !read.texts.has(path) && !read.unreadable.includes(path))
    .slice(0, mostChanged);

/** Answers whether one was too much for all of them together. */
function keepTexts(
  all: readonly (readonly [string, Closer | null])[],
  { entries }: FileReading,
  texts: Map<string, FileText>,
  settings: ReadonlySet<string>,
): boolean {
  let left = largestTexts;
  let dropped = false;
  for (const [path, one] of all) {
    const entry = entries.get(path);
    if (!one || !entry) continue;
    if (one.sha256) entry.sha256 = one.sha256;
    if (!settings.has(path)) entry.harmless = one.cut ? null : harmlessPhp(one.bytes.toString('latin1'));
    if (typeof entry.harmless === 'string' || texts.has(path)) continue;
    const length = Math.min(one.bytes.length, largestText);
    dropped ||= left < length;
    if (left < length) continue;
    left -= length;
    texts.set(path, { text: one.bytes.toString('utf8', 0, largestText), cut: one.bytes.length > largestText });
  }
  return dropped;
}

function whyNotSearched(odd: CloserLook['odd'], dropped: boolean): string | null {
  if (odd === null) return 'Over SFTP the PHP of plugins that nobody publishes is not searched.';
  const [unreadable] = [...odd.found].filter(([, one]) => one === null).map(([path]) => path);
  if (unreadable !== undefined) return `The account may not read PHP of plugins, as ${unreadable.slice(0, 200)}.`;
  return odd.whole && !dropped ? null : 'There is more odd PHP in plugins that nobody publishes than Resalt reads.';
}
