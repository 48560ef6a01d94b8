import { z } from 'zod';
import type { Deed } from '../../contract/runs.ts';
import { hashPassword, newPassword } from '../../wordpress/password-hash.ts';
import type { Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { type Account, digestOf, nameOf, readAccounts } from './choose-accounts.ts';
import type { OpenSite } from './look.ts';

/** What the vault has of one new password: the only place where it stands, from before it is written until it is forgotten. */
export const keptPassword = z.object({
  siteId: z.string(),
  userId: z.number(),
  login: z.string(),
  password: z.string(),
  hash: z.string(),
});
export type KeptPassword = z.infer<typeof keptPassword>;

/** An account with the password that it gets. */
export interface Ready extends Account {
  sealed: string;
  /** null: an earlier attempt of the run set it and read it back; what stands there now is of somebody else's making, or WordPress's. */
  next: Pick<KeptPassword, 'password' | 'hash'> | null;
}

/**
 * Makes a password for each account and seals it before anything is written. One that an earlier attempt of this run made is taken
 * again: no account gets a second one. Resolves when the marks are on disk.
 */
export async function readyPasswords(
  open: Pick<OpenSite, 'site'>,
  accounts: readonly Account[],
  { vault }: Pick<Tools, 'vault'>,
  story: Story,
  once: boolean,
): Promise<Ready[]> {
  const earlier = new Map((story.marks.passwords?.of ?? []).map((one) => [one.userId, one]));
  const ready: Ready[] = [];
  for (const account of accounts) {
    const known = earlier.get(account.id);
    if (known?.set) ready.push({ ...account, sealed: known.sealed, next: null });
    else if (known && (await vault.has(known.sealed)))
      ready.push({ ...account, sealed: known.sealed, next: await openKept(vault, known.sealed) });
    else ready.push({ ...account, ...(await makeOne(open, account, vault)) });
  }
  const chosen = new Set(ready.map(({ id }) => id));
  const others = [...earlier.values()].filter(({ userId }) => !chosen.has(userId));
  const mine = ready.map(({ id, sealed, next }) => ({ userId: id, sealed, set: next === null }));
  await story.mark({ passwords: { of: [...others, ...mine], once } });
  return ready;
}

async function makeOne({ site }: Pick<OpenSite, 'site'>, { id, login, fragments }: Account, vault: Tools['vault']) {
  const password = newPassword();
  const hash = hashPassword(password, fragments);
  const kept: KeptPassword = { siteId: site.id, userId: id, login, password, hash };
  const sealed = await vault.seal('new-password', Buffer.from(JSON.stringify(kept)));
  return { sealed, next: { password, hash } };
}

export async function openKept(vault: Pick<Tools['vault'], 'open'>, id: string): Promise<KeptPassword> {
  const secret = await vault.open(id);
  const kept = keptPassword.parse(JSON.parse(secret.toString('utf8')));
  secret.fill(0);
  return kept;
}

/**
 * Writes the new hashes, each only where the old one still is what was read (someone who changes a password at this moment is read
 * again), clears reset links, and reads all of it back. What is not read back as written is a failed deed.
 */
export async function setPasswords(open: OpenSite, ready: readonly Ready[], story: Story): Promise<Deed[]> {
  const toSet = ready.flatMap(({ next, ...account }) => (next ? [{ ...account, hash: next.hash }] : []));
  const left = await setHashes(open, toSet);
  const marked = story.marks.passwords;
  if (marked) {
    const done = new Set(toSet.filter(({ id }) => !left.has(id)).map(({ id }) => id));
    const of = marked.of.map((one) => (done.has(one.userId) ? { ...one, set: true } : one));
    await story.mark({ passwords: { ...marked, of } });
  }
  return ready.map((account) => {
    const what = nameOf(account);
    if (account.next === null)
      return {
        kind: 'password',
        what,
        result: 'done',
        why: 'It was set and read back by an earlier attempt of this run.',
      };
    const state = left.get(account.id);
    if (state === undefined) return { kind: 'password', what, result: 'done', why: null };
    return state === 'gone'
      ? { kind: 'password', what, result: 'unchanged', why: 'The account is not there any more.' }
      : {
          kind: 'password',
          what,
          result: 'failed',
          why: 'Something else writes this password at the same time: the new one did not stay.',
        };
  });
}

const mostAttempts = 5;
const usersAtOnce = 100;

/** Writes these values of user_pass and clears reset links. Answers who does not have it in the end, and why. */
export async function setHashes(
  open: Pick<OpenSite, 'database' | 'tables'>,
  wanted: readonly { id: number; digest: string; hash: string }[],
): Promise<Map<number, 'gone' | 'changing'>> {
  const left = new Map<number, 'gone' | 'changing'>();
  for (let at = 0; at < wanted.length; at += usersAtOnce) {
    let some = wanted.slice(at, at + usersAtOnce);
    for (let attempt = 0; some.length > 0 && attempt < mostAttempts; attempt += 1)
      some = await setOnce(open, some, left);
    for (const { id } of some) left.set(id, 'changing');
  }
  return left;
}

/**
 * Sets again what stands there otherwise by now: a login that was under way writes the old password back, hashed anew (6.8 and later), and one who
 * holds a reset link writes another. Answers how many there were; none once they stay.
 */
export async function setAgain(open: Pick<OpenSite, 'database' | 'tables'>, ready: readonly Ready[]): Promise<number> {
  const mine = ready.flatMap(({ id, next }) => (next ? [{ id, hash: next.hash }] : []));
  if (mine.length === 0) return 0;
  const sql = `SELECT a.ID AS id FROM ${open.tables.users} a WHERE a.ID IN (${mine.map(() => '?').join(', ')})`;
  const there = await readAccounts(open, { sql, values: mine.map(({ id }) => id) });
  const now = new Map(there.map(({ id, digest }) => [id, digest]));
  const others = mine.flatMap(({ id, hash }) => {
    const digest = now.get(id);
    return digest === undefined || digest === digestOf(hash) ? [] : [{ id, hash, digest }];
  });
  if (others.length > 0) await setHashes(open, others);
  return others.length;
}

/** One round trip that writes and one that reads; answers whom to try again, with what stands there now. */
async function setOnce(
  { database, tables }: Pick<OpenSite, 'database' | 'tables'>,
  wanted: readonly { id: number; digest: string; hash: string }[],
  left: Map<number, 'gone' | 'changing'>,
) {
  await database.run(
    wanted.map(({ id, digest, hash }) => ({
      sql: `UPDATE ${tables.users} SET user_pass = ?, user_activation_key = '' WHERE ID = ? AND SHA2(CAST(user_pass AS BINARY), 256) = ?`,
      values: [hash, id, digest],
    })),
  );
  const ids = {
    sql: `SELECT a.ID AS id FROM ${tables.users} a WHERE a.ID IN (${wanted.map(() => '?').join(', ')})`,
    values: wanted.map(({ id }) => id),
  };
  const now = new Map((await readAccounts({ database, tables }, ids)).map(({ id, digest }) => [id, digest]));
  return wanted.flatMap((one) => {
    const digest = now.get(one.id);
    if (digest === undefined) left.set(one.id, 'gone');
    return digest === undefined || digest === digestOf(one.hash) ? [] : [{ ...one, digest }];
  });
}
