import type { SessionFlag } from '../contract/known-sessions.ts';
import { began } from '../wordpress/breaking-sessions.ts';
import { type Agent, agentReader } from './agents/read-agent.ts';
import { type ProxiedSite, proxiedSites } from './proxied-sites.ts';
import { type Fact, factsOf, type JudgingContext, type SeenSession } from './session-facts.ts';
import { allFlags } from './session-flags/all-flags.ts';

export type { JudgingContext, SeenSession } from './session-facts.ts';

/** What Resalt makes of a session. */
export interface Judgement extends Agent {
  /** ISO 3166 alpha-2; null where it is not known, and where the address is a proxy's. */
  country: string | null;
  /** As "AS24940 Hetzner Online GmbH", or what kind of address it is, as "private address". */
  network: string | null;
  office: string | null;
  flags: SessionFlag[];
}

export interface Judged {
  /** In the order of the sessions that were given. */
  sessions: Judgement[];
  /** By site: what holds for all its sessions, said once. */
  notes: Map<string, string[]>;
}

/**
 * Says of every session where it comes from and what is odd about it. It wants all sessions of the fleet, those that are gone as
 * well where there is a history: what is odd shows beside the others. Changes nothing, asks nobody, takes a second for 200,000.
 */
export function judgeSessions(sessions: readonly SeenSession[], context: JudgingContext): Judged {
  const facts = factsOf(sessions, context);
  for (const fact of facts.all) fact.loginAt = believed(fact.loginAt, context.now);
  const proxied = proxiedSites(facts.all);
  for (const fact of facts.all) if (proxied.has(fact.session.siteId)) fact.tells = false;
  const checks = allFlags.map(({ flag, ofPlaces, prepare }) => ({ flag, ofPlaces, why: prepare(facts, context) }));
  const readAgent = agentReader();
  const judgements = facts.all.map((fact) => {
    const flags: SessionFlag[] = [];
    for (const { flag, ofPlaces, why } of checks) {
      const reason = ofPlaces && (fact.trusted || !fact.tells) ? null : why(fact);
      if (reason !== null) flags.push({ flag, reason });
    }
    const { device, browser } = readAgent(fact.session.userAgent);
    const { networkInWords: network, office } = fact.place;
    return { country: countryOf(fact, proxied.get(fact.session.siteId)), network, office, device, browser, flags };
  });
  return { sessions: judgements, notes: new Map([...proxied].map(([siteId, { note }]) => [siteId, [note]])) };
}

/** As sessions end by it: nobody knows when one began that is said to begin a day ahead. Milliseconds since 1970. */
function believed(loginAt: number | null, now: Date): number | null {
  if (loginAt === null || loginAt <= now.getTime()) return loginAt;
  return began({ login: loginAt / 1000 }, now.getTime() / 1000) === Number.NEGATIVE_INFINITY ? null : loginAt;
}

const countryOf = ({ place }: Fact, site: ProxiedSite | undefined): string | null =>
  site !== undefined && place.line !== null && place.line === site.line ? null : place.country;
