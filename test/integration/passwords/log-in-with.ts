import type { FleetSite } from '../../fleet/site.ts';
import { logIn } from '../../fleet/visit.ts';

/** A real login with another password than the fleet knows; the cookie, or null where it is refused. */
export async function logInWith(site: FleetSite, login: string, password: string): Promise<string | null> {
  const users = [{ id: 0, email: '', role: 'subscriber' as const, login, password }];
  return logIn({ ...site, users }, login).then(
    ({ cookie }) => cookie,
    () => null,
  );
}
