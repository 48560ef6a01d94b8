import { ResaltError } from '../../contract/failures.ts';
import type { Tools } from '../tools.ts';
import { addressProblem } from './canary.ts';
import type { Look } from './look.ts';

/** What wp-login.php said. `unclear`: neither, and why. */
export interface LoginAnswer {
  answer: 'accepted' | 'refused' | 'unclear';
  why: string | null;
}

/** Why nobody may be logged in at the site's address; null where it may be tried. */
export const loginProblem = ({ stored, site }: Look): string | null => addressProblem(stored.siteurl, site.url);

/**
 * Logs in as a person does, at wp-login.php. Who is let in gets a session on the site: end it. Never throws: what could not be tried is
 * `unclear`.
 */
export async function tryLogin(
  { stored }: Look,
  { probe }: Pick<Tools, 'probe'>,
  login: string,
  password: string,
): Promise<LoginAnswer> {
  const form = { log: login, pwd: password, testcookie: '1', 'wp-submit': 'Log In' };
  const page = `${stored.siteurl.replace(/\/+$/, '')}/wp-login.php`;
  try {
    const said = await probe(page, { form, cookie: 'wordpress_test_cookie=WP%20Cookie%20check', timeoutMs: 20_000 });
    const names = said.cookieNames ?? [];
    if (names.some((name) => name.startsWith('wordpress_logged_in_'))) return { answer: 'accepted', why: null };
    if (said.status === 200 && /id=["']login_error["']/.test(said.body)) return { answer: 'refused', why: null };
    return { answer: 'unclear', why: whyUnclear(said.status, said.location) };
  } catch (error) {
    return {
      answer: 'unclear',
      why: error instanceof ResaltError ? error.message : 'The login page could not be asked.',
    };
  }
}

function whyUnclear(status: number, location: string | null): string {
  if (status === 200) return 'The login page asks for something more than a password, such as a second factor.';
  if (status >= 300 && status < 400)
    return location !== null && URL.canParse(location)
      ? `The login page sends people on to ${new URL(location).host}, as with a single sign-on.`
      : 'The login page sends people on to another one.';
  if (status === 401 || status === 403 || status === 429) return `The login page is closed to Resalt (${status}).`;
  if (status === 404 || status === 410) return `There is no login page at its usual place (${status}).`;
  return `The login page answers ${status}.`;
}
