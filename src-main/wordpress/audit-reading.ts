import type { ApplicationPassword } from './application-passwords.ts';
import type { Roles } from './capabilities.ts';
import type { CronEvent } from './cron.ts';
import type { DoorPart, DoorReading } from './door-reading.ts';
import type { FileReading } from './file-reading.ts';
import type { Circumstances, RightsHere } from './user-can.ts';

/** What an audit reads from a site: all that the checks know. Text is the site's own; there is no secret in it but in `files.texts`. Times are Unix seconds. */
export interface AuditReading extends DoorReading {
  /** The address that the agency entered. */
  url: string | null;
  /** The server's clock. */
  now: number;
  /** Whether its WordPress is older than 6.8; null where that can't be told. */
  before68: boolean | null;
  circumstances: Circumstances;
  /** The main blog first; a site that is no network has that one. */
  blogs: AuditBlog[];
  /** Everybody whom a check may speak of, by id: administrators and their equals, owners of keys, odd ones. */
  people: ReadonlyMap<number, Person>;
  /** Logins of `site_admins`; empty where this is no network. */
  superAdmins: string[];
  /** Rows of capabilities that would make an administrator, of a user or on a blog that does not exist. */
  orphans: { userId: number; blog: number; how: readonly string[] }[];
  /** Rows of capabilities that can't be judged: too large, or nothing that Resalt reads though PHP may. */
  unjudged: { userId: number; blog: number; why: UnjudgedWhy; digest: string }[];
  /** The earliest registration of anybody. */
  firstRegistered: number | null;
  /** Users that share one e-mail address, or one hash. Ids may be cut where there are very many. */
  sharedEmails: { users: number[]; count: number }[];
  sharedHashes: { users: number[]; count: number }[];
  applicationPasswords: { userId: number; items: ApplicationPassword[]; problem: string | null }[];
  keys: ApiKey[];
  triggers: StoredCode[];
  events: StoredCode[];
  /** siteurl and home as constants of wp-config; null: no constant, or not to be seen from here. */
  addressConstants: { siteurl: string | null; home: string | null };
  /** Null where no files are in reach or they were not asked for: `unread` says so of every part of them. */
  files: FileReading | null;
  /** What could not be read, or not all of it, and why. */
  unread: ReadonlyMap<ReadingPart, { partly: boolean; why: string }>;
}

/** `changed`: somebody wrote it while the site was read. The others: capabilities.ts, whyDoubtful(). */
export type UnjudgedWhy = 'large' | 'changed' | 'lengths' | 'strange';
export type ReadingPart =
  | 'rights'
  | 'blogs'
  | 'people'
  | 'application-passwords'
  | KeyKind
  | 'triggers'
  | 'events'
  | FilePart
  | DoorPart;
/** Of `files`: the list; the contents of small files; ~/.ssh/authorized_keys; what the core, the plugins must be, and what they are; the PHP of themes beside functions.php, and of plugins without checksums. */
export const fileParts = [
  'files',
  'texts',
  'authorized-keys',
  'core-checksums',
  'core-hashes',
  'plugin-checksums',
  'plugin-hashes',
  'theme-code',
  'plugin-code',
] as const;
export type FilePart = (typeof fileParts)[number];
export type KeyKind = 'woocommerce' | 'gravity-forms';

export interface AuditBlog {
  blog: number;
  /** As "example.com/shop/"; null where this is no network. */
  at: string | null;
  roles: Roles | null;
  defaultRole: string | null;
  /** Anyone may register; on a network by its own setting, the same for all blogs. */
  open: boolean;
  siteurl: string | null;
  home: string | null;
  /** Names of options that hold a plugin's token; their values are not read. */
  tokenOptions: string[];
  /** Names of options by which backups are stored elsewhere, where there is a token or password in them. */
  cloudOptions: string[];
  /** What WP-Cron has planned, each hook once; null: the option can't be read. */
  planned: CronEvent[] | null;
  /** As WordPress names them, "folder/file.php"; null: not known. Those of the whole network stand with the main blog too. */
  activePlugins: string[] | null;
}

export interface Person {
  id: number;
  login: string;
  email: string;
  /** null: a date that is none, as 0000-00-00. */
  registered: number | null;
  hash: 'md5' | 'empty' | 'other';
  /** A reset link that was asked for: its time; null where there is none or WordPress would not take it. */
  resetAsked: number | null;
  /** What shows that somebody used the account: sessions, settings of the dashboard, posts. */
  signs: string[];
  superAdmin: boolean;
  /** By blog, where there is a row of capabilities. */
  blogs: PersonOnBlog[];
  /** On any blog. */
  administrator: boolean;
  how: string[];
}

export interface PersonOnBlog extends RightsHere {
  blog: number;
  /** Roles that stand in the row with a value that PHP takes as false: they count all the same (FACTS: Who is an administrator). */
  falseRoles: string[];
  /** WordPress's own list of administrators, `LIKE '%"administrator"%'`, shows this user. */
  listed: boolean;
}

export interface ApiKey {
  kind: KeyKind;
  blog: number;
  id: number;
  userId: number;
  description: string;
  permissions: string;
  /** The last characters, as the plugin itself shows them. */
  ending: string;
  lastUsed: number | null;
}

/** A trigger or an event of the database. Its code stays there; `digest` is its SHA-256. */
export interface StoredCode {
  name: string;
  /** As "before INSERT on wp_users", "every 1 DAY". */
  when: string;
  created: string | null;
  digest: string;
  /** It speaks of users, their rights or options. */
  touchesUsers: boolean;
}
