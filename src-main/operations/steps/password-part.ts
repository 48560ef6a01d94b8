import { setTimeout as wait } from 'node:timers/promises';
import type { ResetPasswords } from '../../contract/orders/reset-passwords.ts';
import type { Deed } from '../../contract/runs.ts';
import type { Beside } from '../log-out.ts';
import type { Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { type Chosen, chooseAccounts, nameOf } from './choose-accounts.ts';
import { countDoors } from './doors-of-users.ts';
import { endSessionsOf } from './end-sessions-of.ts';
import { forgetIn, problemOf } from './forget-in-cache.ts';
import type { Look, OpenSite } from './look.ts';
import { type Ready, readyPasswords, setAgain, setPasswords } from './new-passwords.ts';
import { letOldPasswordIn, type OldPassword, provePasswords } from './prove-passwords.ts';
import { untilQuiet } from './until-quiet.ts';

/** The passwords' part of a reset on one site, and what has come of it so far. */
export interface PasswordPart extends Beside {
  /** Those who are meant, once `plan` has chosen them. */
  users(): number[];
  deeds: Deed[];
  /** Why an object cache may still know old passwords, in words. */
  problem: string | null;
  /** The canary belongs to one of those whose passwords change: its refusal does not speak for the salts. */
  ownCanary: boolean;
}

const asOpen = (look: Look): OpenSite => ({ ...look, tables: look.stored.tables });

export function passwordPart(
  order: ResetPasswords,
  tools: Tools,
  story: Story,
  { tokensGoToo = false }: { tokensGoToo?: boolean } = {},
): PasswordPart {
  let chosen: Chosen = { accounts: [], missing: [], unjudged: [] };
  let ready: Ready[] = [];
  let old: OldPassword | string = 'it was not asked for';
  let writtenAt = 0;
  const users = () => chosen.accounts.map(({ id }) => id);
  const seeThemStay = async (open: OpenSite): Promise<Deed[]> => {
    let back = 0;
    const left = Math.max(0, writtenAt + tools.loginsUnderWayMs - Date.now());
    const quiet = await untilQuiet(left, async () => {
      const count = await setAgain(open, ready);
      back += count;
      return count;
    });
    if (back > 0) {
      await endSessionsOf(open, users());
      part.problem ??= await forgetIn(open, story, { users: users() });
    }
    return quiet ? [] : [{ kind: 'password', what: 'the new passwords', result: 'failed', why: doNotStay }];
  };
  const part: PasswordPart = {
    ...{ users, deeds: [], problem: null, ownCanary: false },
    async plan(look) {
      chosen = await story.step('Choose the accounts', () => chooseAccounts(asOpen(look), order));
      part.deeds = chosen.missing.map(absent);
      tellPasswords(look, chosen, order, story);
      if (chosen.accounts.length === 0) return null;
      if (!tokensGoToo) await tellApplicationPasswords(asOpen(look), users(), story);
      const meant = new Set(users());
      const others = look.stored.canaryCandidates.filter(({ id }) => !meant.has(id));
      part.ownCanary = others.length === 0;
      return part.ownCanary ? look : { ...look, stored: { ...look.stored, canaryCandidates: others } };
    },
    async act(look) {
      const open = asOpen(look);
      ready = await story.step('Seal new passwords', () =>
        readyPasswords(open, chosen.accounts, tools, story, order.keep === 'once'),
      );
      const toSet = ready.filter(({ next }) => next !== null);
      if (order.prove && toSet.length > 0)
        old = await story.step('Open the site with a throw-away password', () =>
          letOldPasswordIn(look, toSet, tools, story),
        );
      else if (order.prove) old = 'the passwords were set by an earlier attempt of this run';
      part.deeds.push(...(await story.step('Set the new passwords', () => setPasswords(open, ready, story))));
      part.problem = await forgetIn(open, story, { users: users() });
      writtenAt = Date.now();
    },
    async see(look) {
      const open = asOpen(look);
      part.deeds.push(...(await seeThemStay(open)));
      if (open.cache.way !== 'none' && problemOf(open) === null) {
        // A page that was being made meanwhile may have put the old hash into the cache again.
        await wait(Math.max(0, writtenAt + tools.loginsUnderWayMs - Date.now()));
        part.problem ??= await forgetIn(open, story, { users: users() });
      }
      if (!order.prove) return;
      part.deeds.push(
        ...(await story.step('Try passwords at the login page', () => provePasswords(look, ready, old, tools))),
      );
      await endSessionsOf(open, users());
      part.problem ??= await forgetIn(open, story, { users: users() });
    },
  };
  return part;
}

const doNotStay = 'Others are there again after they were set: something writes them.';

const absent = (login: string): Deed => ({
  ...{ kind: 'password', what: login.includes('@') ? 'an account by its e-mail address' : login },
  ...{ result: 'unchanged', why: 'There is no account of that name here.' },
});

/** They outlive a new password and new salts (FACTS: Application passwords): whoever thinks of an end must know. */
async function tellApplicationPasswords(open: OpenSite, users: number[], story: Story): Promise<void> {
  const { applicationPasswords } = await countDoors(open, users, []);
  if (applicationPasswords > 0)
    story.warn(
      'other',
      `${applicationPasswords} of these people have application passwords, which go on working: revoke them as well (resalt tokens revoke).`,
    );
}

function tellPasswords(look: Look, { accounts, unjudged }: Chosen, order: ResetPasswords, story: Story): void {
  if (accounts.length === 0) {
    story.will('Nobody here is meant: nothing is changed, the salts neither.');
    return;
  }
  const some = accounts.slice(0, 10).map(nameOf).join(', ');
  const rest = accounts.length > 10 ? ` and ${accounts.length - 10} more` : '';
  story.will(`Give new passwords to ${some}${rest}, and take back links that were sent to reset them.`);
  story.will(
    order.keep === 'once'
      ? 'The new passwords are shown one time when the run is over, then forgotten.'
      : 'The new passwords stay in the vault: resalt passwords export writes them out, encrypted.',
  );
  if (order.prove)
    story.will(
      'Prove it by real logins: a throw-away password opens the site before and is refused afterwards, the new ones open it. Plugins may write to these people of a login.',
    );
  if (unjudged.length > 0)
    story.warn(
      'other',
      `Whether ${unjudged.length} of them are administrators can’t be judged; they get new passwords, too.`,
    );
  // With salts the logout says it.
  if (look.cache.way === 'cannot' && !order.salts) story.warn('object-cache', look.cache.why);
}
