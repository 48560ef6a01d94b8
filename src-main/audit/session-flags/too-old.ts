import type { FlagCheck } from './flag.ts';
import { ruleOf } from './policies-of.ts';
import { span } from './words.ts';

const oneDay = 86_400_000;

/** A live login is older than the policy lets it be. One without a time of login counts as old, as it does where sessions end. */
export const tooOld: FlagCheck = {
  flag: 'too-old',
  ofPlaces: false,
  prepare(_facts, context) {
    const now = context.now.getTime();
    const ruleAt = ruleOf(context, ({ oldestDays }) => oldestDays);
    return ({ live, loginAt, session }) => {
      const rule = live ? ruleAt(session.siteId) : null;
      if (!rule) return null;
      const age = loginAt === null ? Number.POSITIVE_INFINITY : now - loginAt;
      if (age <= rule.figure * oneDay) return null;
      const began = loginAt === null ? 'nobody knows when it began' : `${span(age)} old`;
      return `${began}; the policy “${rule.name}” has at most ${rule.figure} days`;
    };
  },
};
