import { setTimeout as wait } from 'node:timers/promises';
import { type Failure, ResaltError, toFailure } from '../contract/failures.ts';
import type { ProofResult } from '../contract/runs.ts';
import type { SessionChoice } from '../contract/sessions.ts';
import type { Site } from '../contract/sites.ts';
import { meansWholeUsers } from '../wordpress/session-choice.ts';
import type { Operation } from './operations.ts';
import { type Chosen, chooseSessions, doubt, tellChosen } from './steps/choose-sessions.ts';
import { lookAt, type OpenSite, openSite } from './steps/look.ts';
import { dropFromCache } from './steps/object-cache.ts';
import { endWithCanary } from './steps/prove-chosen.ts';
import type { ReadyChoice } from './steps/sealed-choice.ts';
import { type Going, stillThere, takeChosen } from './steps/take-chosen.ts';
import { tellProof } from './steps/tell-plan.ts';
import type { SiteResult, Story } from './story.ts';
import type { Tools } from './tools.ts';

/**
 * Ends chosen sessions of one site and no others: choose once, take them out of their rows, have the object cache forget their
 * users, and look until what was taken stays away. Where a proof is asked, a canary's session is one of them. A dry run stops
 * after the choice. `choice`: the same for all sites of a run, so that it is read once.
 */
export function endChosenSessions(choice: () => Promise<ReadyChoice>): Operation {
  return async (site, tools, story, { proof }) => endOn(site, tools, story, proof, await choice());
}

async function endOn(site: Site, tools: Tools, story: Story, prove: boolean, ready: ReadyChoice): Promise<SiteResult> {
  const asked = tools.clock().getTime() / 1000;
  const look = prove ? await lookAt(site, tools, story) : null;
  const open = look ? { ...look, tables: look.stored.tables } : await openSite(site, tools, story);
  try {
    const chosen = await story.step('Choose the logins', () => chooseSessions(open, ready, asked));
    tellChosen(open, chosen, story);
    if (look) tellProof(look, story);
    if (story.dryRun) return { ...nothing, outcome: 'unchanged' };
    const concerned = concernedUsers(open, chosen, ready, story);
    const before = Math.max(story.marks.sessions?.before ?? 0, chosen.sessions);
    if (concerned.length === 0) return judged(open, chosen, before, ready, null);

    const whole = new Set(meansWholeUsers(ready.choice) ? chosen.users.keys() : []);
    const end = (going: Going) => {
      const users = [...new Set([...concerned, ...going.keys()])];
      return endThem({ open, going, whole, concerned: users }, before, tools, story);
    };
    const proof = look ? await endWithCanary(look, chosen.users, end, tools, story) : await end(chosen.users);
    const result = judged(open, chosen, before, ready, proof ?? null);
    if (result.outcome === 'changed') await noteEnded(open, chosen.users, tools);
    return result;
  } finally {
    await open.close();
  }
}

const nothing = { salts: null, sessions: null, proof: null, failure: null, inspection: null } as const;

/** What is to end on one site, decided once for the whole attempt. */
interface Ending {
  open: OpenSite;
  going: Going;
  /** Users of whom everything goes, also what can't be read. */
  whole: ReadonlySet<number>;
  /** Whose copy a cache may hold. */
  concerned: number[];
}

async function endThem(ending: Ending, before: number, tools: Tools, story: Story): Promise<void> {
  const { open, going, whole, concerned } = ending;
  await story.mark({ sessions: { before, cached: open.cache.way === 'none' ? [] : concerned } });
  await story.step('End the chosen logins', () => takeChosen(open, going, whole));
  if (forgets(open)) await story.step('Empty the object cache', () => forget(open, concerned));
  await story.step('See that they stay away', () => seeThemAway(ending, tools));
}

/** Whose copy a cache may hold: also of those whose sessions are gone from the database already, or went by an interrupted attempt. */
function concernedUsers({ site, cache }: OpenSite, { users }: Chosen, ready: ReadyChoice, { marks }: Story): number[] {
  if (cache.way === 'none') return [...users.keys()];
  const named = (ready.of(site.id).named?.here ?? []).flatMap(({ userId }) => userId ?? []);
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
async function seeThemAway({ open, going, whole, concerned }: Ending, { loginsUnderWayMs }: Tools): Promise<void> {
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
    `Chosen logins of ${site.name} are still there (user number ${users}): their rows refer to themselves, can’t be read any more, or something keeps writing them back. End everything of these users by --user, or everything on the site.`,
  );
}

/** `before`: how many there were when the first attempt began. All of them were seen away, or this is not reached. */
function judged(
  open: OpenSite,
  chosen: Chosen,
  before: number,
  { choice }: ReadyChoice,
  proof: ProofResult | null,
): SiteResult {
  const gone = Math.max(0, chosen.gone - (before - chosen.sessions));
  const failure = failureOf(open, chosen, before + gone, choice, proof);
  return {
    ...nothing,
    outcome: failure ? 'failed' : before > 0 || chosen.users.size > 0 ? 'changed' : 'unchanged',
    sessions: { before, after: 0, ...(choice.sessions ? { gone } : {}) },
    proof,
    failure,
  };
}

/** `asked`: sessions that are said to be ended, by this attempt, by one before it or by others. A cache may know better. */
function failureOf(
  { site, cache }: OpenSite,
  chosen: Chosen,
  asked: number,
  choice: SessionChoice,
  proof: ProofResult | null,
): Failure | null {
  const fail = (message: string) =>
    toFailure(new ResaltError('VERIFY_FAILED', message, 'check-first'), { siteId: site.id });
  if (proof?.verdict === 'still-accepted') return fail(proof.why ?? 'An ended canary still opens the site.');
  if (chosen.doubtful.length > 0 && !meansWholeUsers(choice)) return fail(doubt(site.name, chosen.doubtful));
  // Who is not there may be logged in where that manager keeps them; sessions by name are of this list. A canary that Resalt wrote
  // into a row is refused without it, and so says nothing of a login that this manager noted when it was made.
  if (chosen.manager && (asked > 0 || !choice.sessions))
    return fail(
      asked > 0
        ? `The logins are gone from where WordPress keeps them, but not proven to be refused. ${chosen.manager}`
        : `No such login stands where WordPress keeps them, which does not prove that there is none. ${chosen.manager}`,
    );
  if (cache.way === 'cannot' && cache.kind !== null && asked > 0) return fail(`${mayKeep} ${cache.why}`);
  return null;
}
