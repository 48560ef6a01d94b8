import type { SiteRow } from '../contract/fleet.ts';
import type { RunSite } from '../contract/runs.ts';
import type { RunState } from './run-state.ts';

export type SiteHistory = Pick<SiteRow, 'lastRun' | 'saltsChangedAt'>;

/** What the runs so far did to each site, for the fleet's table. Dry runs and inspections change nothing and don't count. */
export interface Histories {
  of(siteId: string): SiteHistory;
  /** Notes one ended site, if it is newer than what is known. */
  note(run: RunState['run'], row: RunSite): void;
}

export function startHistories(): Histories {
  const known = new Map<string, SiteHistory>();
  const none: SiteHistory = { lastRun: null, saltsChangedAt: null };
  return {
    of: (siteId) => known.get(siteId) ?? none,
    note(run, row) {
      if (run.dryRun || run.operation === 'InspectSite' || row.state !== 'done' || row.outcome === null) return;
      const at = endOf(row) ?? run.startedAt;
      const before = known.get(row.siteId) ?? none;
      if (before.lastRun && before.lastRun.at > at) return;
      const changed = row.outcome === 'changed' && row.salts !== null;
      known.set(row.siteId, {
        lastRun: {
          runId: run.id,
          operation: run.operation,
          outcome: row.outcome,
          at,
          message: row.failure?.message ?? null,
        },
        saltsChangedAt: changed ? at : before.saltsChangedAt,
      });
    },
  };
}

function endOf({ startedAt, ms }: RunSite): string | null {
  return startedAt === null ? null : new Date(Date.parse(startedAt) + (ms ?? 0)).toISOString();
}
