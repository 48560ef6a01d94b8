import type { FleetSite } from '../../fleet/site.ts';
import { logIn } from '../../fleet/visit.ts';
import { verifierOf } from './verifier-of.ts';

export interface Visitor {
  site: FleetSite;
  verifier: string;
  cookie: string;
  login: string;
}

/** Real logins of these people on every one of the sites. */
export async function visitors(sites: readonly FleetSite[], logins: readonly string[]): Promise<Visitor[]> {
  const all: Visitor[] = [];
  for (const site of sites)
    for (const login of logins) {
      const { cookie, cookies } = await logIn(site, login, { ip: '198.51.100.9', userAgent: `Test/1 ${login}` });
      all.push({ site, login, cookie, verifier: verifierOf(cookies) });
    }
  return all;
}

export function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
