import PQueue from 'p-queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FleetOptions } from '../fleet/fleet.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { visit } from '../fleet/visit.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';
import { keepLoggingIn, type Login, type LoginLoop } from './sessions/keep-logging-in.ts';

/** An ending mostly waits for logins that were under way, so those of several sites go on side by side. */
const sites = 8;
const kinds: { name: string; options: Partial<FleetOptions>; endings: number }[] = [
  {
    name: 'WordPress 7.1, warm Redis',
    options: { wordpress: '7.1', objectCache: 'redis', opcache: true },
    endings: 200,
  },
  { name: 'WordPress 6.1', options: { wordpress: '6.1', opcache: true }, endings: 80 },
];

/**
 * WordPress reads a user's sessions, checks the password and only then writes them all back with the new one: each login in
 * these loops is a chance to bring back what was ended in between, and each ending one to lose a login.
 */
describe.each(kinds)('someone logs in again and again while sessions end ($name)', ({ options, endings }) => {
  const fleet = useFleet({ sites, ...options });
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await engineFor(fleet(), { loginsUnderWayMs: 1000 });
  });
  afterAll(() => engine?.dispose());

  it(`${endings} endings: what was to end is refused, every other login still opens the site`, async () => {
    // No more at once than the machine has cores for: a login that waits for PHP is none that is under way.
    const doors = new PQueue({ concurrency: 2 });
    const judged = await Promise.all(
      fleet().sites.map((site) => endAgainAndAgain(engine, site, doors, endings / sites)),
    );
    const visits = new PQueue({ concurrency: 4 });
    const wrong: string[] = [];
    for (const { site, logins, doomed } of judged)
      for (const { verifier, cookie } of logins)
        visits.add(async () => {
          const { status } = await visit(site, cookie);
          const ends = doomed.has(verifier);
          if (status !== (ends ? 302 : 200)) wrong.push(`${site.name}, ${ends ? 'alive' : 'lost'}: ${status}`);
        });
    await visits.onIdle();
    expect(wrong).toEqual([]);
    const sum = (of: (one: Judged) => number) => judged.reduce((all, one) => all + of(one), 0);
    const ends = sum(({ doomed }) => doomed.size);
    console.info(`${sum(({ endings }) => endings)} endings of ${ends} of ${sum(({ logins }) => logins.length)} logins`);
    expect(ends).toBeGreaterThanOrEqual(endings);
  }, 400_000);
});

interface Judged {
  site: FleetSite;
  logins: Login[];
  doomed: Set<string>;
  endings: number;
}

/** Ends all logins of one user but the newest, while that user logs in in a loop; answers all of them and which were to end. */
async function endAgainAndAgain(engine: TestEngine, site: FleetSite, doors: PQueue, times: number): Promise<Judged> {
  const loop = keepLoggingIn(site, 'ed1', doors);
  const doomed = new Set<string>();
  const kept = new Set<string>();
  let endings = 0;
  try {
    for (; endings < times; endings += 1) await endAllButTheNewest(engine, site, loop, doomed, kept);
  } finally {
    await loop.stop();
  }
  return { site, logins: await loop.someNew(0), doomed, endings };
}

async function endAllButTheNewest(
  engine: TestEngine,
  site: FleetSite,
  loop: LoginLoop,
  doomed: Set<string>,
  kept: Set<string>,
): Promise<void> {
  const fresh = await loop.someNew(doomed.size + kept.size + 2);
  const judged = fresh.filter(({ verifier }) => !doomed.has(verifier) && !kept.has(verifier));
  // The newest stays: it is the one that a lost update would lose.
  const [stays, ...go] = [...judged].reverse();
  if (stays) kept.add(stays.verifier);
  for (const { verifier } of go) doomed.add(verifier);
  const { run } = await engine.call.sessions.end({
    select: { sites: [site.name] },
    choice: { sessions: go.map(({ verifier }) => ({ verifier })) },
    options: {},
  });
  const [row] = (await ended(engine, run)).sites;
  expect(row).toMatchObject({ outcome: 'changed', failure: null, sessions: { before: go.length, after: 0 } });
}
