import { chooseAccounts, nameOf } from '../../operations/steps/choose-accounts.ts';
import { passwordDigests } from './baseline.ts';
import { fails, holds, type Look, unseen, type Verdict, type Verify } from './verification.ts';

/**
 * Each of them has a password that a run of this step set, and none the hash that stands in the baseline. Compared are hashes of the hashes. A password that
 * its owner changed since is as good.
 */
export const administratorsHaveNewPasswords: Verify = (look) =>
  judge(look, 'administrators', { roles: ['administrator'] });

export const publishersHaveNewPasswords: Verify = (look) =>
  judge(look, 'people who can publish', { roles: [], publishers: true });

async function judge(look: Look, whom: string, whose: { roles: string[]; publishers?: true }): Promise<Verdict> {
  const given = new Set<number>();
  for (const { marks } of await look.runs())
    for (const { userId, set } of marks.passwords?.of ?? []) if (set) given.add(userId);
  if (given.size === 0) return fails('No run of this step has given new passwords.');
  const before = await passwordDigests(look);
  if (!before) return unseen('The password hashes as they were are not among the evidence, so they can’t be compared.');
  const open = await look.open();
  const { accounts, unjudged } = await chooseAccounts(open, { whose: { all: false, users: [], ...whose }, except: [] });
  const old = accounts.filter(({ id, digest }) => before.digests.get(id) === digest);
  const missed = accounts.filter(({ id }) => !given.has(id) && !old.some((one) => one.id === id));
  const evidence = [before.ref];
  if (old.length > 0)
    return fails(
      `${named(old)} still ${old.length === 1 ? 'has' : 'have'} the password of before the incident.`,
      evidence,
    );
  if (missed.length > 0)
    return fails(
      `${named(missed)} got no new password from this step: they were added, or given their rights, after it.`,
      evidence,
    );
  if (accounts.length === 0) return unseen(`There are no ${whom} on this site that Resalt can see.`, evidence);
  const doubtful =
    unjudged.length > 0 ? ` ${unjudged.length} of them are counted in because their rights can’t be judged.` : '';
  return holds(`All ${accounts.length} ${whom} have new passwords.${doubtful}`, evidence);
}

const mostNamed = 10;

function named(accounts: readonly { id: number; login: string }[]): string {
  const some = accounts.slice(0, mostNamed).map(nameOf).join(', ');
  return accounts.length > mostNamed ? `${some} and ${accounts.length - mostNamed} more` : some;
}
