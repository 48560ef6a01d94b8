import { setImmediate as nextTurn } from 'node:timers/promises';
import { toFailure } from '../contract/failures.ts';
import type { KnownSite } from '../contract/known-sessions.ts';
import type { Site } from '../contract/sites.ts';
import type { KeptSession, KeptSite, SeenUser, SessionHistory } from '../store/session-history/history-types.ts';
import { isOfOneSite } from '../store/session-history/sealed-site.ts';

/** A session of the history with whose it is; `expired` by the clock of now. */
export interface SessionToJudge extends KeptSession, Omit<SeenUser, 'userId'> {
  siteId: string;
  expired: boolean;
}

export interface KnownFleet {
  sites: KnownSite[];
  sessions: SessionToJudge[];
}

/** All that the history knows of these sites, those that are gone as well; other work goes on in between. */
export async function knownFleet(
  history: Pick<SessionHistory, 'of'>,
  sites: readonly Site[],
  now: Date,
): Promise<KnownFleet> {
  const fleet: KnownFleet = { sites: [], sessions: [] };
  for (const [index, site] of sites.entries()) {
    if (index % 20 === 19) await nextTurn();
    const kept = await keptOf(history, site.id);
    fleet.sites.push(siteOf(site, kept));
    for (const session of toJudge(kept, now)) fleet.sessions.push(session);
  }
  return fleet;
}

/** A site whose part is damaged is told as such, and keeps no other from being shown. */
async function keptOf(history: Pick<SessionHistory, 'of'>, siteId: string): Promise<KeptSite | null> {
  try {
    return await history.of(siteId);
  } catch (error) {
    if (!isOfOneSite(error)) throw error;
    const failure = toFailure(error, { siteId });
    return { siteId, lookedAt: null, failure, notes: [], allEndedAt: null, users: [], sessions: [] };
  }
}

const siteOf = ({ id, name, client, tags }: Site, kept: KeptSite | null): KnownSite => ({
  ...{ siteId: id, site: name, client, tags },
  ...{ lookedAt: kept?.lookedAt ?? null, failure: kept?.failure ?? null, notes: [...(kept?.notes ?? [])] },
});

const nobody = { user: null, email: null, displayName: null, roles: [] };

/** Every property by name: spread, 200,000 of them took seconds. */
function* toJudge(kept: KeptSite | null, now: Date): Generator<SessionToJudge> {
  if (!kept) return;
  const users = new Map(kept.users.map((user) => [user.userId, user]));
  const at = now.toISOString();
  for (const session of kept.sessions) {
    const { user, email, displayName, roles } = users.get(session.userId) ?? nobody;
    yield {
      siteId: kept.siteId,
      userId: session.userId,
      user,
      email,
      displayName,
      roles,
      verifier: session.verifier,
      ghost: session.ghost,
      ip: session.ip,
      userAgent: session.userAgent,
      loginAt: session.loginAt,
      expiresAt: session.expiresAt,
      expired: session.expiresAt !== null && session.expiresAt < at,
      lastSeenAt: session.lastSeenAt,
      lastSeenBy: session.lastSeenBy,
      firstKnownAt: session.firstKnownAt,
      goneAt: session.goneAt,
    };
  }
}
