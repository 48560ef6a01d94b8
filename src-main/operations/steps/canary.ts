import { cookieHeader, cookieNames, mintCookie, newToken, verifierOf } from '../../wordpress/auth-cookie.ts';
import type { EffectiveSalts } from '../../wordpress/salts.ts';
import type { CanaryCandidate } from './read-database.ts';

/** Seconds a canary would live if nobody ended it: long enough for one site's logout, too short to be worth stealing. */
export const canaryLifetime = 900;

export interface Canary {
  user: CanaryCandidate;
  verifier: string;
  /** The Cookie header: the admin's cookie under both of its names, so that it holds behind a TLS proxy as well. */
  cookie: string;
  /** The page that only a logged-in user sees: 200, else a redirect to wp-login.php (FACTS: The cookie). */
  url: string;
  expiration: number;
}

export interface CanaryRequest {
  user: CanaryCandidate;
  siteurl: string;
  salts: EffectiveSalts;
  version: string | null;
  /** Literal constants of wp-config that rename cookies. */
  names: Parameters<typeof cookieNames>[1];
  /** The server's clock, Unix seconds. */
  now: number;
}

/**
 * A login for one user, made outside PHP; null where no salt that it needs is known. Where WordPress keeps salts in the
 * database, those of a scheme are there once somebody logged in with it: then the one cookie is all there is to try.
 */
export function mintCanary(request: CanaryRequest): Canary | null {
  const { user, siteurl, salts, version, now } = request;
  const token = newToken();
  const expiration = now + canaryLifetime;
  const names = cookieNames(siteurl, request.names);
  const cookies = (['auth', 'secure_auth'] as const).flatMap((scheme) => {
    const { login, passwordHash } = user;
    const value = mintCookie({ scheme, login, passwordHash, expiration, token, salts: salts.schemes, version });
    return value === null ? [] : [cookieHeader(names[scheme], value)];
  });
  if (cookies.length === 0) return null;
  return { user, verifier: verifierOf(token), cookie: cookies.join('; '), url: profilePage(siteurl), expiration };
}

export function profilePage(siteurl: string): string {
  return `${siteurl.replace(/\/+$/, '')}/wp-admin/profile.php`;
}

/**
 * Why no cookie may be sent to where the database says the site is; null when it may. The database is the site's own word,
 * so the address must be the one the agency entered: a hostile one would collect cookies or reach into the agency's network.
 */
export function addressProblem(siteurl: string, known: string | null): string | null {
  if (known === null) return 'no address is entered for this site; add its url to have the logout proven';
  if (!URL.canParse(siteurl)) return 'the address in its database is not an address';
  const [stored, entered] = [new URL(siteurl), new URL(known)];
  if (stored.host === entered.host && (stored.protocol === entered.protocol || stored.protocol === 'https:'))
    return null;
  return `the address in its database (${stored.host}) is not the one entered for it (${entered.host})`;
}
