import type { FileEntry, FileReading } from '../../../../src-main/wordpress/file-reading.ts';
import { day, now } from './a-reading.ts';

export const places: FileReading['places'] = {
  ...{ core: '', content: 'wp-content', plugins: 'wp-content/plugins', muPlugins: 'wp-content/mu-plugins' },
  ...{ themes: 'wp-content/themes', uploads: 'wp-content/uploads', languages: 'wp-content/languages' },
};

export const file = (more: Partial<FileEntry> = {}): FileEntry => ({
  ...{ kind: 'file', size: 100, mtime: now - 300 * day, ctime: now - 300 * day, mode: 0o644, uid: 33, gid: 33 },
  ...more,
});

interface Given extends Partial<Omit<FileReading, 'entries' | 'texts'>> {
  entries?: Record<string, Partial<FileEntry>>;
  texts?: Record<string, string>;
}

/** A site's files: these entries, and one for each text; official lists only where given. */
export const files = ({ entries = {}, texts = {}, ...more }: Given = {}): FileReading => ({
  ...{ root: '/srv/site', places, plugins: new Map() },
  core: { version: '6.8.1', locale: 'en_US', checksums: null },
  ...more,
  entries: new Map(
    [...Object.keys(texts).map((path) => [path, {}] as const), ...Object.entries(entries)].map(([path, one]) => [
      path,
      file(one),
    ]),
  ),
  texts: new Map(Object.entries(texts).map(([path, text]) => [path, { text, cut: false }])),
});
