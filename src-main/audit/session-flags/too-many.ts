import type { Fact } from '../session-facts.ts';
import type { FlagCheck } from './flag.ts';
import { beganOf, ruleOf } from './policies-of.ts';

/** A user has more live logins on a site than the policy lets them; raised for the oldest, which a sweep would end. */
export const tooMany: FlagCheck = {
  flag: 'too-many',
  ofPlaces: false,
  prepare({ byAccount }, context) {
    const reasons = new Map<Fact, string>();
    const ruleAt = ruleOf(context, ({ mostPerUser }) => mostPerUser);
    const { now } = context;
    if (context.policies.every(({ mostPerUser }) => mostPerUser === null)) return () => null;
    for (const theirs of byAccount) {
      const rule = ruleAt(theirs[0]?.session.siteId ?? '');
      if (!rule || theirs.length <= rule.figure) continue;
      const live = theirs.filter((fact) => fact.live).sort((a, b) => newestFirst(beganOf(a, now), beganOf(b, now)));
      const reason = `one of ${live.length} logins of this user; the policy “${rule.name}” has at most ${rule.figure}`;
      for (const fact of live.slice(rule.figure)) reasons.set(fact, reason);
    }
    return (fact) => reasons.get(fact) ?? null;
  },
};

const newestFirst = (a: number, b: number): number => (a === b ? 0 : a > b ? -1 : 1);
