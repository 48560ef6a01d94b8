import { latestBranch, listOf, oldestWithFixes } from '../../wordpress/releases.ts';
import { isAtLeast } from '../../wordpress/version.ts';
import type { Check } from './check.ts';

/** By a list that ships with Resalt. Which point release of a branch is the last one it does not know. */
export const wordpressVersion: Check = {
  name: 'wordpress-version',
  reads: ['wordpress-version'],
  find: ({ versions: { wordpress: version } }) => {
    if (version === null || isAtLeast(version, ...latestBranch)) return [];
    const withoutFixes = !isAtLeast(version, ...oldestWithFixes);
    return [
      {
        harm: withoutFixes ? 'takeover' : 'foothold',
        confidence: withoutFixes ? 'possible' : 'unlikely',
        title: withoutFixes
          ? `WordPress ${version} gets no security updates any more`
          : `WordPress ${version} is older than ${latestBranch.join('.')}`,
        where: 'wp-includes/version.php',
        why: withoutFixes
          ? 'Holes that became known since are open here.'
          : 'Only the newest WordPress is supported; older ones get security fixes as a courtesy, if they are updated.',
        about: { version },
        seen: { list: listOf },
        fix: null,
        byHand: 'Update WordPress.',
      },
    ];
  },
};
