import type { Harmless } from './files/harmless-php.ts';

/**
 * What an audit reads of a site's files. Paths are relative to the site's folder without "./" where they lie in it, else absolute; bytes
 * that are no UTF-8 stand in them as files/path-text.ts has it: escape a path for where it is shown. Times are Unix seconds of the server.
 */
export interface FileReading {
  /** The site's folder, symbolic links followed. */
  root: string;
  places: Places;
  /** Everything under the site's folder and its places elsewhere, folders included, by path, up to `mostEntries`. */
  entries: ReadonlyMap<string, FileEntry>;
  /**
   * Small files that checks read, by path: .htaccess, .user.ini, php.ini, .env and the like, must-use plugins, drop-ins, functions.php of
   * themes, index.php and what is called like wp-config.php, ~/.ssh/authorized_keys (by its absolute path), and suspects among PHP files.
   * They may hold secrets: nothing of them belongs into a finding but names.
   */
  texts: ReadonlyMap<string, FileText>;
  core: OfficialCore;
  /** What stands in the folder of plugins, by folder or file name. */
  plugins: ReadonlyMap<string, OfficialPlugin>;
}

/** Where WordPress's folders are, as paths above. `null`: not known. */
export interface Places {
  /** Of wp-admin and wp-includes: '' where they are the site's folder's own, as "wp" in Bedrock. */
  core: string;
  content: string;
  plugins: string;
  muPlugins: string;
  themes: string;
  uploads: string;
  languages: string;
}

export interface FileEntry {
  kind: 'file' | 'folder' | 'link' | 'other';
  size: number;
  /** Of the content. Anybody may set it. */
  mtime: number;
  /** Of content, name or rights, which nobody but root's clock sets; null over SFTP. */
  ctime: number | null;
  /** The lowest twelve bits. */
  mode: number;
  uid: number;
  gid: number;
  /** Of a link: what stands in it, and the real path (null: leads nowhere). */
  link?: { to: string; real: string | null };
  /** Hexadecimal, where it was hashed. */
  md5?: string;
  sha256?: string;
  /** Of PHP that was looked at closer: why it does nothing, by its whole text; null: it may do something. */
  harmless?: Harmless | null;
}

export interface FileText {
  /** The first `largestText` bytes, as UTF-8. */
  text: string;
  /** There is more. */
  cut: boolean;
}

export interface OfficialCore {
  version: string | null;
  /** As "nl_NL"; "en_US" where version.php names none. */
  locale: string;
  /** MD5 by path relative to `places.core`, of the core alone (nothing of wp-content); null: none are to be had. */
  checksums: ReadonlyMap<string, string> | null;
}

export interface OfficialPlugin {
  /** Null where its header names none. */
  version: string | null;
  /** As its header gives it. */
  name: string | null;
  /** MD5s that are right, by path relative to the plugin's folder (or its file's name); null: none are to be had, as of a premium plugin. */
  checksums: ReadonlyMap<string, readonly string[]> | null;
}

export const mostEntries = 300_000;
/** Bytes of one text, and of all of a site's together: themes are sold whose functions.php has 300 KB, and caches' drop-ins have 90. */
export const largestText = 512 * 1024;
export const largestTexts = 8 * 1024 * 1024;
