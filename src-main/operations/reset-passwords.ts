import type { ResetPasswords } from '../contract/orders/reset-passwords.ts';
import type { Site } from '../contract/sites.ts';
import { logOut } from './log-out.ts';
import { type Operation, wishesOf } from './operations.ts';
import { closed } from './steps/closing-result.ts';
import { endSessionsOf } from './steps/end-sessions-of.ts';
import { lookAt } from './steps/look.ts';
import { type PasswordPart, passwordPart } from './steps/password-part.ts';
import type { SiteResult, Story } from './story.ts';
import type { Tools } from './tools.ts';

/**
 * ResetPasswords: new passwords for those who are meant, and at once new salts, in one story with the logout (docs/decisions/0018): choose,
 * seal the passwords, set them, have the caches forget the old ones, rotate the salts, end all logins, see all of it from outside. A site
 * where nobody is meant is left alone. `tokensGoToo`: the same run takes application passwords away afterwards, so nobody is warned of them.
 */
export function resetPasswords(order: ResetPasswords, also: { tokensGoToo?: boolean } = {}): Operation {
  return async (site, tools, story, options) => {
    const part = passwordPart(order, tools, story, also);
    if (!order.salts) return withoutSalts(site, part, tools, story);
    const intent = { salts: true, sessions: true, ...wishesOf(options) };
    return together(site, await logOut(site, tools, story, intent, undefined, part), part);
  };
}

/** A new password ends its user's logins by itself (FACTS: Ending sessions); their rows go as well, so that no list shows ghosts. */
async function withoutSalts(site: Site, part: PasswordPart, tools: Tools, story: Story): Promise<SiteResult> {
  const look = await lookAt(site, tools, story, { canary: false });
  try {
    if ((await part.plan(look)) === null || story.dryRun)
      return { ...closed({ site }, part.deeds, null), outcome: 'unchanged' };
    await part.act(look);
    const open = { ...look, tables: look.stored.tables };
    const before = await story.step('End their logins', () => endSessionsOf(open, part.users()));
    await part.see(look);
    return { ...closed({ site }, part.deeds, part.problem), sessions: { before, after: 0 } };
  } finally {
    await look.close();
  }
}

/** Both halves must have gone as asked. */
function together(site: Site, logout: SiteResult, part: PasswordPart): SiteResult {
  if (part.deeds.length === 0) return logout;
  const own = closed({ site }, part.deeds, part.problem);
  const proof =
    logout.proof?.verdict === 'refused' && part.ownCanary
      ? {
          ...logout.proof,
          why: 'The canary’s user got a new password, too: the refusal comes from either, the salts were read back.',
        }
      : logout.proof;
  const base = { ...logout, proof, deeds: own.deeds ?? [] };
  if (own.failure === null) return base;
  if (logout.failure === null) return { ...base, outcome: 'failed', failure: own.failure };
  return { ...base, failure: { ...logout.failure, message: `${logout.failure.message} ${own.failure.message}` } };
}
