import type { HiddenCode } from './hidden-code/find-hidden-code.ts';
import type { Leak } from './leaks.ts';

/** Of an audit's reading what is no user, no setting and no file of the list: tokens, accounts, versions, and what is seen from outside. */
export interface DoorReading {
  /** Rows of usermeta in which a plugin keeps a token; their values are not read. */
  userTokens: { userId: number; key: string }[];
  /** JWT_AUTH_SECRET_KEY of wp-config: how good it is, never what it is; null: there is none, or it is not to be seen from here. */
  jwtSecret: 'long' | 'short' | 'placeholder' | 'unknown' | null;
  /** Of the database server, as far as the site's own account sees them. */
  accounts: DatabaseAccount[];
  /** Hooks of WP-Cron that no PHP file of the site names. */
  cronWithoutCode: string[];
  versions: { wordpress: string | null; php: { version: string; from: 'web' | 'command' } | null };
  /** Statements of wp-config, and of what it includes, that don't belong there. */
  configStatements: ConfigStatement[];
  /** What anybody on the internet can read. */
  leaks: Leak[];
}

/**
 * `users-tokens`: their rows. `cron`: the option. `cron-code`: whether its hooks have code. `outside`: asked over HTTP.
 */
export type DoorPart =
  | 'user-tokens'
  | 'config'
  | 'accounts'
  | 'cron'
  | 'cron-code'
  | 'wordpress-version'
  | 'php-version'
  | 'outside';

export interface DatabaseAccount {
  /** As 'name'@'host'. */
  name: string;
  /** The one by which the site, and Resalt, speaks to the database. */
  own: boolean;
  /** Rights over the whole server that matter, as SUPER, FILE. */
  everywhere: string[];
  /** It may write into this site's database. */
  writesHere: boolean;
}

export interface ConfigStatement extends Omit<HiddenCode, 'sure'> {
  /** `unlikely`: on many honest sites. */
  sure: HiddenCode['sure'] | 'unlikely';
  path: string;
  /** Of the statement: SHA-256, the first 16 digits. */
  digest: string;
}
