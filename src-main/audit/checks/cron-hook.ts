import type { AuditReading } from '../../wordpress/audit-reading.ts';
import type { CronEvent } from '../../wordpress/cron.ts';
import { type Check, type Found, moment, onBlog } from './check.ts';

/** What WP-Cron has planned: code in its arguments, names that are none, and hooks that no file answers to. */
export const cronHook: Check = {
  name: 'cron-hook',
  reads: ['cron', 'cron-code'],
  find: (reading) =>
    reading.blogs.flatMap(({ blog, planned }) => (planned ?? []).flatMap((event) => found(reading, blog, event))),
};

function found(reading: AuditReading, blog: number, event: CronEvent): Found[] {
  const { hook, at, schedule, code } = event;
  const odd = !/^[\w./:\\ -]{1,150}$/.test(hook);
  if (!code && !odd && !reading.cronWithoutCode.includes(hook)) return [];
  return [
    {
      harm: code ? 'takeover' : 'foothold',
      confidence: code ? 'likely' : odd ? 'possible' : 'unlikely',
      title: code
        ? `WP-Cron runs ${hook} with code among its arguments`
        : odd
          ? `WP-Cron has a hook with an odd name: ${hook}`
          : `WP-Cron runs ${hook}, which no file of the site names`,
      where: `option cron, ${hook}${onBlog(reading, blog)}`,
      why: code
        ? 'Something takes this text and runs it, again and again.'
        : 'Plugins that are gone leave such hooks; so does malware whose file was removed, or that hides its name.',
      about: { blog, hook, code },
      seen: { next: moment(at), schedule },
      fix: null,
      byHand: `Find out whose it was; then “wp cron event delete ${/^[\w-]+$/.test(hook) ? hook : 'HOOK'}”, or a plugin that manages WP-Cron.`,
    },
  ];
}
