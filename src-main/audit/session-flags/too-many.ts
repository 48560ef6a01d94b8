import { type Fact, grouped } from '../session-facts.ts';
import type { FlagCheck } from './flag.ts';
import { policiesOf, strictest } from './policies-of.ts';

/** A user has more live logins on a site than the policy lets them; raised for the oldest, which a sweep would end. */
export const tooMany: FlagCheck = {
  flag: 'too-many',
  ofPlaces: false,
  prepare(facts, context) {
    const reasons = new Map<Fact, string>();
    const ofSite = policiesOf(context);
    if (context.policies.every(({ mostPerUser }) => mostPerUser === null)) return () => null;
    const live = facts.filter((fact) => fact.live);
    for (const theirs of grouped(live, (fact) => fact.account).values()) {
      const rule = strictest(ofSite(theirs[0]?.session.siteId ?? ''), ({ mostPerUser }) => mostPerUser);
      if (!rule || theirs.length <= rule.figure) continue;
      theirs.sort((a, b) => (b.loginAt ?? 0) - (a.loginAt ?? 0));
      const reason = `one of ${theirs.length} logins of this user; the policy “${rule.name}” has at most ${rule.figure}`;
      for (const fact of theirs.slice(rule.figure)) reasons.set(fact, reason);
    }
    return (fact) => reasons.get(fact) ?? null;
  },
};
