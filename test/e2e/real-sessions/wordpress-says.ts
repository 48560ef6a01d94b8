import type { FleetSite } from '../../fleet/site.ts';
import { askWordpress } from '../../integration/sessions/judge.ts';

/** A login as a row of the table tells it. Times are ISO 8601. */
export interface Told {
  site: string;
  user: string;
  ip: string;
  country: string;
  loginAt: string;
  expiresAt: string;
}

/** Every login that WordPress's own WP_Session_Tokens takes for valid now. */
export async function wordpressSays(sites: readonly FleetSite[]): Promise<Told[]> {
  const each = await Promise.all(sites.map(async (site) => ({ site, users: await askWordpress(site) })));
  return each.flatMap(({ site, users }) =>
    Object.entries(users).flatMap(([id, { sessions }]) =>
      Object.values(sessions).map(([loginAt, expiresAt, ip]) => ({
        site: site.name,
        user: site.users.find((one) => String(one.id) === id)?.login ?? id,
        ip: String(ip),
        country: site.sessions.find((seeded) => seeded.ip === ip)?.country ?? 'not seeded',
        loginAt: asIso(loginAt),
        expiresAt: asIso(expiresAt),
      })),
    ),
  );
}

const asIso = (seconds: unknown): string => new Date(Number(seconds) * 1000).toISOString();

const line = (one: Told): string => [one.site, one.user, one.loginAt, one.expiresAt, one.ip, one.country].join(' ');
/** For comparing: a line each, in an order of their own. */
export const lines = (told: readonly Told[]): string[] => told.map(line).toSorted();
