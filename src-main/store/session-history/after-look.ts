import type { EndedSessions, KeptSession, KeptSite, SeenUser, SessionLook } from './history-types.ts';

const nameOf = ({ userId, verifier }: { userId: number; verifier: string }) => `${userId} ${verifier}`;
/** Of one site. Beyond it those that are gone for longest leave. */
const mostKept = 200_000;

/**
 * What is known once a look is done. A session that is missing is gone only where the look would have seen it; one that an
 * ending took away is not brought back by a look that began before.
 */
export function afterLook(before: KeptSite | null, look: SessionLook, keepDays: number): KeptSite {
  const earlier = new Map(before?.sessions.map((session) => [nameOf(session), session]));
  const sessions: KeptSession[] = [];
  for (const seen of look.sessions) {
    const known = earlier.get(nameOf(seen));
    earlier.delete(nameOf(seen));
    sessions.push({
      ...seen,
      ...latest(known, seen),
      firstKnownAt: known?.firstKnownAt ?? look.at,
      goneAt: known?.goneAt && look.at <= known.goneAt ? known.goneAt : null,
    });
  }
  for (const known of earlier.values()) {
    const unsure = look.cut || look.unread.has(known.userId);
    sessions.push(known.goneAt !== null || unsure ? known : { ...known, goneAt: look.at });
  }
  return withoutOld(
    {
      siteId: look.siteId,
      lookedAt: look.at,
      failure: null,
      notes: look.notes,
      allEndedAt: before?.allEndedAt && look.at <= before.allEndedAt ? before.allEndedAt : null,
      users: [...(before?.users ?? []), ...look.users],
      sessions,
    },
    look.at,
    keepDays,
  );
}

/** What is known once sessions were ended and seen to be gone. A look that began later knows better. */
export function afterEnding(before: KeptSite, at: string, which: EndedSessions | 'all'): KeptSite {
  if (before.lookedAt !== null && before.lookedAt > at) return before;
  const ends = ({ userId, verifier, goneAt, firstKnownAt }: KeptSession) => {
    if (goneAt !== null || firstKnownAt > at) return false;
    return which === 'all' || which.get(userId)?.has(verifier) === true;
  };
  return { ...before, sessions: before.sessions.map((one) => (ends(one) ? { ...one, goneAt: at } : one)) };
}

/** Without the sessions that are gone for longer than `keepDays`, and without users of whom nothing is left. */
export function withoutOld(site: KeptSite, now: string, keepDays: number): KeptSite {
  const since = new Date(Date.parse(now) - keepDays * 86_400_000).toISOString();
  let sessions = site.sessions.filter(({ goneAt }) => goneAt === null || goneAt >= since);
  if (sessions.length > mostKept) {
    const rank = ({ goneAt }: KeptSession) => goneAt ?? '~';
    sessions = sessions.toSorted((a, b) => (rank(a) < rank(b) ? 1 : -1)).slice(0, mostKept);
  }
  const needed = new Set(sessions.map(({ userId }) => userId));
  const users = new Map<number, SeenUser>();
  for (const user of site.users) if (needed.has(user.userId)) users.set(user.userId, user);
  return { ...site, sessions, users: [...users.values()] };
}

type LastSeen = Pick<KeptSession, 'lastSeenAt' | 'lastSeenBy'>;

/** A log forgets: what it said before holds until it says something later. */
function latest(known: LastSeen | undefined, seen: LastSeen): LastSeen {
  const { lastSeenAt, lastSeenBy } = known?.lastSeenAt && known.lastSeenAt > (seen.lastSeenAt ?? '') ? known : seen;
  return { lastSeenAt, lastSeenBy };
}
