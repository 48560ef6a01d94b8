import type { SessionKnowledge, SessionPolicy } from '../../src-main/contract/session-policies.ts';
import type { Site } from '../../src-main/contract/sites.ts';
import type { SeenSession, SessionHistory, SessionLook } from '../../src-main/store/session-history/history-types.ts';
import { type FakeKnown, makeKnown } from '../e2e/screens/fake-sessions.ts';
import { makeSite } from '../e2e/screens/fake-sites.ts';

export const now = new Date('2026-01-10T22:41:07Z');
const hoursAgo = (hours: number): string => new Date(now.getTime() - hours * 3_600_000).toISOString();

export interface SeenFleet {
  sites: Site[];
  looks: SessionLook[];
}

/** The fleet of the screens' tests (33,000 addresses for 200,000 sessions), as looks at its sites found it. */
export function seenFleet(sites: number, sessions: number): SeenFleet {
  const known = makeKnown({ sites, sessions, now: now.getTime() });
  const looks = known.sites.map(({ siteId }) => aLook(siteId));
  const at = new Map(looks.map((look) => [look.siteId, look]));
  for (const { siteId, ...user } of known.users) at.get(siteId)?.users.push(user);
  for (const session of known.sessions) {
    const user = known.users[session.user];
    if (user) at.get(user.siteId)?.sessions.push(seen(known, session, user.userId));
  }
  return { sites: Array.from({ length: sites }, (_, number) => makeSite(number)), looks };
}

const aLook = (siteId: string): SessionLook => ({
  ...{ siteId, at: hoursAgo(1), users: [], sessions: [], unread: new Set<number>(), cut: false, notes: [] },
});

function seen(known: FakeKnown, session: FakeKnown['sessions'][number], userId: number): SeenSession {
  const { verifier, loginAt, expiresAt, lastSeenAt, lastSeenBy, address, agent } = session;
  return {
    ...{ userId, verifier, loginAt, expiresAt, lastSeenAt, lastSeenBy, ghost: false },
    ip: known.addresses[address ?? -1]?.ip ?? null,
    userAgent: known.agents[agent ?? -1]?.userAgent ?? null,
  };
}

/** Two looks at each site: yesterday one session in twenty was not there yet, and one in fifty was that is gone now. */
export async function keep(history: SessionHistory, { looks }: SeenFleet): Promise<void> {
  for (const look of looks) {
    await history.looked({ ...look, at: hoursAgo(30), sessions: look.sessions.filter((_, at) => at % 20 !== 7) });
    await history.looked({ ...look, sessions: look.sessions.filter((_, at) => at % 50 !== 9) });
  }
}

/** An agency that has written down a lot: each address is held against all of it. */
export const knowledge: SessionKnowledge = {
  keepDays: 90,
  offices: Array.from({ length: 500 }, (_, n) => ({
    name: `Office ${n}`,
    range: `203.2.${n >> 3}.${(n & 7) * 16}/28`,
  })),
  people: Array.from({ length: 50 }, (_, n) => `anna${n * 14}@mail.example`),
  blocked: Array.from({ length: 5000 }, (_, n) => `203.${n >> 12}.${(n >> 4) & 127}.${(n & 15) * 8}/30`),
  rolesNotHere: [{ role: 'shop_manager' }],
};

export const policies: SessionPolicy[] = [
  {
    ...{ id: 'p_bench000', name: 'At most', of: { all: true }, noExpired: true, sweeps: null },
    ...{ mostPerUser: 2, oldestDays: 10 },
  },
];
