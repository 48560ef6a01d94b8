import { type Account, chooseAccounts, digestOf, nameOf } from '../../operations/steps/choose-accounts.ts';
import { openKept } from '../../operations/steps/new-passwords.ts';
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
  /** Where the vault has what the newest run gave each of them. */
  const given = new Map<number, string>();
  for (const { marks } of await look.runs())
    for (const { userId, sealed, set } of marks.passwords?.of ?? [])
      if (set && !given.has(userId)) given.set(userId, sealed);
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
  const others = await changedSince(look, accounts, given);
  return holds(`All ${accounts.length} ${whom} have new passwords.${others}${doubtful}`.slice(0, 2000), evidence);
}

/** In words, whose hash is another than the step wrote: who can write to the database can put one there just as well as its owner. */
async function changedSince(
  { tools: { vault } }: Look,
  accounts: readonly Account[],
  given: ReadonlyMap<number, string>,
): Promise<string> {
  const changed: Account[] = [];
  for (const account of accounts) {
    const sealed = given.get(account.id) ?? '';
    if (!(await vault.has(sealed))) continue;
    const { hash } = await openKept(vault, sealed);
    if (digestOf(hash) !== account.digest) changed.push(account);
  }
  if (changed.length === 0) return '';
  return ` What stands there for ${named(changed)} is no longer what Resalt wrote: WordPress 6.8 and newer write it anew at the first login, owners change theirs, and so does an attacker who can still write to the database. Ask them.`;
}

const mostNamed = 10;

function named(accounts: readonly { id: number; login: string }[]): string {
  const some = accounts.slice(0, mostNamed).map(nameOf).join(', ');
  return accounts.length > mostNamed ? `${some} and ${accounts.length - mostNamed} more` : some;
}
