import type { SiteRow } from '../../../src-main/contract/fleet.ts';
import type { RunSite, RunSummary } from '../../../src-main/contract/runs.ts';
import { makeRow } from '../../e2e/screens/fake-sites.ts';

export const now = Date.parse('2026-01-10T22:41:07Z');

export const siteRow = (index: number, change: Partial<SiteRow> = {}): SiteRow => ({
  ...makeRow(index, 'fine', now),
  ...change,
});

export const runSite = (change: Partial<RunSite> = {}): RunSite => ({
  siteId: 's_000000000001',
  site: 'acme-shop',
  client: 'Acme',
  url: null,
  wave: 0,
  state: 'done',
  step: null,
  outcome: 'changed',
  startedAt: '2026-01-10T22:40:00Z',
  ms: 143,
  attempt: 1,
  steps: [],
  salts: null,
  sessions: { before: 39, after: 0 },
  proof: { verdict: 'refused', before: 200, after: 302, why: null, at: '2026-01-10T22:41:07Z' },
  warnings: [],
  plan: [],
  failure: null,
  inspection: null,
  ...change,
});

export const runSummary = (change: Partial<RunSummary> = {}): RunSummary => ({
  id: 'r_abcdef',
  operation: 'FleetLogout',
  dryRun: false,
  state: 'finished',
  startedAt: '2026-01-10T22:40:00Z',
  endedAt: '2026-01-10T22:41:10Z',
  ms: 70_000,
  options: { proof: true, waves: [], maxFailures: null, concurrency: 20, dryRun: false },
  waves: [1],
  totals: { changed: 1, unchanged: 0, skipped: 0, failed: 0, unreachable: 0, cancelled: 0, uncertain: 0 },
  stoppedWhy: null,
  count: 1,
  waiting: 0,
  working: 0,
  ...change,
});
