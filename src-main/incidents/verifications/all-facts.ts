import type { Fact } from '../../contract/checklist.ts';
import { closedToVisitors } from './closed-to-visitors.ts';
import { databasePasswordAsChanged } from './database-password-as-changed.ts';
import { baselineKept, evidenceWhole } from './evidence-kept.ts';
import { hardened } from './hardened.ts';
import { neighboursLookedAt } from './neighbours-looked-at.ts';
import { administratorsHaveNewPasswords, publishersHaveNewPasswords } from './new-passwords.ts';
import { noOlderLogins } from './no-older-logins.ts';
import { noResetKeys } from './no-reset-keys.ts';
import { noApiKeys, noApplicationPasswords } from './no-tokens.ts';
import { onlyApprovedAdministrators } from './only-approved-administrators.ts';
import { openToVisitors } from './open-to-visitors.ts';
import { saltsAsRotated } from './salts-as-rotated.ts';
import type { Verify } from './verification.ts';

/** Every fact by its name. */
export const allFacts: Readonly<Record<Fact, Verify>> = {
  'evidence-whole': evidenceWhole,
  'baseline-kept': baselineKept,
  'salts-as-rotated': saltsAsRotated,
  'no-older-logins': noOlderLogins,
  'administrators-have-new-passwords': administratorsHaveNewPasswords,
  'publishers-have-new-passwords': publishersHaveNewPasswords,
  'no-application-passwords': noApplicationPasswords,
  'no-api-keys': noApiKeys,
  'database-password-as-changed': databasePasswordAsChanged,
  'only-approved-administrators': onlyApprovedAdministrators,
  'neighbours-looked-at': neighboursLookedAt,
  'closed-to-visitors': closedToVisitors,
  'open-to-visitors': openToVisitors,
  'no-reset-keys': noResetKeys,
  hardened,
};
