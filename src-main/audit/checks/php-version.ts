import { endOfPhp, listOf } from '../../wordpress/releases.ts';
import type { Check } from './check.ts';

/** By the dates of php.net. Distributions (Debian, Ubuntu, Red Hat) mend old versions longer, so this is never certain. */
export const phpVersion: Check = {
  name: 'php-version',
  reads: ['php-version'],
  find: ({ versions: { php }, now }) => {
    const end = php && endOfPhp(php.version);
    if (!php || end === null || Date.parse(end) / 1000 > now) return [];
    return [
      {
        harm: 'foothold',
        confidence: 'possible',
        title: `PHP ${php.version} got its last security fix by ${end}`,
        where:
          php.from === 'web'
            ? 'the web server, as it says itself'
            : 'the command php on the server; the web server may have another',
        why: 'Holes in PHP that became known since are open, unless the distribution mends it by itself.',
        about: { branch: php.version.split('.').slice(0, 2).join('.') },
        seen: { version: php.version, list: listOf },
        fix: null,
        byHand: 'Choose a newer PHP in the host’s panel, after a test.',
      },
    ];
  },
};
