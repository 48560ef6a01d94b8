import { createHash, createHmac, randomInt } from 'node:crypto';
import { type ByteString, stringToBytes } from './byte-string.ts';
import type { SaltScheme } from './salts.ts';
import { isAtLeast } from './version.ts';

export type CookieScheme = Exclude<SaltScheme, 'nonce'>;

/** Constants by which a site renames its cookies. */
export interface CookieNameConstants {
  COOKIEHASH?: string;
  AUTH_COOKIE?: string;
  SECURE_AUTH_COOKIE?: string;
  LOGGED_IN_COOKIE?: string;
}

/**
 * The names of the login cookies. `siteurl` is the option exactly as stored; on multisite the network's, with its
 * trailing slash (FACTS: The cookie).
 */
export function cookieNames(siteurl: string, constants: CookieNameConstants = {}): Record<CookieScheme, string> {
  const hash = constants.COOKIEHASH ?? (siteurl === '' ? '' : createHash('md5').update(siteurl, 'utf8').digest('hex'));
  return {
    auth: constants.AUTH_COOKIE ?? `wordpress_${hash}`,
    secure_auth: constants.SECURE_AUTH_COOKIE ?? `wordpress_sec_${hash}`,
    logged_in: constants.LOGGED_IN_COOKIE ?? `wordpress_logged_in_${hash}`,
  };
}

/** 43 of A-Za-z0-9, as WordPress makes them; about 256 bits. */
export function newToken(): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length: 43 }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** The key under which a token's session is stored in `session_tokens`: 64 hex digits. */
export function verifierOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export interface CookieRequest {
  scheme: CookieScheme;
  login: string;
  /** `user_pass` as stored. */
  passwordHash: string;
  /** Unix time in seconds. */
  expiration: number;
  token: string;
  /** Per scheme key + salt, from `effectiveSalts(…).schemes`. */
  salts: Readonly<Record<SaltScheme, ByteString | null>>;
  /** WordPress's version; an unknown one is taken as older than 6.8. */
  version: string | null;
}

/**
 * The value of a login cookie, before URL-encoding (FACTS: The cookie). `null` when the scheme's salt is not known.
 */
export function mintCookie(request: CookieRequest): string | null {
  const { login, expiration, token } = request;
  const salt = request.salts[request.scheme];
  if (salt === null) return null;
  const fragment = passwordFragment(request.passwordHash, request.version);
  const key = createHmac('md5', stringToBytes(salt))
    .update(`${login}|${fragment}|${expiration}|${token}`)
    .digest('hex');
  const mac = createHmac('sha256', key).update(`${login}|${expiration}|${token}`).digest('hex');
  return `${login}|${expiration}|${token}|${mac}`;
}

/** `name=value` as a browser sends it. */
export function cookieHeader(name: string, value: string): string {
  return `${name}=${encodeURIComponent(value)}`;
}

function passwordFragment(hash: string, version: string | null): string {
  const old = !isAtLeast(version, 6, 8) || hash.startsWith('$P$') || hash.startsWith('$2y$');
  return old ? hash.slice(8, 12) : hash.slice(-4);
}
