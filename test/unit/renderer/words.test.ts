import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { failureCodes } from '../../../src-main/contract/failures.ts';
import { nextFor } from '../../../src-renderer/stores/next-action.ts';
import { nextAction, titleOf } from '../../../src-renderer/words/failure.ts';
import { needsYou, sayRunSite } from '../../../src-renderer/words/outcome.ts';
import {
  groupPlan,
  loginsOf,
  planGroup,
  previewWaves,
  readLimit,
  readWaves,
  sayPlan,
} from '../../../src-renderer/words/plan.ts';
import { reportCsv, reportJson } from '../../../src-renderer/words/report.ts';
import { figuresOf, sayRun } from '../../../src-renderer/words/run.ts';
import { reachable, siteState } from '../../../src-renderer/words/site-state.ts';
import { ago, daysSince, duration, elapsed, timeOfDay } from '../../../src-renderer/words/time.ts';
import { noKeychain } from '../../../src-renderer/words/vault.ts';
import { now, runSite, runSummary, siteRow } from './rows.ts';

const failure = { code: 'NOT_WRITABLE', message: 'wp-config.php can’t be written.', retry: 'safe' } as const;
const stillAccepted = { verdict: 'still-accepted', before: 200, after: 200, why: null, at: null } as const;
const noTotals = { changed: 0, unchanged: 0, skipped: 0, failed: 0, unreachable: 0, cancelled: 0, uncertain: 0 };

describe('no keychain', () => {
  it('is said once, in the engine’s own sentence', () => {
    const why = "This machine's keychain can't be used: it stayed locked.";
    const vault = { state: 'locked', hasPassphrase: true, hasKeychain: false, damage: null } as const;
    expect(noKeychain({ ...vault, keychain: { available: false, why } })).toBe(why);
    expect(noKeychain({ ...vault, keychain: { available: false, why: null } })).toContain('not known');
  });
});

describe('time', () => {
  const before = (ms: number) => ago(new Date(now - ms).toISOString(), now);
  it('is relative', () => {
    expect([500, 42_000, 240_000, 3 * 3_600_000, 12 * 86_400_000, 420 * 86_400_000].map(before)).toEqual([
      'just now',
      '42 s ago',
      '4 min ago',
      '3 h ago',
      '12 d ago',
      '14 months ago',
    ]);
    expect(ago('nonsense', now)).toBe('unknown');
  });
  it('in days is never less than none, though the clock goes in steps of a minute', () => {
    expect(daysSince('2026-01-10T22:41:30Z', now)).toBe(0);
    expect(daysSince('2026-01-08T22:41:00Z', now)).toBe(2);
    expect(daysSince(null, now)).toBeNull();
  });
  it('of a length is short', () => {
    expect([0, 143, 1834, 9949, 9950, 42_400, 187_000, 3_764_000].map(duration)).toEqual([
      '0 ms',
      '143 ms',
      '1.8 s',
      '9.9 s',
      '10 s',
      '42 s',
      '3:07',
      '1:02:44',
    ]);
    expect([0, 7_900, 3_764_000].map(elapsed)).toEqual(['0:00', '0:07', '1:02:44']);
  });
});

describe('what a run did', () => {
  const say = (sites: ReturnType<typeof runSite>[], totals: Partial<typeof noTotals>, change = {}) => {
    const run = runSummary({ count: sites.length, totals: { ...noTotals, ...totals }, ...change });
    return sayRun(run, figuresOf(run, sites));
  };
  const at = timeOfDay('2026-01-10T22:41:07Z');

  it('is said as facts', () => {
    const five = Array.from({ length: 5 }, (_, i) => runSite({ sessions: { before: i === 0 ? 35 : 1, after: 0 } }));
    expect(say(five, { changed: 5 })).toBe(`39 logins on 5 sites ended. Old cookies refused at ${at}.`);
  });
  it('claims of chosen logins only that the canary among them is refused', () => {
    const one = [runSite({ sessions: { before: 1, after: 0 } })];
    const said = say(one, { changed: 1 }, { operation: 'EndChosenSessions' });
    expect(said).toBe(`1 login on 1 site ended. Canary cookies refused at ${at}.`);
  });
  it('calls no login ended of a site that failed: its rows may be gone and people logged in all the same', () => {
    const sessions = { before: 5, after: 0 };
    const sites = [
      runSite({ sessions: { before: 1, after: 0 } }),
      runSite({ sessions, outcome: 'failed', failure }),
      runSite({ sessions, outcome: 'failed', proof: stillAccepted, failure }),
    ];
    const said = say(sites, { changed: 1, failed: 2 });
    expect(said).toContain(`1 login on 1 site ended. Old cookies refused on 1 site at ${at}.`);
    expect(said).toContain('STILL OPEN 1 site');
  });
  it('counts as done only what went as asked: a cancelled site is over, but it is not done', () => {
    const totals = { ...noTotals, changed: 2, failed: 1, cancelled: 3 };
    const figures = figuresOf(runSummary({ count: 6, totals }), []);
    expect(figures).toMatchObject({ done: 2, failed: 1, notGone: 4 });
  });
  it('is not called cancelled where it was cut off after a write', () => {
    expect(titleOf({ code: 'CANCELLED', message: 'x', retry: 'safe' })).toBe('Cancelled');
    expect(titleOf({ code: 'CANCELLED', message: 'x', retry: 'check-first' })).toBe('Cut off in the midst');
  });
  it('is foreseen from what the look counted: a plan ends nothing, so it has no sessions of its own', () => {
    const { inspection } = siteRow(0);
    expect(inspection?.sessions.count).toBeGreaterThan(0);
    expect(loginsOf(runSite({ sessions: null, inspection }))).toBe(inspection?.sessions.count);
    expect(loginsOf(runSite({ sessions: null, inspection: null }))).toBeNull();
  });
  it('never claims a refusal for a site that has none', () => {
    const said = say(
      [runSite(), runSite({ proof: { verdict: 'not-possible', before: 403, after: null, why: 'x', at: null } })],
      { changed: 2 },
    );
    expect(said).toContain(`Old cookies refused on 1 site at ${at}.`);
    expect(said).toContain('1 site without proof.');
  });
  it('says loudly what still opens, what is uncertain and what failed', () => {
    const said = say(
      [runSite({ outcome: 'failed', proof: stillAccepted }), runSite({ outcome: 'uncertain', proof: null })],
      { failed: 1, uncertain: 1 },
    );
    expect(said).toContain('STILL OPEN 1 site');
    expect(said).toContain('1 uncertain');
    expect(said).not.toContain('refused');
  });
  it('of an inspection says that nothing was changed', () => {
    expect(say([runSite({ proof: null, sessions: null })], { unchanged: 1 }, { operation: 'InspectSite' })).toBe(
      '1 site read. Nothing was changed.',
    );
  });
});

describe('a row of a run', () => {
  it('is green only when it was changed and its proof is a refusal', () => {
    const verdicts = ['refused', 'still-accepted', 'not-possible', 'not-asked'] as const;
    for (const verdict of verdicts) {
      const said = sayRunSite(runSite({ proof: { ...stillAccepted, verdict } }));
      expect(said.tone === 'proven', verdict).toBe(verdict === 'refused');
    }
    for (const outcome of ['unchanged', 'skipped', 'failed', 'unreachable', 'cancelled', 'uncertain'] as const)
      expect(sayRunSite(runSite({ outcome, proof: null })).tone).not.toBe('proven');
  });
  it('is loud when a cookie still opens the site, it is uncertain, or a host key changed', () => {
    expect(sayRunSite(runSite({ proof: stillAccepted })).loud).toBe(true);
    expect(sayRunSite(runSite({ outcome: 'uncertain', proof: null })).loud).toBe(true);
    expect(
      sayRunSite(runSite({ outcome: 'unreachable', proof: null, failure: { ...failure, code: 'HOST_KEY_CHANGED' } }))
        .loud,
    ).toBe(true);
  });
  it('needs a person whenever it did not go', () => {
    expect(needsYou(runSite())).toBe(false);
    expect(needsYou(runSite({ outcome: 'failed', failure }))).toBe(true);
    expect(needsYou(runSite({ outcome: 'uncertain', proof: null }))).toBe(true);
    expect(needsYou(runSite({ proof: stillAccepted }))).toBe(true);
  });
});

describe('the next action', () => {
  it('never is a retry where a write may have happened, where it would fail again, or where a key changed', () => {
    for (const code of failureCodes) {
      expect(nextAction({ code, message: '', retry: 'check-first' })).not.toBe('retry');
      expect(nextAction({ code, message: '', retry: 'never' })).not.toBe('retry');
    }
    expect(nextAction({ code: 'HOST_KEY_CHANGED', message: '', retry: 'safe' })).toBe('look-at-key');
  });
  it('of a site that was not reached is a retry, for nothing had been written there', () => {
    const lost = { code: 'HOST_UNREACHABLE', message: '', retry: 'check-first' } as const;
    expect(nextFor(runSite({ outcome: 'unreachable', failure: lost }))).toBe('retry');
    expect(nextFor(runSite({ outcome: 'uncertain', failure: lost }))).toBe('settle');
  });
});

describe('a site', () => {
  const known = (change = {}) => ({ row: siteRow(0, change), test: null, live: null });
  it('whose last run failed is not shown as rotated, however new its salts are', () => {
    const last = {
      runId: 'r_abcdef',
      operation: 'FleetLogout',
      outcome: 'uncertain' as const,
      at: new Date(now).toISOString(),
      message: 'x',
      code: null,
    };
    const state = siteState(known({ saltsChangedAt: new Date(now).toISOString(), lastRun: last }), now);
    expect(state.tone).toBe('danger');
    expect(state.loud).toBe(true);
  });
  describe('after a restart', () => {
    const at = new Date(now).toISOString();
    const last = { runId: 'r_abcdef', operation: 'FleetLogout', at, message: 'x' };
    const left = (change: object, rest = {}) => known({ saltsChangedAt: at, lastRun: { ...last, ...change }, ...rest });
    const changedKey = { outcome: 'unreachable', code: 'HOST_KEY_CHANGED' };

    it('is as loud about a changed host key as when it was met, and leads to the key', () => {
      expect(siteState(left(changedKey), now)).toMatchObject({
        tone: 'danger',
        word: 'HOST KEY CHANGED',
        loud: true,
        next: 'look-at-key',
      });
    });
    it('says that a server was not reached, no longer that its key changed, once it answered again', () => {
      const inspection = siteRow(0).inspection;
      const later = inspection && { ...inspection, at: new Date(now + 1000).toISOString() };
      expect(siteState(left(changedKey, { inspection: later }), now).word).toBe('Not reached');
    });
    it('is loud about what failed or is uncertain, and never green where a run left something undone', () => {
      for (const outcome of ['failed', 'uncertain', 'unreachable']) {
        const { tone, loud } = siteState(left({ outcome, code: 'TIMED_OUT' }), now);
        expect([tone, loud]).toEqual(outcome === 'unreachable' ? ['look', false] : ['danger', true]);
      }
    });
    it('settles what is uncertain and retries what was not reached', () => {
      expect(siteState(left({ outcome: 'uncertain', code: 'TIMED_OUT' }), now).next).toBe('settle');
      expect(siteState(left({ outcome: 'unreachable', code: 'HOST_UNREACHABLE' }), now).next).toBe('retry');
      expect(siteState(left({ outcome: 'unreachable', code: 'HOST_KEY_UNKNOWN' }), now).next).toBe('trust');
    });
    it('with its old salts put back is not shown as rotated', () => {
      const back = { operation: 'RollBackSalts', outcome: 'changed', code: null };
      expect(siteState(left(back), now)).toMatchObject({ tone: 'look', word: 'Old salts back' });
    });
  });
  it('of which nothing is known is grey and not called reachable', () => {
    const nothing = known({ inspection: null, lastRun: null, saltsChangedAt: null });
    expect(siteState(nothing, now).tone).toBe('unknown');
    expect(reachable(nothing)).toBeNull();
  });
});

describe('the plan', () => {
  it('says it in one sentence, and every site of it is in exactly one group', () => {
    const rows = [
      ...Array.from({ length: 3 }, () => runSite({ outcome: 'unchanged' })),
      runSite({ outcome: 'unchanged', warnings: [{ kind: 'editing', text: 'x' }] }),
      runSite({ outcome: 'unreachable', failure }),
      runSite({ outcome: 'failed', failure }),
    ];
    const groups = groupPlan(rows);
    expect(sayPlan(groups)).toBe('6 sites: 3 ready, 1 with warnings, 1 can’t be reached and 1 is refused.');
    expect(planGroup(runSite({ state: 'working', outcome: null }))).toBeNull();
  });
  it('tells what the options leave out from what was refused', () => {
    const leftOut = runSite({ outcome: 'skipped', failure: { ...failure, code: 'NOT_ALLOWED_HERE', retry: 'never' } });
    expect(planGroup(leftOut)).toBe('left-out');
    const groups = groupPlan([runSite({ outcome: 'unchanged' }), leftOut, runSite({ outcome: 'failed', failure })]);
    expect(sayPlan(groups)).toBe('3 sites: 1 ready, 1 left out and 1 is refused.');
  });
  it('never lets a site with a failure go in', () => {
    for (const outcome of ['changed', 'unchanged', 'skipped', 'failed', 'uncertain'] as const)
      expect(planGroup(runSite({ outcome, failure }))).toBe('refused');
  });
  it('previews waves that add up to all sites', () => {
    expect(previewWaves(['1', '5', '20%'], 136)).toEqual([1, 5, 28, 28, 28, 28, 18]);
    const waves = fc.array(
      fc.oneof(
        fc.integer({ min: 1, max: 400 }).map(String),
        fc.integer({ min: 1, max: 100 }).map((n) => `${n}%`),
      ),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(waves, fc.integer({ min: 0, max: 3000 }), (sizes, sites) => {
        expect(previewWaves(sizes, sites).reduce((a, b) => a + b, 0)).toBe(sites);
      }),
    );
  });
  it('reads waves and limits, and says what is wrong with them', () => {
    expect(readWaves('1, 5  20%')).toEqual({ waves: ['1', '5', '20%'] });
    expect(readWaves('1, many')).toHaveProperty('wrong');
    expect(readWaves('0')).toHaveProperty('wrong');
    expect(readLimit('')).toEqual({ limit: null });
    expect(readLimit('10%')).toEqual({ limit: '10%' });
    expect(readLimit('-1')).toHaveProperty('wrong');
  });
});

describe('the export', () => {
  it('as CSV has no cell that a spreadsheet would run', () => {
    const evil = fc
      .tuple(fc.constantFrom('=', '+', '-', '@', '|', '%', '\t', '\r', '\t=', ' =', '\u200b=', '＝'), fc.string())
      .map(([lead, rest]) => lead + rest);
    fc.assert(
      fc.property(evil, evil, (site, client) => {
        const csv = reportCsv([runSite({ site, client, failure: { ...failure, message: client } })]);
        const cells = (Papa.parse(csv.replace(/\r\n$/, '')).data as string[][])[1] ?? [];
        expect(cells.filter((cell) => /^\s*[=+\-@＝＋－＠]/.test(cell))).toEqual([]);
        expect(cells[0]).toBe(`'${site}`);
      }),
    );
  });
  it('as JSON is the frame of the command line with its moments, and leaves out what is absent', () => {
    const report = JSON.parse(
      reportJson(runSummary(), [runSite(), runSite({ outcome: 'failed', proof: null, sessions: null, failure })]),
    );
    expect(report).toMatchObject({
      run: 'r_abcdef',
      operation: 'FleetLogout',
      dryRun: false,
      startedAt: '2026-01-10T22:40:00Z',
      endedAt: '2026-01-10T22:41:10Z',
      sites: [
        { site: 'acme-shop', outcome: 'changed', proof: { verdict: 'refused', at: '2026-01-10T22:41:07Z' } },
        { outcome: 'failed', failure },
      ],
    });
    expect(report.sites[1]).not.toHaveProperty('proof');
  });
});
