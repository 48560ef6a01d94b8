import type { FlagCheck } from './flag.ts';
import { beganOf, ruleOf } from './policies-of.ts';
import { span } from './words.ts';

const day = 86_400;

/** A live login is older than the policy lets it be. One that nobody knows the beginning of counts as old, as it does where sessions end. */
export const tooOld: FlagCheck = {
  flag: 'too-old',
  ofPlaces: false,
  prepare(_facts, context) {
    const ruleAt = ruleOf(context, ({ oldestDays }) => oldestDays);
    const now = context.now.getTime() / 1000;
    return (fact) => {
      const rule = fact.live ? ruleAt(fact.session.siteId) : null;
      if (!rule) return null;
      const allowed = `the policy “${rule.name}” has at most ${rule.figure} days`;
      const age = now - beganOf(fact, context.now);
      if (age === Number.POSITIVE_INFINITY) return `nobody knows when it began; ${allowed}`;
      return age > rule.figure * day ? `${span(age * 1000)} old; ${allowed}` : null;
    };
  },
};
