import { type Judgement, judgeSessions, type SeenSession } from '../../../src-main/audit/judge-sessions.ts';
import type { Address } from '../../../src-main/audit/places/read-address.ts';
import type { JudgingContext } from '../../../src-main/audit/session-facts.ts';
import type { SessionFlag } from '../../../src-main/contract/known-sessions.ts';
import type { SessionKnowledge, SessionPolicy } from '../../../src-main/contract/session-policies.ts';

export const now = new Date('2026-11-22T12:00:00Z');
export const hoursAgo = (hours: number): string => new Date(now.getTime() - hours * 3_600_000).toISOString();

/** Addresses of a world of our own: the first byte tells the country, the first two the network. */
const countries: Record<number, string> = { 80: 'NL', 81: 'BE', 90: 'BR', 91: 'US', 92: 'AU' };
const networks: Record<number, number> = { 66: 24940, 77: 20940 };
const lookup = {
  countryOf: ({ kind, text }: Address) => (kind === 'public' ? (countries[Number(text?.split('.')[0])] ?? null) : null),
  networkOf: ({ kind, text }: Address) => {
    const [first, second] = (text ?? '').split('.').map(Number);
    if (kind !== 'public' || first === undefined || second === undefined) return null;
    const number = networks[second] ?? first * 1000 + second;
    return { number, name: `Net ${number}` };
  },
};

export const session = (more: Partial<SeenSession> = {}): SeenSession => ({
  siteId: 's_acme000000',
  userId: 1,
  user: 'ed',
  email: 'ed@client.test',
  roles: ['editor'],
  ip: '80.1.1.1',
  userAgent: 'curl/8.5.0',
  loginAt: hoursAgo(1),
  expiresAt: hoursAgo(-300),
  expired: false,
  ghost: false,
  firstKnownAt: null,
  goneAt: null,
  ...more,
});

export interface Circumstances {
  knowledge?: Partial<SessionKnowledge>;
  policies?: SessionPolicy[];
  sites?: JudgingContext['sites'];
}

export const judge = (sessions: readonly SeenSession[], { knowledge, policies, sites }: Circumstances = {}) =>
  judgeSessions(sessions, {
    lookup,
    knowledge: { keepDays: 90, offices: [], people: [], blocked: [], rolesNotHere: [], ...knowledge },
    policies: policies ?? [],
    sites: sites ?? new Map([['s_acme000000', { client: 'Acme', tags: ['shop'] }]]),
    now,
  });

/** Of each session the reason of one flag, or null. */
export const reasons = (
  flag: SessionFlag['flag'],
  sessions: readonly SeenSession[],
  circumstances: Circumstances = {},
): (string | null)[] =>
  judge(sessions, circumstances).sessions.map(
    ({ flags }: Judgement) => flags.find((one) => one.flag === flag)?.reason ?? null,
  );

export const policy = (more: Partial<SessionPolicy>): SessionPolicy => ({
  id: 'p_strict0',
  name: 'Strict',
  of: { all: true },
  mostPerUser: null,
  oldestDays: null,
  noExpired: false,
  sweeps: null,
  ...more,
});
