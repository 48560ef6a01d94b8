import type {
  KnownAddress,
  KnownAgent,
  KnownSession,
  KnownSite,
  KnownUser,
} from '../../../src-main/contract/known-sessions.ts';
import type { Select } from '../../../src-main/contract/sites.ts';
import type { TestEngine } from '../open-engine.ts';

export interface Known {
  sites: KnownSite[];
  sessions: (KnownSession & { who: KnownUser; from: KnownAddress | null; by: KnownAgent | null })[];
}

/** Every page of a new snapshot, put together as a window does it. */
export async function everythingKnown(
  engine: Pick<TestEngine, 'call'>,
  select: Select = { all: true },
): Promise<Known> {
  const users: KnownUser[] = [];
  const addresses: KnownAddress[] = [];
  const agents: KnownAgent[] = [];
  const known: Known = { sites: [], sessions: [] };
  let page = await engine.call.sessions.known({ select });
  for (;;) {
    users.push(...page.users);
    addresses.push(...page.addresses);
    agents.push(...page.agents);
    known.sites.push(...page.sites);
    for (const one of page.sessions) {
      const who = users[one.user];
      if (!who) throw new Error('a session of a user that no page has');
      const from = one.address === null ? null : (addresses[one.address] ?? null);
      known.sessions.push({ ...one, who, from, by: one.agent === null ? null : (agents[one.agent] ?? null) });
    }
    if (page.next === null) return known;
    page = await engine.call.sessions.known({ select, snapshot: page.snapshot, page: page.next });
  }
}
