import type { SessionPolicy } from '../contract/session-policies.ts';
import type { AgencyKnowledge } from './agency-knowledge.ts';
import { type Judged, judgeSessions, type SeenSession } from './judge-sessions.ts';
import { openLookup } from './places/lookup.ts';

export interface Judging {
  /** Reads all that judging needs; the answer judges at once. VAULT_LOCKED where the vault is not open. */
  ready(): Promise<(sessions: readonly SeenSession[]) => Judged>;
  /** What a person should know of the data that Resalt judges by, as that it is old. */
  notes(): Promise<string[]>;
}

interface JudgingParts {
  knowledge: Pick<AgencyKnowledge, 'get'>;
  policies(): readonly SessionPolicy[];
  sites(): readonly { id: string; client: string | null; tags: readonly string[] }[];
  clock(): Date;
}

export function openJudging({ knowledge, policies, sites, clock }: JudgingParts): Judging {
  return {
    async ready() {
      const [lookup, known] = await Promise.all([openLookup(), knowledge.get()]);
      const ofSites = new Map(sites().map(({ id, client, tags }) => [id, { client, tags }]));
      const context = { lookup, knowledge: known, policies: policies(), sites: ofSites };
      return (sessions) => judgeSessions(sessions, { ...context, now: clock() });
    },
    notes: async () => (await openLookup()).notes(clock()),
  };
}
