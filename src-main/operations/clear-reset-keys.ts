import type { ClearResetKeys } from '../contract/orders/clear-reset-keys.ts';
import type { Deed } from '../contract/runs.ts';
import { recoveryOptionNames } from '../wordpress/salts.ts';
import type { Operation } from './operations.ts';
import { closed, nothing } from './steps/closing-result.ts';
import { forgetForGood, problemOf } from './steps/forget-in-cache.ts';
import { openSite } from './steps/look.ts';
import { asNetwork } from './steps/read-for-audit.ts';
import { deleteResetKeys, type ResetKeys, readResetKeys, recoveryKeys } from './steps/reset-keys.ts';
import { untilQuiet } from './steps/until-quiet.ts';
import type { Marks, Story } from './story.ts';

/**
 * ClearResetKeys: links for a new password survive new passwords and new salts that are written by SQL (FACTS: Ending sessions); they go, with the keys
 * of the recovery mode, and the invitations and registrations of a network that nobody has answered yet. Looked for until none comes back, forgotten by the cache, and read back.
 */
export function clearResetKeys(_order: ClearResetKeys): Operation {
  return async (site, tools, story) => {
    const reached = await openSite(site, tools, story);
    try {
      const open = await asNetwork(reached);
      const before = await story.step('Look for reset links', () => readResetKeys(open));
      tell(before, story);
      if (open.cache.way === 'cannot') story.warn('object-cache', open.cache.why);
      if (story.dryRun) return { ...nothing, outcome: 'unchanged' };
      const begun = await markAll(before, story);
      if (begun.users.length + begun.options + begun.invitations.length + begun.signups === 0)
        return closed(open, deedsOf(begun, before, true), problemOf(open));
      const quiet = await story.step('Clear them', () =>
        untilQuiet(tools.loginsUnderWayMs, () => deleteResetKeys(open)),
      );
      const problem = await forgetForGood(open, tools, story, {
        users: begun.users,
        blogs: before.blogs,
        options: [recoveryKeys, ...recoveryOptionNames, ...begun.invitations],
        networkOptions: recoveryOptionNames,
      });
      const after = await story.step('See that it is so', () => readResetKeys(open));
      return closed(open, deedsOf(begun, after, quiet), problem);
    } finally {
      await reached.close();
    }
  };
}

function tell({ users, options, more, invitations, signups }: ResetKeys, story: Story): void {
  if (users.length > 0)
    story.will(
      `The links of ${more ? 'more than ' : ''}${users.length} users to set a new password open nothing any more.`,
    );
  if (options > 0)
    story.will('The keys of WordPress’s recovery mode are deleted; it makes new ones when it needs them.');
  if (invitations.length > 0)
    story.will(
      `${invitations.length} invitations to blogs of the network are deleted: who was invited is to be invited anew.`,
    );
  if (signups > 0)
    story.will(
      `${signups} registrations and invitations that were not confirmed yet are deleted: who meant it registers anew.`,
    );
}

/** Of whom the cache must forget the key is not to be seen any more once the keys are gone. */
async function markAll(
  { users, options, invitations, signups }: ResetKeys,
  story: Story,
): Promise<NonNullable<Marks['resetKeys']>> {
  const earlier = story.marks.resetKeys ?? { users: [], options: 0, invitations: [], signups: 0 };
  const all = {
    users: [...new Set([...earlier.users, ...users])],
    options: Math.max(earlier.options, options),
    invitations: [...new Set([...earlier.invitations, ...invitations])],
    signups: Math.max(earlier.signups, signups),
  };
  if (users.length + options + invitations.length + signups > 0) await story.mark({ resetKeys: all });
  return all;
}

function deedsOf(begun: NonNullable<Marks['resetKeys']>, after: ResetKeys, quiet: boolean): Deed[] {
  const deed = (kind: string, what: string, before: number, left: number): Deed => ({
    ...{ kind, what },
    result: left > 0 || !quiet ? 'failed' : before > 0 ? 'done' : 'unchanged',
    why:
      left > 0 || !quiet
        ? 'They come back after they were cleared: somebody asks for new ones, or something writes them.'
        : null,
  });
  const links = begun.users.length;
  const invited = begun.invitations.length;
  return [
    deed('reset-link', `links of ${links} users to set a new password`, links, after.users.length),
    deed('recovery-key', `${begun.options} keys of the recovery mode`, begun.options, after.options),
    // Of most sites there is nothing to tell of these.
    ...(invited + after.invitations.length > 0
      ? [deed('invitation', `${invited} invitations to blogs of the network`, invited, after.invitations.length)]
      : []),
    ...(begun.signups + after.signups > 0
      ? [deed('signup', `${begun.signups} registrations that were not confirmed`, begun.signups, after.signups)]
      : []),
  ];
}
