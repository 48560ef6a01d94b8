import { setTimeout as wait } from 'node:timers/promises';
import { ResaltError } from '../../contract/failures.ts';
import type { Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { isLetIn } from './database-password-accounts.ts';
import { type Hands, letBothIn, letOnlyIn, replaceOwn } from './database-password-change.ts';
import {
  type FileChange,
  keepOutOfOpcache,
  type MarkedPassword,
  putAllBack,
  timesAsNow,
  writeAll,
} from './database-password-files.ts';
import type { Member } from './database-password-others.ts';
import { firstBroken, type Page } from './database-password-pages.ts';
import { isOpen } from './is-open.ts';

export interface Switch {
  hands: Hands;
  members: Member[];
  changes: FileChange[];
  pages: Page[];
  marked: MarkedPassword;
}

/** How long a site may answer otherwise after its password is changed, before everything goes back, in milliseconds. */
const toleratedMs = 700;

/**
 * Changes the accounts and the files. Where the server lets two passwords in at a time, no request fails: both, then the files, then the new one
 * alone, when PHP has read them. Otherwise both change in one moment. What fails for certain is put back before it is thrown.
 * Answers for how many milliseconds requests could fail.
 */
export async function switchPassword(what: Switch, tools: Tools, story: Story): Promise<number> {
  const { passwords } = what.hands;
  if (what.changes.length === 0 && (await isOver(what.hands))) return 0;
  let both = false;
  try {
    both = await story.step('Let both passwords in', () => letBothIn(what.hands, passwords.new, passwords.old));
    return both ? await oneAfterTheOther(what, tools, story) : await inOneMoment(what, tools, story);
  } catch (error) {
    // Where it is open what was written, the next attempt goes on from what it finds.
    if (!isOpen(error)) await story.step('Go back to the old password', () => goBack(what, both, tools, story));
    throw error;
  }
}

/** An earlier attempt came that far. */
async function isOver({ seat, accounts, passwords }: Hands): Promise<boolean> {
  for (const { door } of accounts.all) if (await isLetIn(seat, door, passwords.old)) return false;
  return true;
}

async function oneAfterTheOther({ hands, changes, pages }: Switch, tools: Tools, story: Story): Promise<number> {
  const { passwords } = hands;
  await story.step('Switch the configuration', () => writeAll(changes));
  await story.step('Wait until PHP has read it', () => wait(tools.opcacheMs));
  return story.step('Take the old password away', async () => {
    let failing = 0;
    for (const patience of [tools.proofPatienceMs, 0]) {
      const started = performance.now();
      await letOnlyIn(hands, passwords.new);
      const broken = await firstBroken(pages, patience > 0 ? 150 : toleratedMs, tools);
      if (broken === null) return failing;
      if (!(await letBothIn(hands, passwords.old, passwords.new))) throw stuck(broken);
      failing += performance.now() - started;
      await wait(patience);
    }
    throw stillOld(pages);
  });
}

async function inOneMoment({ hands, changes, pages }: Switch, tools: Tools, story: Story): Promise<number> {
  // Where an interrupted attempt has changed the password already, each moment counts.
  const quiet =
    changes.length === 0 ||
    (await isOver(hands)) ||
    (await story.step('Have PHP read the file at each request', () => keepOutOfOpcache(changes, tools.opcacheMs)));
  if (!quiet)
    story.warn(
      'other',
      'The time of the configuration can’t be set by this account: where PHP keeps it in OPcache, requests may fail until it looks again.',
    );
  const failing = await story.step('Change the password and the configuration', async () => {
    const started = performance.now();
    await replaceOwn(hands, hands.passwords.new);
    await writeAll(changes);
    return performance.now() - started;
  });
  const broken = await story.step('See that the site answers', () => firstBroken(pages, toleratedMs, tools));
  if (broken !== null) throw stillOld(pages);
  return failing;
}

function stillOld(pages: readonly Page[]): ResaltError {
  const names = [...new Set(pages.map(({ site }) => site))].join(', ');
  return new ResaltError(
    'ROLLED_BACK',
    `${names} did not answer with the new database password in time, so the old one is in force again. PHP may keep the old configuration in OPcache for long: reload PHP-FPM right after the change, by hand, or have the host set opcache.revalidate_freq to 2.`,
    'never',
  );
}

function stuck(name: string): ResaltError {
  return new ResaltError(
    'VERIFY_FAILED',
    `${name} does not answer with its new database password, and the database takes the old one no more. Look at the site now; resume this run to try again.`,
    'check-first',
  );
}

/** The files and the accounts as they were. The journal forgets the attempt only when the old password was seen to work. */
async function goBack(
  { hands, members, changes, pages, marked }: Switch,
  both: boolean,
  tools: Tools,
  story: Story,
): Promise<void> {
  const { passwords, accounts, seat } = hands;
  try {
    if (both) {
      await letBothIn(hands, passwords.old, passwords.new);
      await putAllBack(marked, members, tools);
      await wait(tools.opcacheMs);
      await letOnlyIn(hands, passwords.old);
    } else {
      await replaceOwn(hands, passwords.old);
      await putAllBack(marked, members, tools);
      await timesAsNow(changes);
    }
    for (const { door } of accounts.all) if (!(await isLetIn(seat, door, passwords.old))) throw notBack();
    if ((await firstBroken(pages, 10_000, tools)) !== null) throw notBack();
  } catch (error) {
    if (error instanceof ResaltError && error.retry !== 'check-first') throw notBack();
    throw error;
  }
  await story.mark({ databasePassword: null });
}

function notBack(): ResaltError {
  return new ResaltError(
    'VERIFY_FAILED',
    'The new database password could not be put in force and the old one not put back for certain. Look at the site now; resuming this run tries again, both passwords are in the vault.',
    'check-first',
  );
}
