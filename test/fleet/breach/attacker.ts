import type { FleetSite } from '../site.ts';
import { logIn } from '../visit.ts';

/** Where the attacker comes from: TEST-NET-2, nobody's (RFC 5737). */
export const attackersAddress = '198.51.100.66';
const userAgent = 'python-requests/2.31.0';

export interface Answer {
  status: number;
  location: string | null;
  cookies: string[];
  body: string;
}

/** A request as the attacker makes it. Redirects are told, not followed. */
export async function ask(
  site: FleetSite,
  path: string,
  { cookie, form, headers = {}, from = attackersAddress }: AskHow = {},
): Promise<Answer> {
  const response = await fetch(site.url + path, {
    redirect: 'manual',
    headers: { 'x-fleet-address': from, 'user-agent': userAgent, ...(cookie ? { cookie } : {}), ...headers },
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
  });
  return {
    status: response.status,
    location: response.headers.get('location'),
    cookies: response.headers.getSetCookie().map((line) => line.split(';', 1)[0] ?? ''),
    body: await response.text(),
  };
}

interface AskHow {
  cookie?: string;
  form?: Record<string, string>;
  headers?: Record<string, string>;
  from?: string;
}

/** The cookies of a real login with this password; null where WordPress does not let in. */
export async function logInAs(
  site: FleetSite,
  login: string,
  password: string,
  from = attackersAddress,
): Promise<string | null> {
  const users = [{ id: 0, email: '', role: 'subscriber' as const, login, password }];
  return logIn({ ...site, users }, login, { ip: from, userAgent }).then(
    ({ cookie }) => cookie,
    (error: unknown) => {
      if (error instanceof Error && error.message.includes('refused the login')) return null;
      throw error;
    },
  );
}
