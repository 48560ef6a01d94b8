import { expect, test } from 'vitest';
import type { RunSummary } from '../../../src-main/contract/runs.ts';
import { runEnded } from '../../../src-main/desktop/run-ended.ts';

const none = { changed: 0, unchanged: 0, skipped: 0, failed: 0, unreachable: 0, cancelled: 0, uncertain: 0 };
const run = (fields: Partial<RunSummary>): RunSummary => ({
  id: 'r_abcdefgh',
  operation: 'FleetLogout',
  dryRun: false,
  state: 'finished',
  startedAt: '2026-01-01T00:00:00Z',
  endedAt: '2026-01-01T00:01:00Z',
  ms: 60_000,
  options: { proof: true, waves: [], maxFailures: null, concurrency: 20, dryRun: false },
  waves: [50],
  totals: none,
  stoppedWhy: null,
  count: 50,
  waiting: 0,
  working: 0,
  ...fields,
});

test('says how many ended how, and claims no more', () => {
  const totals = { ...none, changed: 48, failed: 1, uncertain: 1 };
  expect(runEnded(run({ totals }))).toEqual({
    title: 'Logout ended',
    body: '50 sites: 48 changed, 1 failed, 1 uncertain.',
  });
});

test('a run that was stopped and a dry run are called so', () => {
  const stopped = run({ totals: { ...none, changed: 1, cancelled: 49 }, stoppedWhy: 'too many failures' });
  expect(runEnded(stopped).title).toBe('Logout stopped early');
  expect(runEnded(run({ dryRun: true, count: 1 }))).toEqual({
    title: 'Logout (dry run) ended',
    body: '1 site: nothing done.',
  });
});
