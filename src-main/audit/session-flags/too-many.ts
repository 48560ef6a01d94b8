import type { Fact } from '../session-facts.ts';
import type { FlagCheck } from './flag.ts';
import { ruleOf } from './policies-of.ts';

/** A user has more live logins on a site than the policy lets them; raised for the oldest, which a sweep would end. */
export const tooMany: FlagCheck = {
  flag: 'too-many',
  ofPlaces: false,
  prepare({ byAccount }, context) {
    const reasons = new Map<Fact, string>();
    const ruleAt = ruleOf(context, ({ mostPerUser }) => mostPerUser);
    if (context.policies.every(({ mostPerUser }) => mostPerUser === null)) return () => null;
    for (const theirs of byAccount) {
      const rule = ruleAt(theirs[0]?.session.siteId ?? '');
      if (!rule || theirs.length <= rule.figure) continue;
      const live = theirs.filter((fact) => fact.live).sort((a, b) => (b.loginAt ?? 0) - (a.loginAt ?? 0));
      const reason = `one of ${live.length} logins of this user; the policy “${rule.name}” has at most ${rule.figure}`;
      for (const fact of live.slice(rule.figure)) reasons.set(fact, reason);
    }
    return (fact) => reasons.get(fact) ?? null;
  },
};
