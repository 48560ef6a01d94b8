import type { SessionKnowledge, SessionPolicy } from '../contract/session-policies.ts';
import type { Lookup } from './places/lookup.ts';
import { type Place, placesOf } from './places/place.ts';
import { whoOf } from './who.ts';

/** A session as the history or a look at a site has it. Times are ISO 8601. Text is the site's own and may hold anything. */
export interface SeenSession {
  siteId: string;
  userId: number;
  /** null where the user was deleted and only the session is left. */
  user: string | null;
  email: string | null;
  roles: readonly string[];
  ip: string | null;
  userAgent: string | null;
  loginAt: string | null;
  expiresAt: string | null;
  expired: boolean;
  /** It stands in a row that WordPress does not look at. */
  ghost: boolean;
  /** The first look that found it; null where there is no history. */
  firstKnownAt: string | null;
  /** The look that found it gone; null while it is there. */
  goneAt: string | null;
}

export interface JudgingContext {
  lookup: Pick<Lookup, 'countryOf' | 'networkOf'>;
  knowledge: SessionKnowledge;
  policies: readonly SessionPolicy[];
  /** Client and tags of the sites, for what holds for some of them only. */
  sites: ReadonlyMap<string, { client: string | null; tags: readonly string[] }>;
  now: Date;
}

/** A session with what every flag asks of it, worked out once. Times are milliseconds since 1970. */
export interface Fact {
  session: SeenSession;
  /** Whose it is (who.ts). */
  account: number;
  person: number;
  place: Place;
  loginAt: number | null;
  firstKnownAt: number | null;
  /** It is there and lets somebody in. */
  live: boolean;
  /** Its place says something of the person: neither it nor the whole site is behind a proxy. Evidence only where true. */
  tells: boolean;
  /** The agency knows the office or the person: places and networks raise no flag. */
  trusted: boolean;
}

/** All sessions of the fleet; and those of each person and each user who has more than one. */
export interface Facts {
  all: readonly Fact[];
  byPerson: readonly (readonly Fact[])[];
  byAccount: readonly (readonly Fact[])[];
}

export function factsOf(sessions: readonly SeenSession[], context: JudgingContext): Facts {
  const all = eachOf(sessions, context);
  return { all, byPerson: together(all, ({ person }) => person), byAccount: together(all, ({ account }) => account) };
}

function eachOf(sessions: readonly SeenSession[], { lookup, knowledge }: JudgingContext): Fact[] {
  const placeOf = placesOf(lookup, knowledge);
  const whose = whoOf(knowledge.people);
  const seen = moments();
  return sessions.map((session) => {
    const { account, person, known } = whose(session);
    const place = placeOf(session.ip);
    return {
      session,
      account,
      person,
      place,
      loginAt: moment(session.loginAt),
      firstKnownAt: seen(session.firstKnownAt),
      live: !session.expired && session.goneAt === null && !session.ghost,
      tells: place.proxy === null && place.line !== null,
      trusted: place.office !== null || known,
    };
  });
}

function moment(iso: string | null): number | null {
  const time = iso === null ? Number.NaN : Date.parse(iso);
  return Number.isNaN(time) ? null : time;
}

/** Many sessions were found by the same look. */
function moments(): typeof moment {
  let last: string | null = null;
  let time: number | null = null;
  return (iso) => {
    if (iso !== last) [last, time] = [iso, moment(iso)];
    return time;
  };
}

/** Facts of the same number, where there are several; numbers are less than there are facts. */
function together(facts: readonly Fact[], numberOf: (fact: Fact) => number): Fact[][] {
  const counts = new Int32Array(facts.length);
  for (const fact of facts) counts[numberOf(fact)] = (counts[numberOf(fact)] ?? 0) + 1;
  const groups = new Map<number, Fact[]>();
  for (const fact of facts) {
    const number = numberOf(fact);
    if ((counts[number] ?? 0) < 2) continue;
    const group = groups.get(number);
    if (group) group.push(fact);
    else groups.set(number, [fact]);
  }
  return [...groups.values()];
}

/** Facts by a name; those without one are left out. */
export function grouped(
  facts: Iterable<Fact>,
  nameOf: (fact: Fact) => string | number | null,
): Map<string | number, Fact[]> {
  const groups = new Map<string | number, Fact[]>();
  for (const fact of facts) {
    const name = nameOf(fact);
    if (name === null) continue;
    const group = groups.get(name);
    if (group) group.push(fact);
    else groups.set(name, [fact]);
  }
  return groups;
}
