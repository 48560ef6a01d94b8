import type { FlagCheck } from './flag.ts';
import { ruleOf } from './policies-of.ts';
import { span } from './words.ts';

const oneDay = 86_400_000;

/** A live login is older than the policy lets it be. One without a time of login counts as old, as it does where sessions end. */
export const tooOld: FlagCheck = {
  flag: 'too-old',
  ofPlaces: false,
  prepare(_facts, context) {
    const ruleAt = ruleOf(context, ({ oldestDays }) => oldestDays);
    const now = context.now.getTime();
    return ({ live, loginAt, session }) => {
      const rule = live ? ruleAt(session.siteId) : null;
      if (!rule) return null;
      const allowed = `the policy “${rule.name}” has at most ${rule.figure} days`;
      if (loginAt === null) return `nobody knows when it began; ${allowed}`;
      const age = now - loginAt;
      return age > rule.figure * oneDay ? `${span(age)} old; ${allowed}` : null;
    };
  },
};
