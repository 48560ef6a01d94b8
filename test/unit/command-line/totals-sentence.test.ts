import { describe, expect, it } from 'vitest';
import { totalsSentence } from '../../../src-main/command-line/totals-sentence.ts';
import { clockTime } from '../../../src-main/command-line/words.ts';
import type { ProofResult, RunSite } from '../../../src-main/contract/runs.ts';
import { run, runSite } from './fake-engine.ts';

const at = '2026-11-22T22:41:07.000Z';
const refused: ProofResult = { verdict: 'refused', before: 200, after: 302, why: null, at };
const impossible: ProofResult = { verdict: 'not-possible', before: 403, after: null, why: 'blocked', at: null };
const out = (site: string, before: number, proof: ProofResult | null = refused): RunSite =>
  runSite(site, { sessions: { before, after: 0 }, proof });
const failed = runSite('z', { outcome: 'failed', sessions: { before: 7, after: 0 } });

describe('the totals say what was read back, and only that', () => {
  it.each([
    [
      'all proven',
      run([out('a', 30), out('b', 9)]),
      `39 logins on 2 sites ended. Old cookies refused at ${clockTime(at)}.`,
    ],
    [
      'one not proven',
      run([out('a', 1), out('b', 0, impossible)]),
      `1 login on 2 sites ended. Old cookies refused on 1 of them, the last at ${clockTime(at)}; not proven on 1.`,
    ],
    ['none proven', run([out('a', 2, impossible)]), '2 logins on 1 site ended. Not proven on any of them.'],
    [
      'no proof asked',
      run([out('a', 2, null)], {
        options: { proof: false, waves: [], maxFailures: null, concurrency: 20, dryRun: false },
      }),
      '2 logins on 1 site ended. No proof was asked for.',
    ],
    [
      "a failed site's logins are not counted",
      run([out('a', 2), failed]),
      `2 logins on 1 site ended. Old cookies refused at ${clockTime(at)}. 1 failed.`,
    ],
    ['nothing done', run([failed]), 'On no site is it certain that logins ended. 1 failed.'],
    [
      'stopped early',
      run([failed, runSite('w', { outcome: 'cancelled' })], { stoppedWhy: 'Too many sites failed.' }),
      'On no site is it certain that logins ended. 1 failed, 1 cancelled. The run stopped early: Too many sites failed.',
    ],
    ['a dry run', run([out('a', 2)], { dryRun: true }), '1 site looked at. Nothing was changed.'],
    [
      'interrupted',
      run([runSite('a', { outcome: null, state: 'waiting' })], { state: 'interrupted' }),
      'On no site is it certain that logins ended. 1 not done.',
    ],
    ['an inspection', run([runSite('a', { outcome: 'unchanged' })], { operation: 'InspectSite' }), '1 site inspected.'],
    [
      'a rotation',
      run([runSite('a', { proof: refused })], { operation: 'RotateSalts' }),
      `Salts changed on 1 site. Old cookies refused at ${clockTime(at)}.`,
    ],
    [
      'chosen logins: only the canary was tried',
      run([out('a', 3)], { operation: 'EndChosenSessions' }),
      `3 logins on 1 site ended. Canary cookies refused at ${clockTime(at)}.`,
    ],
  ])('%s', (_, of, sentence) => expect(totalsSentence(of)).toBe(sentence));
});
