import type { FleetSite } from './site.ts';
import { userOf } from './site.ts';

export interface Login {
  /** The value of a Cookie header that holds all that the login set. */
  readonly cookie: string;
  /** Each cookie of it, still URL-encoded. */
  readonly cookies: ReadonlyMap<string, string>;
}

export interface Visitor {
  userAgent?: string;
  /** From where the request seems to come (see processes/nginx.ts). */
  ip?: string;
}

/** A real login over HTTP at wp-login.php, "remember me" ticked. Throws with what the page says when it is refused. */
export async function logIn(site: FleetSite, login: string, visitor: Visitor = {}): Promise<Login> {
  const user = userOf(site, login);
  const form = { log: user.login, pwd: user.password, rememberme: 'forever', testcookie: '1', 'wp-submit': 'Log In' };
  const response = await fetch(`${site.url}/wp-login.php`, {
    method: 'POST',
    redirect: 'manual',
    headers: { ...headers(visitor), cookie: 'wordpress_test_cookie=WP%20Cookie%20check' },
    body: new URLSearchParams(form),
  });
  const page = await response.text();
  const cookies = new Map<string, string>();
  for (const line of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (name?.startsWith('wordpress') && value && !name.startsWith('wordpress_test')) cookies.set(name, value);
  }
  if (![...cookies.keys()].some((name) => name.startsWith('wordpress_logged_in_'))) {
    const why = /<div id="login_error"[^>]*>([\s\S]*?)<\/div>/
      .exec(page)?.[1]
      ?.replace(/<[^>]+>/g, '')
      .trim();
    throw new Error(`${site.name} refused the login of ${login}: ${response.status} ${why ?? page.slice(0, 200)}`);
  }
  return { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '), cookies };
}

/** Asks for a page with these cookies. Redirects are told, not followed: 302 to wp-login.php is a refusal. */
export async function visit(
  site: FleetSite,
  cookie: string,
  path = '/wp-admin/profile.php',
  visitor: Visitor = {},
): Promise<{ status: number; location: string | null; body: string }> {
  const sent = { ...headers(visitor), ...(cookie ? { cookie } : {}) };
  const response = await fetch(site.url + path, { redirect: 'manual', headers: sent });
  return { status: response.status, location: response.headers.get('location'), body: await response.text() };
}

function headers(visitor: Visitor): Record<string, string> {
  return {
    ...(visitor.userAgent ? { 'user-agent': visitor.userAgent } : {}),
    ...(visitor.ip ? { 'x-fleet-address': visitor.ip } : {}),
  };
}
