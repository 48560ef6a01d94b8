import type { Confidence } from '../../contract/findings.ts';
import type { UnjudgedWhy } from '../../wordpress/audit-reading.ts';
import { type Check, demoting, onBlog } from './check.ts';

const words: Record<UnjudgedWhy, { confidence: Confidence; why: string }> = {
  large: { confidence: 'likely', why: 'It is larger than Resalt reads; no honest one is.' },
  strange: { confidence: 'likely', why: 'It is written in a way that PHP may read and nobody honest uses.' },
  lengths: {
    confidence: 'unlikely',
    why: 'Its lengths are wrong, as after a careless search and replace: PHP sees no rights in it.',
  },
  changed: { confidence: 'unlikely', why: 'It was changed while the site was read. Audit the site again.' },
};

/** A row of capabilities of which Resalt can't say what WordPress makes of it. */
export const unjudgedCapabilities: Check = {
  name: 'unjudged-capabilities',
  reads: ['rights', 'people'],
  find: (reading) =>
    reading.unjudged.map(({ userId, blog, why, digest }) => ({
      harm: 'takeover',
      confidence: words[why].confidence,
      title: `The rights of user ${userId} can’t be judged`,
      where: `user ${userId}${onBlog(reading, blog)}`,
      why: words[why].why,
      about: { userId, blog, what: why, value: digest.slice(0, 16) },
      seen: { user: reading.people.get(userId)?.login ?? null },
      fix: demoting({ id: userId, login: reading.people.get(userId)?.login ?? '' }, blog),
      byHand: 'Look at the user in WordPress and give a role anew, which writes the row anew.',
    })),
};
