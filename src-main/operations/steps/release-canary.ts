import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { ProofResult } from '../../contract/runs.ts';
import type { Story } from '../story.ts';
import type { Tools } from '../tools.ts';
import { type Canary, canaryLifetime, mintCanary } from './canary.ts';
import { writtenEarlier } from './earlier-attempt.ts';
import type { Look } from './look.ts';
import { dropFromCache } from './object-cache.ts';
import { type Asked, askWith, notPossible } from './prove.ts';
import { plainConstant } from './read-configuration.ts';
import { type CanaryCandidate, canaryAgent } from './read-database.ts';
import { putSession, takeSessions } from './session-rows.ts';
import { proofProblem } from './tell-plan.ts';

/** A canary that opened the site, and with which status. */
export interface Released {
  url: string;
  cookie: string;
  userId: number;
  verifier: string;
  before: number;
  /** Until then its cookie would be good if nobody ended it; Resalt's clock, ms since 1970, a little early. */
  goodUntil: number;
}

/** Why no canary is in. */
export interface Unreleased {
  proof: ProofResult;
  /** WordPress itself did not believe a cookie that is right by the salts of the file: it may work with others (SHAPES, rule 6). */
  contradicts: boolean;
}

export const isReleased = (canary: Released | Unreleased | ProofResult): canary is Released => 'cookie' in canary;

const mostCandidates = 3;
/** The server keeps whole seconds, and an answer takes its time. */
const earlyMs = 5000;
/** PHP looks at a file that it keeps every two seconds, unless told otherwise: the salts may be of a moment ago. */
const phpLooksWithinMs = 2500;

/**
 * Logs a canary in and sees that its cookie opens the site. The user with the least rights is tried first; where that
 * account may not see its profile (shops send customers away), the next. Otherwise says why no proof is possible.
 */
export async function releaseCanary(look: Look, tools: Tools, story: Story): Promise<Released | Unreleased> {
  if (writtenEarlier(look, story.marks.salts) === 'all') return canaryOfEarlierAttempt(look, tools, story);
  const problem = proofProblem(look);
  if (problem) return unreleased(`No proof possible: ${problem}.`);
  let last: Asked | null = null;
  let disbelieved = true;
  const deadline = Date.now() + phpLooksWithinMs;
  for (const user of look.stored.canaryCandidates.slice(0, mostCandidates)) {
    const canary = mint(look, user);
    if (!canary) continue;
    await remember(canary, 0, tools, story);
    if (!(await login(look, canary, tools))) continue;
    const asked = await askFresh(look, canary, tools, deadline);
    if (asked.answer === 'accepted' && asked.status !== null) {
      await story.mark({ canary: { ...(story.marks.canary ?? missing), before: asked.status } });
      return {
        url: canary.url,
        cookie: canary.cookie,
        userId: user.id,
        verifier: canary.verifier,
        before: asked.status,
        goodUntil: goodUntil(look, canary.expiration),
      };
    }
    await recall(look, canary.user.id, canary.verifier);
    last = asked;
    disbelieved &&= asked.reauth === true;
    if (asked.answer === 'broken' || asked.status === null) break;
  }
  const answer = last?.status ? `was answered ${last.status}` : (last?.why ?? 'could not be logged in');
  const said = `No proof possible: a fresh canary cookie did not open the site before (it ${answer}).`;
  return {
    proof: notPossible(said, last?.status ?? null),
    contradicts: last !== null && disbelieved && !namesUnknown(look),
  };
}

const unreleased = (why: string, before: number | null = null): Unreleased => ({
  proof: notPossible(why, before),
  contradicts: false,
});

/** By the server's clock as it was at the look: the cookie's end is of that clock. */
const goodUntil = ({ now, asOf }: Look, expiration: number): number => asOf + (expiration - now) * 1000 - earlyMs;

/** Takes the canaries of interrupted attempts away as well, and no one else's session. */
export async function recallAll(look: Look, canary: Released | null, tools: Tools): Promise<void> {
  if (canary) await recall(look, canary.userId, canary.verifier);
  for (const userId of look.stored.leftoverCanaries) {
    await takeSessions(look.database, look.stored.tables, userId, ({ ua }) => ua === agentOf(tools));
    await dropCached(look, [userId]).catch(() => undefined);
  }
}

/** Takes the canary's session away, whoever else's are in the row. */
export async function recall(look: Look, userId: number, verifier: string): Promise<void> {
  await takeSessions(look.database, look.stored.tables, userId, (session) => session.verifier === verifier);
  await dropCached(look, [userId]).catch(() => undefined);
}

function mint(look: Look, user: CanaryCandidate): Canary | null {
  const understood = look.configuration?.understood ?? null;
  const names = Object.fromEntries(
    (['COOKIEHASH', 'AUTH_COOKIE', 'SECURE_AUTH_COOKIE'] as const).flatMap((name) => {
      const value = plainConstant(understood, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const { siteurl } = look.stored;
  const version = look.configuration?.version ?? null;
  return mintCanary({ user, siteurl, salts: look.salts, version, names, now: look.now });
}

/** A cookie whose name the configuration makes of something can't be named here, and is not read there. */
const namesUnknown = ({ configuration }: Look): boolean =>
  ['COOKIEHASH', 'AUTH_COOKIE', 'SECURE_AUTH_COOKIE'].some((name) => {
    const known = configuration?.understood.constants.get(name);
    return known !== undefined && !('value' in known);
  });

const agentOf = ({ installation }: Tools) => `${canaryAgent} ${installation}`;

async function login(look: Look, canary: Canary, tools: Tools): Promise<boolean> {
  const session = {
    expiration: canary.expiration,
    login: canary.expiration - canaryLifetime,
    ip: '127.0.0.1',
    ua: agentOf(tools),
  };
  // A cached copy of the user's row would hide the canary; dropping it at the same time saves a round trip.
  const [put] = await Promise.all([
    putSession(look.database, look.stored.tables, canary.user, canary.verifier, session),
    dropCached(look, [canary.user.id]).catch(() => undefined),
  ]);
  return put;
}

/** Asks once; where a cache stands in between and may have been filled again meanwhile, or PHP may keep the file of a moment ago, more often. */
async function askFresh(look: Look, canary: Canary, tools: Tools, deadline: number): Promise<Asked> {
  let asked = await askWith(tools, canary.url, canary.cookie);
  if (asked.answer === 'refused' && look.cache.way !== 'none' && look.cache.way !== 'cannot') {
    await dropCached(look, [canary.user.id]).catch(() => undefined);
    asked = await askWith(tools, canary.url, canary.cookie);
  }
  while (asked.reauth && Date.now() < deadline) {
    await wait(300);
    asked = await askWith(tools, canary.url, canary.cookie);
  }
  return asked;
}

async function dropCached(look: Look, userIds: number[]): Promise<void> {
  if (look.host && look.cache.way !== 'cannot')
    await dropFromCache(look.host, look.cache, look.stored.tables.prefix, userIds);
}

const sealed = z.object({ url: z.string(), cookie: z.string(), expiration: z.number() });
const missing = { userId: 0, verifier: '', sealed: '', before: 0 };

/** The cookie goes into the vault before its row goes to the site, so that a crash leaves nothing unknown behind. */
async function remember(canary: Canary, before: number, tools: Tools, story: Story): Promise<void> {
  const { url, cookie, expiration, verifier } = canary;
  const id = await tools.vault.seal('canary', Buffer.from(JSON.stringify({ url, cookie, expiration })));
  await story.mark({ canary: { userId: canary.user.id, verifier, sealed: id, before } });
}

/**
 * Once the salts are rotated, no new canary can show that it opened the site before: the one of the interrupted attempt did.
 * Its row is put back if that attempt removed it. While the old salts are in force a new canary proves more.
 */
async function canaryOfEarlierAttempt(look: Look, tools: Tools, story: Story): Promise<Released | Unreleased> {
  const marked = story.marks.canary;
  if (!marked || marked.before === 0)
    return unreleased(
      'No proof possible: the new salts were in place already, and no canary was in before. Salts and sessions were read back.',
    );
  if (!(await tools.vault.has(marked.sealed)))
    return unreleased(
      'The canary of the earlier attempt is no longer kept; the salts and sessions were read back instead.',
      marked.before,
    );
  const { url, cookie, expiration } = sealed.parse(
    JSON.parse((await tools.vault.open(marked.sealed)).toString('utf8')),
  );
  if (expiration < look.now + 60)
    return unreleased(
      'The canary of the interrupted attempt has expired; the salts and sessions were read back instead.',
      marked.before,
    );
  const user = look.stored.canaryCandidates.find(({ id }) => id === marked.userId);
  const session = {
    expiration,
    login: expiration - canaryLifetime,
    ip: '127.0.0.1',
    ua: agentOf(tools),
  };
  if (user) await putSession(look.database, look.stored.tables, user, marked.verifier, session);
  await dropCached(look, [marked.userId]).catch(() => undefined);
  return {
    url,
    cookie,
    userId: marked.userId,
    verifier: marked.verifier,
    before: marked.before,
    goodUntil: goodUntil(look, expiration),
  };
}
