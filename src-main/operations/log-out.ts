import type { ProofResult, RunSite } from '../contract/runs.ts';
import type { Site } from '../contract/sites.ts';
import type { Rotation } from '../wordpress/wp-config/answer.ts';
import { answersOf } from './steps/answers.ts';
import { forgetUnderNewKeys } from './steps/cache-under-new-keys.ts';
import { lookBehindEarlier } from './steps/earlier-attempt.ts';
import { settleWpCli } from './steps/earlier-wp-cli.ts';
import { type Ended, endSessions, forgetCached, seeNoneComeBack, seeNoneLeft } from './steps/end-sessions.ts';
import { findSessionManager } from './steps/find-session-manager.ts';
import { isOpen } from './steps/is-open.ts';
import { type Look, lookAt } from './steps/look.ts';
import { planned, rotationOf } from './steps/planned.ts';
import { type Asked, askUntilAnswered, askUntilRefused, askWith, notAsked, verdictOf } from './steps/prove.ts';
import { isReleased, type Released, recall, recallAll, releaseCanary } from './steps/release-canary.ts';
import { contradiction, resultOf, whereSaltsAreSet } from './steps/result-of.ts';
import { rolledBack } from './steps/roll-back.ts';
import { rotateSalts } from './steps/rotate.ts';
import { type Settled, settleBoth } from './steps/settle-both.ts';
import { stopForEncryptors } from './steps/stop-for-encryptors.ts';
import { type Intent, tellPlan } from './steps/tell-plan.ts';
import { throughWpCli } from './steps/through-wp-cli.ts';
import type { SiteResult, Story } from './story.ts';
import type { Tools } from './tools.ts';

/** What was done on a site, as far as it got; `result-of` judges it. */
export interface Deed {
  salts: RunSite['salts'];
  /** Why the salts are not rotated though they were to be. */
  saltsError: unknown;
  sessions: Ended | null;
  /** That the site has a session manager of its own, in words; null where none is known, and where the salts are new. */
  manager: string | null;
  /** Why the object cache may still hold sessions; null where it forgot them or there is none. */
  cacheProblem: string | null;
  /** WordPress did not believe a cookie made by the salts of the file, so that new ones there may change nothing. */
  saltsContradicted: boolean;
  proof: ProofResult;
}

/** What another operation does to a site in one go with its logout (reset-passwords.ts). */
export interface Beside {
  /**
   * Says what it will do, also in a dry run. Answers what the logout shall take for the site as found; null: there is nothing to do here,
   * and then nothing is done.
   */
  plan(look: Look): Promise<Look | null>;
  /** Comes right before the salts. Where it fails, they are left alone. */
  act(look: Look): Promise<void>;
  /** Sees its own effect, when the logout has seen its. */
  see(look: Look): Promise<void>;
}

/**
 * The one act of Resalt on one site: look, let a canary in, rotate the salts and end all logins, see the canary refused,
 * see that nothing is left. Each part only where it is intended. A dry run stops after the look. `change` is what happens to
 * the salts: new ones, unless an operation has others in mind.
 */
export async function logOut(
  site: Site,
  tools: Tools,
  story: Story,
  intent: Intent,
  change: (look: Look) => Rotation | Promise<Rotation> = (found) => rotationOf(found, intent.also),
  beside: Beside | null = null,
): Promise<SiteResult> {
  await settleWpCli(site, tools, story);
  const toSwap = intent.salts && !story.dryRun && intent.via !== 'wp-cli';
  let look = await lookBehindEarlier(await lookAt(site, tools, story, { toSwap, canary: intent.proof }), tools, story);
  let canary: Released | null = null;
  try {
    const meant = beside ? await beside.plan(look) : look;
    if (meant === null) return { ...nothingDone, outcome: 'unchanged' };
    look = meant;
    const oldCookies = intent.sessions && (!intent.salts || intent.oldSalts === true);
    const [own, manager] = await Promise.all([change(look), oldCookies ? findSessionManager(look) : null]);
    const rotation = intent.via === 'wp-cli' ? throughWpCli(look, own) : own;
    tellPlan(look, rotation, intent, story, manager);
    const stopped = stopForEncryptors(look, rotation, intent, tools);
    if (stopped) return stopped;
    if (story.dryRun) return await planned(look, rotation, own, intent, tools);

    const released = intent.proof
      ? await story.step('Open the site with a canary cookie', () => releaseCanary(look, tools, story))
      : null;
    canary = released && isReleased(released) ? released : null;
    const unproven = released && !isReleased(released) ? released : null;
    const saltsContradicted = intent.salts && unproven?.contradicts === true;
    if (saltsContradicted && intent.sessions)
      story.warn('other', `${contradiction} The logins end with their sessions. ${whereSaltsAreSet}`);
    const healthy = canary ? 200 : intent.proof ? (await answersOf(site, tools)).status : null;

    await beside?.act(look);
    const spared = intent.salts && rotation.kind === 'rotated' && canary ? canary.userId : null;
    const [salts, sessions] = await settleBoth(
      intent.salts
        ? story.step('Rotate the salts', () => rotateSalts(look, rotation, tools, story, intent.via))
        : nothing,
      intent.sessions ? endAll(look, story, spared, canary) : nothing,
    );
    throwIfOpen(salts, sessions);
    if (intent.sessions) await forgetUnderNewKeys(look, rotation, salts.value ?? null, story);

    const deed: Deed = {
      salts: salts.value ?? null,
      saltsError: salts.error,
      sessions: null,
      // Where the salts stay against the plan, old cookies are as good as where they were meant to stay.
      manager:
        manager ??
        (intent.sessions && (salts.error !== undefined || saltsContradicted) ? await findSessionManager(look) : null),
      cacheProblem: sessions.value ?? null,
      saltsContradicted,
      proof: unproven?.proof ?? notAsked,
    };
    const seen = await see(look, deed, { canary, intent, healthy, spared: spared !== null }, tools, story);
    canary = null;
    await beside?.see(look);
    const wroteFiles = (story.marks.salts?.edits.length ?? 0) > 0;
    if (seen?.answer === 'broken' && deed.salts && wroteFiles)
      return await rolledBack(look, own, deed, intent, tools, story);
    return resultOf(look, own, deed, intent, tools);
  } finally {
    // On every path: what the story did not take away itself is taken away here, or by the next run if that fails too.
    if (canary && !story.dryRun) await recall(look, canary.userId, canary.verifier).catch(() => undefined);
    await look.close();
  }
}

const nothing = Promise.resolve(null);
const nothingDone = { salts: null, sessions: null, proof: null, failure: null, inspection: null } as const;

/** Ends the sessions and has the object cache forget them; what the cache would not forget comes back in words. */
async function endAll(
  look: Look,
  story: Story,
  spared: number | null,
  canary: Released | null,
): Promise<string | null> {
  await story.step('End all logins', () => endSessions(look, story, spared));
  if (look.cache.way === 'none') return null;
  const problem = await story.step('Empty the object cache', () => forgetCached(look, story, canary?.userId ?? null));
  if (problem) story.warn('object-cache', problem);
  return problem;
}

/** The salts may have failed for certain and the logins still be ended; but what is uncertain ends the story here. */
function throwIfOpen(salts: Settled<unknown>, sessions: Settled<unknown>): void {
  if (sessions.error !== undefined) throw sessions.error;
  if (salts.error !== undefined && isOpen(salts.error)) throw salts.error;
}

interface Watch {
  canary: Released | null;
  intent: Intent;
  /** How the site answered before: what it may not fall below. */
  healthy: number | null;
  /** The canary's row was left for the proof. */
  spared: boolean;
}

/** Sees the effect from outside and from inside, fills the deed, and tells how the site answered at last. */
async function see(
  look: Look,
  deed: Deed,
  { canary, intent, healthy, spared }: Watch,
  tools: Tools,
  story: Story,
): Promise<Asked | null> {
  const ask = () =>
    canary
      ? story.step('See the canary refused', () => askUntilRefused(tools, canary.url, canary.cookie))
      : healthy !== null && healthy < 500 && look.site.url !== null
        ? story.step('See that the site answers', () => askUntilAnswered(tools, look.site.url ?? ''))
        : Promise.resolve(null);
  const count = async () => {
    if (!intent.sessions) return recallAll(look, canary, tools);
    deed.sessions = await story.step('See that no login is left', () =>
      deed.salts && !intent.oldSalts && !deed.saltsContradicted
        ? seeNoneLeft(look, story, canary?.userId ?? null, spared)
        : seeNoneComeBack(look, story, canary?.userId ?? null, tools.loginsUnderWayMs),
    );
    deed.cacheProblem ??= deed.sessions.cacheProblem;
  };
  // With new salts the canary's row stays until it is refused: that refusal can only come from the salts.
  let asked = deed.salts ? await ask() : null;
  await count();
  asked ??= await ask();
  if (canary && asked) deed.proof = verdictOf(canary, asked, tools.clock, tools.proofPatienceMs);
  if (canary && deed.salts && deed.sessions && asked?.answer === 'accepted') {
    const again = await story.step('Ask once more without its session', () =>
      askWith(tools, canary.url, canary.cookie),
    );
    const words =
      again.answer === 'refused' ? 'With its session deleted it is refused, so people are logged out; ' : '';
    deed.proof.why = `${words}${deed.proof.why}`;
  }
  return asked;
}
