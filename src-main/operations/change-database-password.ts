import { ResaltError } from '../contract/failures.ts';
import type { ChangeDatabasePassword } from '../contract/orders/change-database-password.ts';
import type { Deed } from '../contract/runs.ts';
import type { Site } from '../contract/sites.ts';
import type { Operation } from './operations.ts';
import { nothing } from './steps/closing-result.ts';
import { isLetIn } from './steps/database-password-accounts.ts';
import { fileChanges, keepForLater } from './steps/database-password-files.ts';
import {
  databaseUserOf,
  type Fellows,
  lookAtPassword,
  memberOf,
  noFiles,
  type PasswordLook,
  stopInterrupted,
} from './steps/database-password-look.ts';
import type { Member } from './steps/database-password-others.ts';
import { firstBroken, type Page, pageOf } from './steps/database-password-pages.ts';
import { switchPassword } from './steps/database-password-switch.ts';
import { deedsOf, refuseStrangers, tellPlan } from './steps/database-password-told.ts';
import type { SiteResult, Story } from './story.ts';
import type { Tools } from './tools.ts';

/**
 * ChangeDatabasePassword: finds the accounts that the site's configuration opens and who else uses them, lets the new password in, writes it into
 * the configuration, takes the old one away, and tries both. Sites of the run that share an account are changed together, by whichever
 * comes first; where others share it, nothing is changed. Any failure that is certain leaves the old password in force.
 */
export function changeDatabasePassword(order: ChangeDatabasePassword, fellows: Fellows): Operation {
  const turns = new Map<string, Promise<unknown>>();
  const together = new Map<string, Together>();
  return async (site, tools, story) => {
    const found = await read(site, tools, story);
    const user = databaseUserOf(found);
    const before = turns.get(user);
    const work = async () => {
      await before?.catch(() => undefined);
      await stopInterrupted(found, story);
      // Two sites with one account must not both begin: the second reads again what the first has made of it.
      const isStale = before !== undefined || story.marks.databasePassword;
      const me = isStale ? await read(site, tools, story) : found;
      return changeOn(me, { order, fellows, together }, tools, story).finally(() => me.configuration.shell?.close());
    };
    const turn = work().finally(() => found.configuration.shell?.close());
    turns.set(user, turn);
    return turn;
  };
}

async function read(site: Site, tools: Tools, story: Story): Promise<Member> {
  const me = await story.step('Find the configuration', () => memberOf(site, tools));
  if (!me) throw noFiles(site);
  return me;
}

/** A password that this run has changed already, for every site that has it. */
interface Together {
  old: string;
  new: string;
  by: string;
}

interface Run {
  order: ChangeDatabasePassword;
  fellows: Fellows;
  together: Map<string, Together>;
}

async function changeOn(
  me: Member,
  { order, fellows, together }: Run,
  tools: Tools,
  story: Story,
): Promise<SiteResult> {
  const { site } = me;
  // Refuses what can't be written before anything else is asked.
  fileChanges([me], 'x');
  const look = await lookAtPassword(me, fellows, tools, story);
  try {
    const key = `${look.hands.accounts.server} ${databaseUserOf(me)}`;
    const earlier = together.get(key);
    if (earlier && look.live === earlier.new) return await seeTogether(me, look, earlier, tools, story);
    const changes = fileChanges(look.members, look.passwords.new);
    refuseStrangers(look, order, story);
    const pages = await story.step('See that the site answers', () => pagesOf(look.members, tools, story));
    tellPlan(
      look,
      changes.map(({ path }) => path),
      story,
    );
    if (story.dryRun) return { ...nothing, outcome: 'unchanged' };

    const marked = await story.step('Keep the old file and both passwords', () =>
      keepForLater(
        changes,
        look.passwords,
        pages.map(({ siteId, path }) => ({ siteId, path })),
        tools,
        story,
      ),
    );
    const what = { hands: look.hands, members: look.members, changes, pages, marked };
    const failing = await switchPassword(what, tools, story);
    await story.step('Remember the new password', () => replaceEntries(look, tools));
    await story.step('See the old password refused', () => seeOldRefused(look, look.passwords));
    await story.step('See that the site answers at last', () => seeAnswering(pages, tools));
    together.set(key, { ...look.passwords, by: site.name });
    return {
      ...nothing,
      outcome: 'changed',
      deeds: deedsOf(
        look,
        marked.edits.map(({ path }) => path),
        failing,
      ),
    };
  } finally {
    look.close();
  }
}

/** The site was changed together with another: that is seen, not believed. */
async function seeTogether(
  me: Member,
  look: PasswordLook,
  earlier: Together,
  tools: Tools,
  story: Story,
): Promise<SiteResult> {
  const pages = await story.step('See that the site answers', () => pagesOf([me], tools, story));
  await story.step('See the old password refused', () => seeOldRefused(look, earlier));
  await seeAnswering(pages, tools);
  const why = `changed together with ${earlier.by}, which has the same account`;
  const deeds = look.hands.accounts.all.map(
    ({ name }): Deed => ({ kind: 'database-account', what: name, result: 'done', why }),
  );
  return { ...nothing, outcome: 'changed', deeds };
}

const pagesOf = (members: readonly Member[], tools: Tools, { marks }: Story): Promise<Page[]> =>
  Promise.all(
    members.map(({ site }) => {
      const earlier = marks.databasePassword?.pages.find(({ siteId }) => siteId === site.id);
      return pageOf(site, earlier?.path, tools);
    }),
  );

async function replaceEntries({ entered, passwords }: PasswordLook, { vault }: Tools): Promise<void> {
  for (const { mysql } of entered) if (mysql?.password) await vault.replace(mysql.password, Buffer.from(passwords.new));
}

/** By new connections to every account: the old password is refused as a wrong one, the new one let in. */
async function seeOldRefused({ hands }: PasswordLook, passwords: { old: string; new: string }): Promise<void> {
  for (const { name, door } of hands.accounts.all) {
    const [old, next] = [
      await isLetIn(hands.seat, door, passwords.old),
      await isLetIn(hands.seat, door, passwords.new),
    ];
    if (!old && next) continue;
    const what = old ? 'still lets the old password in' : 'refuses the new password';
    throw new ResaltError(
      'VERIFY_FAILED',
      `${name} ${what} after the change. Resume this run, or look at the account by hand.`,
      'check-first',
    );
  }
}

async function seeAnswering(pages: readonly Page[], tools: Tools): Promise<void> {
  const broken = await firstBroken(pages, 5000, tools);
  if (broken === null) return;
  throw new ResaltError(
    'VERIFY_FAILED',
    `${broken} has its new database password and does not answer as before. Look at it now.`,
    'check-first',
  );
}
