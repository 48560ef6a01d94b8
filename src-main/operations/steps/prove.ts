import { setTimeout as wait } from 'node:timers/promises';
import { ResaltError } from '../../contract/failures.ts';
import type { ProofResult } from '../../contract/runs.ts';
import type { Tools } from '../tools.ts';

export type Answer = 'accepted' | 'refused' | 'broken' | 'unclear';
export interface Asked {
  answer: Answer;
  /** WordPress itself asks for a new login (`auth_redirect()`), and not a plugin that sends people there: it read the cookie and did not believe it. */
  reauth?: boolean;
  status: number | null;
  why: string | null;
}

/** Opens a page that only a login opens. Never throws: what could not be asked is `unclear` and says why. */
export async function askWith({ probe }: Pick<Tools, 'probe'>, url: string, cookie: string): Promise<Asked> {
  try {
    const { status, location } = await probe(url, { ...(cookie ? { cookie } : {}), timeoutMs: 20_000 });
    const answer = judge(status, location);
    return { answer, status, why: null, reauth: answer === 'refused' && /[?&]reauth=1(&|$)/.test(location ?? '') };
  } catch (error) {
    const why = error instanceof ResaltError ? error.message : 'the site could not be asked';
    return { answer: 'unclear', status: null, why };
  }
}

/** 200: the page opened. To wp-login.php: refused. Another redirect, a block or a missing page says nothing of the login. */
function judge(status: number, location: string | null): Answer {
  if (status === 200) return 'accepted';
  if (status >= 500) return 'broken';
  return status >= 300 && status < 400 && location !== null && /\/wp-login\.php(\?|$)/.test(location)
    ? 'refused'
    : 'unclear';
}

/** Waits between two looks grow from a tenth of a second to two. */
function* pauses(): Generator<number> {
  for (let pause = 100; ; pause = Math.min(2000, pause * 1.7)) yield pause;
}

/**
 * Asks until the canary is refused or patience is over: PHP's OPcache may serve the old configuration for seconds
 * (FACTS: OPcache). A site that answers 5xx is asked a few times more before it counts as broken.
 */
export async function askUntilRefused(tools: Tools, url: string, cookie: string): Promise<Asked> {
  const deadline = Date.now() + tools.proofPatienceMs;
  let brokenInARow = 0;
  for (const pause of pauses()) {
    const asked = await askWith(tools, url, cookie);
    brokenInARow = asked.answer === 'broken' ? brokenInARow + 1 : 0;
    const over = Date.now() + pause > deadline;
    if (asked.answer === 'refused' || brokenInARow >= 3 || over) return asked;
    await wait(pause);
  }
  throw new ResaltError('BUG', 'The wait for a refusal ended without an answer.', 'check-first');
}

/** Asks the front page until it does not answer 5xx, at most three times. */
export async function askUntilAnswered(tools: Tools, url: string): Promise<Asked> {
  let asked = await askWith(tools, url, '');
  for (const pause of [300, 1000]) {
    if (asked.answer !== 'broken') return asked;
    await wait(pause);
    asked = await askWith(tools, url, '');
  }
  return asked;
}

/**
 * The verdict over both answers. Only a canary that opened the site before can prove anything by being refused after, and only while it
 * would still be good if nothing had been done: a machine that slept meanwhile wakes to a cookie that ran out by itself.
 */
export function verdictOf(
  { before, goodUntil }: { before: number; goodUntil: number },
  after: Asked,
  clock: () => Date,
  patienceMs: number,
): ProofResult {
  const base = { before, after: after.status };
  const at = clock();
  if (after.answer === 'refused' && at.getTime() >= goodUntil)
    return {
      ...base,
      verdict: 'not-possible',
      why: 'The canary cookie ran out before it could be seen refused: this took too long, or this computer slept. Nothing outside shows that old cookies are dead. Run this site again for a proof.',
      at: null,
    };
  if (after.answer === 'refused') return { ...base, verdict: 'refused', why: null, at: at.toISOString() };
  if (after.answer === 'accepted')
    return {
      ...base,
      verdict: 'still-accepted',
      why: `The old cookie still opened the site ${Math.round(patienceMs / 1000)} seconds later. PHP may serve the old wp-config.php from OPcache: reload PHP-FPM on the server, then retry this site.`,
      at: null,
    };
  return {
    ...base,
    verdict: 'not-possible',
    why: after.why ?? `The site answered ${after.status} to the canary, which is neither open nor refused.`,
    at: null,
  };
}

export const notPossible = (why: string, before: number | null = null): ProofResult => ({
  verdict: 'not-possible',
  before,
  after: null,
  why,
  at: null,
});
export const notAsked: ProofResult = { verdict: 'not-asked', before: null, after: null, why: null, at: null };
