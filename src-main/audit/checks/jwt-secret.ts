import type { Confidence } from '../../contract/findings.ts';
import type { AuditReading } from '../../wordpress/audit-reading.ts';
import type { Check } from './check.ts';

const howSure: Record<NonNullable<AuditReading['jwtSecret']>, Confidence> = {
  ...{ placeholder: 'certain', short: 'possible', long: 'unlikely', unknown: 'unlikely' },
};

/** Whoever knows this constant of wp-config makes a login of anybody for the REST API (FACTS: Other token stores, believed). */
export const jwtSecret: Check = {
  name: 'jwt-secret',
  reads: ['config'],
  find: ({ jwtSecret: kind }) =>
    kind === null
      ? []
      : [
          {
            harm: 'takeover',
            confidence: howSure[kind],
            title:
              kind === 'placeholder'
                ? 'Logins by JWT are signed with the word of the manual'
                : `Logins by JWT are signed with a ${kind === 'short' ? 'short ' : ''}secret of wp-config`,
            where: 'wp-config, JWT_AUTH_SECRET_KEY',
            why: 'Whoever knows it is anybody on this site. New salts, passwords and ended sessions do not change it.',
            about: { kind },
            fix: null,
            byHand: 'Set another one, long and random: every token that was given out ends with it.',
          },
        ],
};
