import { beforeEach, expect, it } from 'vitest';
import type { FailureCode } from '../../../src-main/contract/failures.ts';
import type { OperationName, Outcome, RunSite } from '../../../src-main/contract/runs.ts';
import { type Histories, startHistories } from '../../../src-main/runs/site-history.ts';
import { runSite, runSummary } from '../renderer/rows.ts';

let histories: Histories;
beforeEach(() => {
  histories = startHistories();
});

const salts: RunSite['salts'] = { place: 'wp-config.php', rotated: 8, fingerprintBefore: 'a', fingerprintAfter: 'b' };
const noted = (minute: number, operation: OperationName, outcome: Outcome, code?: FailureCode, dryRun = false) => {
  const run = runSummary({ operation, dryRun, id: `r_at${minute}` });
  const startedAt = `2026-01-10T22:${minute}:00.000Z`;
  const failure = code ? ({ code, message: 'x', retry: 'never' } as const) : null;
  histories.note(run, runSite({ outcome, failure, startedAt, ms: 0, salts: outcome === 'changed' ? salts : null }));
  return histories.of('s_000000000001');
};

it('tells with which code a run failed, and keeps when the salts last changed', () => {
  noted(10, 'FleetLogout', 'changed');
  expect(noted(11, 'FleetLogout', 'failed', 'NOT_WRITABLE')).toMatchObject({
    lastRun: { runId: 'r_at11', outcome: 'failed', code: 'NOT_WRITABLE' },
    saltsChangedAt: '2026-01-10T22:10:00.000Z',
  });
});

it('counts no look, whatever it met, but a changed host key', () => {
  noted(10, 'FleetLogout', 'changed');
  expect(noted(11, 'InspectSite', 'unreachable', 'HOST_UNREACHABLE').lastRun?.runId).toBe('r_at10');
  expect(noted(12, 'FleetLogout', 'unreachable', 'HOST_KEY_CHANGED', true).lastRun).toMatchObject({
    runId: 'r_at12',
    code: 'HOST_KEY_CHANGED',
  });
});

it('forgets a changed key that a look met only when a later one got past it, in whatever order they are read', () => {
  noted(10, 'FleetLogout', 'uncertain', 'TIMED_OUT');
  noted(12, 'InspectSite', 'unreachable', 'HOST_KEY_CHANGED');
  expect(noted(13, 'InspectSite', 'unreachable', 'HOST_UNREACHABLE').lastRun?.code).toBe('HOST_KEY_CHANGED');
  expect(noted(11, 'InspectSite', 'unchanged').lastRun?.code).toBe('HOST_KEY_CHANGED');
  expect(noted(14, 'InspectSite', 'unchanged').lastRun).toMatchObject({ runId: 'r_at10', outcome: 'uncertain' });
});
