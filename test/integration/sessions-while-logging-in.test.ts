import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FleetOptions } from '../fleet/fleet.ts';
import { useFleet } from '../fleet/shared.ts';
import type { FleetSite } from '../fleet/site.ts';
import { logIn, visit } from '../fleet/visit.ts';
import { ended, engineFor, type TestEngine } from './open-engine.ts';
import { verifierOf } from './sessions/verifier-of.ts';

const kinds: { name: string; options: Partial<FleetOptions> }[] = [
  { name: 'WordPress 6.1', options: { wordpress: '6.1' } },
  { name: 'WordPress 7.1, warm Redis', options: { wordpress: '7.1', objectCache: 'redis', opcache: true } },
];
const endings = 50;

interface Login {
  verifier: string;
  cookie: string;
}

/**
 * WordPress reads a user's sessions, checks the password and only then writes them all back with the new one: each login in
 * this loop is a chance to bring back what was ended in between, and each ending one to lose a login.
 */
describe.each(kinds)('someone logs in again and again while sessions end ($name)', ({ options }) => {
  const fleet = useFleet({ sites: 1, ...options });
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await engineFor(fleet(), { loginsUnderWayMs: 1000 });
  });
  afterAll(() => engine?.dispose());

  it(`${endings} endings: what was to end is refused, every other login still opens the site`, async () => {
    const [site] = fleet().sites;
    if (!site) throw new Error('no site');
    const loop = keepLoggingIn(site, 'ed1');
    const doomed = new Set<string>();
    const kept = new Set<string>();
    try {
      for (let n = 0; n < endings; n += 1) {
        const fresh = await loop.someNew(doomed.size + kept.size + 2);
        const judged = fresh.filter(({ verifier }) => !doomed.has(verifier) && !kept.has(verifier));
        // The newest stays: it is the one that a lost update would lose.
        const [stays, ...go] = [...judged].reverse();
        if (stays) kept.add(stays.verifier);
        for (const { verifier } of go) doomed.add(verifier);
        const { run } = await engine.call.sessions.end({
          select: { all: true },
          choice: { sessions: go.map(({ verifier }) => ({ verifier })) },
          options: {},
        });
        const [row] = (await ended(engine, run)).sites;
        expect(row).toMatchObject({ outcome: 'changed', failure: null, sessions: { before: go.length, after: 0 } });
      }
    } finally {
      await loop.stop();
    }
    const logins = await loop.someNew(0);
    expect(doomed.size).toBeGreaterThanOrEqual(endings);
    const wrong: string[] = [];
    for (const { verifier, cookie } of logins) {
      const { status } = await visit(site, cookie);
      if (status !== (doomed.has(verifier) ? 302 : 200))
        wrong.push(`${doomed.has(verifier) ? 'alive' : 'lost'}: ${status}`);
    }
    expect(wrong).toEqual([]);
  }, 400_000);
});

/** One login after the other: two at once of one user are WordPress's own to lose. */
function keepLoggingIn(site: FleetSite, login: string) {
  const logins: Login[] = [];
  const waiting: { n: number; go: () => void }[] = [];
  let stopped = false;
  const work = (async () => {
    while (!stopped) {
      const { cookie, cookies } = await logIn(site, login);
      logins.push({ cookie, verifier: verifierOf(cookies) });
      for (const one of waiting) if (logins.length >= one.n) one.go();
    }
  })();
  return {
    /** All logins so far, once there are that many. */
    async someNew(n: number): Promise<Login[]> {
      if (logins.length < n) await Promise.race([work, new Promise<void>((go) => waiting.push({ n, go }))]);
      return [...logins];
    },
    async stop() {
      stopped = true;
      await work;
    },
  };
}
