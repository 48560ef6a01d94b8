import type { KnownAddress, KnownPage } from '../contract/known-sessions.ts';
import type { SessionToJudge } from './known-fleet.ts';
import type { Judgement } from './session-snapshot.ts';

/** Puts sessions into pages, one after the other; a user, address or agent stands in the page that needs it first. */
export function pageFiller(): (page: KnownPage, session: SessionToJudge, judgement: Judgement) => void {
  const userAt = userNumbers();
  const addressAt = addressNumbers();
  const agents = new Map<string, number>();
  return (page, session, { country, network, office, device, browser, flags }) => {
    const { ip, userAgent, verifier, loginAt, expiresAt, expired, lastSeenAt, lastSeenBy, firstKnownAt, goneAt } =
      session;
    let agent = userAgent === null ? null : agents.get(userAgent);
    if (agent === undefined && userAgent !== null) {
      agent = agents.size;
      agents.set(userAgent, agent);
      page.agents.push({ userAgent, device, browser });
    }
    page.sessions.push({
      user: userAt(page, session),
      address: ip === null ? null : addressAt(page, ip, country, network, office),
      agent: agent ?? null,
      verifier,
      loginAt,
      expiresAt,
      expired,
      lastSeenAt,
      lastSeenBy,
      firstKnownAt,
      goneAt,
      flags,
    });
  };
}

function userNumbers(): (page: KnownPage, session: SessionToJudge) => number {
  const sites = new Map<string, Map<number, number>>();
  let next = 0;
  return (page, { siteId, userId, user, email, displayName, roles }) => {
    const users = sites.get(siteId) ?? new Map<number, number>();
    if (users.size === 0) sites.set(siteId, users);
    const known = users.get(userId);
    if (known !== undefined) return known;
    page.users.push({ siteId, userId, user, email, displayName, roles });
    users.set(userId, next);
    return next++;
  };
}

type Place = [country: string | null, network: string | null, office: string | null];

/** Behind a site's proxy an address is of no country, elsewhere it may be: then it stands there twice. */
function addressNumbers(): (page: KnownPage, ip: string, ...place: Place) => number {
  const known = new Map<string, (Omit<KnownAddress, 'ip'> & { number: number })[]>();
  let next = 0;
  return (page, ip, country, network, office) => {
    const places = known.get(ip) ?? [];
    for (const one of places)
      if (one.country === country && one.network === network && one.office === office) return one.number;
    if (places.length === 0) known.set(ip, places);
    page.addresses.push({ ip, country, network, office });
    places.push({ country, network, office, number: next });
    return next++;
  };
}
