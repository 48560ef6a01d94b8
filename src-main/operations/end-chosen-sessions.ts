import { setTimeout as wait } from 'node:timers/promises';
import { type Failure, ResaltError, toFailure } from '../contract/failures.ts';
import type { RunOptions } from '../contract/runs.ts';
import type { Site } from '../contract/sites.ts';
import { meansWholeUsers } from '../wordpress/session-choice.ts';
import {
  type Chosen,
  chooseSessions,
  doubt,
  type SealedChoice,
  sealedChoice,
  tellChosen,
} from './steps/choose-sessions.ts';
import { type OpenSite, openSite } from './steps/look.ts';
import { dropFromCache } from './steps/object-cache.ts';
import { type Going, stillThere, takeChosen } from './steps/take-chosen.ts';
import type { SiteResult, Story } from './story.ts';
import type { Tools } from './tools.ts';

/**
 * Ends chosen sessions of one site and no others: choose once, take them out of their rows, have the object cache forget their
 * users, and look until what was taken stays away. A dry run stops after the choice.
 */
export async function endChosenSessions(
  site: Site,
  tools: Tools,
  story: Story,
  options: RunOptions,
): Promise<SiteResult> {
  const sealed = await openChoice(options, tools);
  const asked = tools.clock().getTime() / 1000;
  const open = await openSite(site, tools, story);
  try {
    const chosen = await story.step('Choose the logins', () => chooseSessions(open, sealed, asked));
    tellChosen(open, chosen, story);
    if (story.dryRun) return { ...nothing, outcome: 'unchanged' };
    const concerned = concernedUsers(open, chosen, sealed, story);
    const before = Math.max(story.marks.sessions?.before ?? 0, chosen.sessions);
    if (concerned.length === 0) return judged(open, chosen, before, sealed);

    await story.mark({ sessions: { before, cached: open.cache.way === 'none' ? [] : concerned } });
    const whole = meansWholeUsers(sealed.choice);
    await story.step('End the chosen logins', () => takeChosen(open, chosen.users, whole));
    if (forgets(open)) await story.step('Empty the object cache', () => forget(open, concerned));
    await story.step('See that they stay away', () => seeThemAway(open, chosen.users, whole, concerned, tools));
    const result = judged(open, chosen, before, sealed);
    if (result.outcome === 'changed') await noteEnded(open, chosen.users, tools);
    return result;
  } finally {
    await open.close();
  }
}

const nothing = { salts: null, sessions: null, proof: null, failure: null, inspection: null } as const;

async function openChoice({ chosen }: RunOptions, { vault }: Tools): Promise<SealedChoice> {
  if (!chosen) throw new ResaltError('INPUT_INVALID', 'This run does not say which sessions.', 'never');
  return sealedChoice.parse(JSON.parse((await vault.open(chosen)).toString('utf8')));
}

/** Whose copy a cache may hold: also of those whose sessions are gone from the database already, or went by an interrupted attempt. */
function concernedUsers(
  { site, cache }: OpenSite,
  { users }: Chosen,
  { choice }: SealedChoice,
  { marks }: Story,
): number[] {
  if (cache.way === 'none') return [...users.keys()];
  const named = (choice.sessions ?? []).filter((one) => one.siteId === site.id).flatMap(({ userId }) => userId ?? []);
  return [...new Set([...users.keys(), ...named, ...(marks.sessions?.cached ?? [])])];
}

const forgets = ({ host, cache }: OpenSite) => host !== null && cache.way !== 'none' && cache.way !== 'cannot';

const mayKeep = 'The logins are gone from the database, but the object cache may keep people logged in.';

async function forget({ host, cache, tables }: OpenSite, users: number[]): Promise<void> {
  if (!host) return;
  await dropFromCache(host, cache, tables.prefix, users).catch((error: unknown) => {
    throw error instanceof ResaltError ? new ResaltError('VERIFY_FAILED', `${mayKeep} ${error.message}`) : error;
  });
}

/** They are gone, whether the history on this machine can be written or not. */
async function noteEnded({ site }: OpenSite, going: Going, { history, clock }: Tools): Promise<void> {
  await history.ended(site.id, clock().toISOString(), going).catch((error: unknown) => {
    if (!(error instanceof ResaltError)) throw error;
  });
}

const shortestPause = 50;
const longestPatience = 60_000;

/**
 * A login that was under way writes the sessions back that it had read before (WordPress reads a user's row, checks the
 * password, then writes): so they are looked for until none was there for a while. What came back goes at once, before the
 * next login reads it. Fails where it keeps coming back.
 */
async function seeThemAway(
  open: OpenSite,
  going: Going,
  whole: boolean,
  concerned: number[],
  { loginsUnderWayMs }: Tools,
): Promise<void> {
  const started = Date.now();
  let quietSince = started;
  let pause = shortestPause;
  do {
    await wait(Math.max(0, Math.min(pause, quietSince + loginsUnderWayMs - Date.now())));
    const back = await stillThere(open, going, whole);
    pause = back.size > 0 ? shortestPause : pause * 2;
    if (back.size === 0) continue;
    const stuck = await takeChosen(open, back, whole);
    if (stuck.length === back.size || Date.now() - started > longestPatience) throw stillAlive(open, back);
    if (forgets(open)) await forget(open, [...back.keys()]);
    quietSince = Date.now();
  } while (Date.now() - quietSince < loginsUnderWayMs);
  // A page that was being made meanwhile may have put the old copy into the cache again.
  if (forgets(open)) await forget(open, concerned);
}

function stillAlive({ site }: OpenSite, left: Going): ResaltError {
  const users = [...left.keys()].slice(0, 10).join(', ');
  return new ResaltError(
    'VERIFY_FAILED',
    `Chosen logins of ${site.name} are still there (user number ${users}): their rows refer to themselves, or something keeps writing them back. End everything of these users by --user, or everything on the site.`,
  );
}

/** `before`: how many there were when the first attempt began. All of them were seen away, or this is not reached. */
function judged(open: OpenSite, chosen: Chosen, before: number, { choice }: SealedChoice): SiteResult {
  const gone = Math.max(0, chosen.gone - (before - chosen.sessions));
  const failure = failureOf(open, chosen, before + gone, choice);
  return {
    ...nothing,
    outcome: failure ? 'failed' : before > 0 || chosen.users.size > 0 ? 'changed' : 'unchanged',
    sessions: { before, after: 0, ...(choice.sessions ? { gone } : {}) },
    failure,
  };
}

/** `asked`: sessions that are said to be ended, by this attempt, by one before it or by others. A cache may know better. */
function failureOf(
  { site, cache }: OpenSite,
  chosen: Chosen,
  asked: number,
  choice: SealedChoice['choice'],
): Failure | null {
  const fail = (message: string) =>
    toFailure(new ResaltError('VERIFY_FAILED', message, 'check-first'), { siteId: site.id });
  if (chosen.doubtful.length > 0 && !meansWholeUsers(choice)) return fail(doubt(site.name, chosen.doubtful));
  if (cache.way === 'cannot' && cache.kind !== null && asked > 0) return fail(`${mayKeep} ${cache.why}`);
  return null;
}
