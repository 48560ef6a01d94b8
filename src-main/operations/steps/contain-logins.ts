import { toFailure } from '../../contract/failures.ts';
import type { Contain } from '../../contract/orders/contain.ts';
import { type ResetPasswords, resetPasswords as schema } from '../../contract/orders/reset-passwords.ts';
import { logOut } from '../log-out.ts';
import { type Operation, wishesOf } from '../operations.ts';
import { resetPasswords } from '../reset-passwords.ts';
import type { SiteResult } from '../story.ts';

const whoseOf = {
  administrators: { roles: ['administrator'] },
  publishers: { publishers: true as const },
  everyone: { all: true },
};

/** The order by which these get new passwords, and the site new salts. */
export const resetFor = (whose: Contain['whose']): ResetPasswords =>
  schema.parse({ operation: 'ResetPasswords', whose: whoseOf[whose] });

/**
 * New passwords, new salts, no login left. Where the passwords can't be set, or nobody is meant, salts and logins are done all the same: of a containment every
 * part counts.
 */
export function passwordsAndLogins(whose: Contain['whose']): Operation {
  const reset = resetPasswords(resetFor(whose), { tokensGoToo: true });
  return async (site, tools, story, options) => {
    const alone = () => logOut(site, tools, story, { salts: true, sessions: true, ...wishesOf(options) });
    let done: SiteResult;
    try {
      done = await reset(site, tools, story, options);
    } catch (error) {
      const failure = toFailure(error, { siteId: site.id });
      if (!ofPasswords.has(failure.code)) throw error;
      const logout = await alone();
      const message = `Nobody got a new password. ${failure.message}${logout.failure ? ` ${logout.failure.message}` : ''}`;
      return { ...logout, outcome: 'failed', failure: { ...failure, message: message.slice(0, 2000) } };
    }
    const nobodyMeant = done.outcome === 'unchanged' && done.inspection === null && done.failure === null;
    return nobodyMeant ? { ...(await alone()), deeds: done.deeds ?? [] } : done;
  };
}

/** Who is meant can't be told, or is too many: found out before anything is written. */
const ofPasswords = new Set(['NOT_ALLOWED_HERE', 'INPUT_INVALID', 'DATABASE_REFUSED'] as string[]);
