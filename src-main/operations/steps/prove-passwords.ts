import type { Deed } from '../../contract/runs.ts';
import { hashPassword, newPassword } from '../../wordpress/password-hash.ts';
import type { Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { type Account, nameOf } from './choose-accounts.ts';
import { forgetIn } from './forget-in-cache.ts';
import type { Look } from './look.ts';
import { type Ready, setHashes } from './new-passwords.ts';
import { loginProblem, tryLogin } from './try-login.ts';

/** A password that one account had for a moment, and that opened the site then. */
export interface OldPassword {
  account: Account;
  password: string;
}

/** More logins than these in a row look like an attack to the site. */
const mostLogins = 20;

/**
 * Gives one of the accounts a throw-away password and logs in with it, so that it can be seen refused later, also by a warm object cache.
 * In words why that is not possible here.
 */
export async function letOldPasswordIn(
  look: Look,
  accounts: readonly Account[],
  tools: Tools,
  story: Story,
): Promise<OldPassword | string> {
  const open = { ...look, tables: look.stored.tables };
  const [account] = accounts;
  const problem = loginProblem(look);
  if (problem !== null || !account) return problem ?? 'no account got a new password';
  const password = newPassword();
  const left = await setHashes(open, [{ ...account, hash: hashPassword(password, account.fragments) }]);
  if (left.size > 0) return 'something else writes that password at the same time';
  await forgetIn(open, story, { users: [account.id] });
  const said = await tryLogin(look, tools, account.login, password);
  if (said.answer === 'accepted') return { account, password };
  return said.why ?? 'a fresh password did not open the site';
}

/** Sees the old password refused and the new ones accepted. What could not be tried is said as such and called neither. */
export async function provePasswords(
  look: Look,
  ready: readonly Ready[],
  old: OldPassword | string,
  tools: Tools,
): Promise<Deed[]> {
  const kind = 'login';
  if (typeof old === 'string')
    return [{ kind, what: 'a real login', result: 'kept', why: `No proof possible here: ${old}` }];
  const deeds = [await oldRefused(look, old, tools)];
  const toTry = ready.flatMap((one) => (one.next ? [{ ...one, password: one.next.password }] : []));
  for (const account of toTry.slice(0, mostLogins)) {
    const what = `the new password of ${nameOf(account)}`;
    const said = await tryLogin(look, tools, account.login, account.password);
    if (said.answer === 'accepted') deeds.push({ kind, what: `${what} opens the site`, result: 'done', why: null });
    else if (said.answer === 'refused')
      deeds.push({
        kind,
        what,
        result: 'failed',
        why: 'The login page refuses it, though it stands in the database: a plugin may check passwords in its own way.',
      });
    else deeds.push({ kind, what, result: 'kept', why: `Not tried to its end: ${said.why}` });
  }
  if (toTry.length > mostLogins)
    deeds.push({
      kind,
      what: `${toTry.length - mostLogins} more new passwords`,
      result: 'kept',
      why: `Not tried: no more than ${mostLogins} logins in a row.`,
    });
  return deeds;
}

async function oldRefused(look: Look, { account, password }: OldPassword, tools: Tools): Promise<Deed> {
  const kind = 'login';
  const what = `a throw-away old password of ${nameOf(account)}`;
  const said = await tryLogin(look, tools, account.login, password);
  if (said.answer === 'refused')
    return { kind, what: `${what} opened the site before and is refused`, result: 'done', why: null };
  if (said.answer === 'accepted')
    return {
      kind,
      what,
      result: 'failed',
      why: 'It still opens the site: something keeps old passwords, such as an object cache. Flush it in the host’s panel, then retry.',
    };
  return { kind, what, result: 'kept', why: `Not tried to its end: ${said.why}` };
}
