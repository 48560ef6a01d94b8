import type { SiteRow } from '../contract/fleet.ts';
import type { RunSite } from '../contract/runs.ts';
import type { RunState } from './run-state.ts';

export type SiteHistory = Pick<SiteRow, 'lastRun' | 'saltsChangedAt'>;
type LastRun = SiteHistory['lastRun'];
type Acted = Pick<RunState['run'], 'id' | 'operation' | 'dryRun' | 'startedAt'>;
type Ended = Pick<RunSite, 'siteId' | 'state' | 'outcome' | 'startedAt' | 'ms' | 'failure' | 'salts'>;

/**
 * What the runs so far did to each site, for the fleet's table. Dry runs and inspections change nothing and don't count,
 * but for a changed host key: whoever saw it first, it stands until a run gets past it.
 */
export interface Histories {
  of(siteId: string): SiteHistory;
  /** Notes one ended site, if it is newer than what is known. */
  note(run: Acted, row: Ended): void;
}

export function startHistories(): Histories {
  const acted = new Map<string, SiteHistory>();
  const looked = new Map<string, NonNullable<LastRun>>();
  const none: SiteHistory = { lastRun: null, saltsChangedAt: null };
  const act = (end: NonNullable<LastRun>, row: Ended) => {
    const before = acted.get(row.siteId) ?? none;
    if (isNewer(before.lastRun, end)) return;
    const changed = row.outcome === 'changed' && row.salts !== null;
    // Put back, the salts are as old as they were before, and how old that was nobody knows any more.
    const changedAt = end.operation === 'RollBackSalts' ? null : end.at;
    acted.set(row.siteId, { lastRun: end, saltsChangedAt: changed ? changedAt : before.saltsChangedAt });
  };
  return {
    of(siteId) {
      const history = acted.get(siteId) ?? none;
      const look = looked.get(siteId);
      return look?.code === 'HOST_KEY_CHANGED' && !isNewer(history.lastRun, look)
        ? { ...history, lastRun: look }
        : history;
    },
    note(run, row) {
      const end = endOf(run, row);
      if (!end) return;
      if (!run.dryRun && run.operation !== 'InspectSite') return act(end, row);
      if (sawTheKey(end) && !isNewer(looked.get(row.siteId) ?? null, end)) looked.set(row.siteId, end);
    },
  };
}

function endOf(run: Acted, { state, outcome, startedAt, ms, failure }: Ended): LastRun {
  if (state !== 'done' || outcome === null) return null;
  const at = startedAt === null ? run.startedAt : new Date(Date.parse(startedAt) + (ms ?? 0)).toISOString();
  const { id: runId, operation } = run;
  return { runId, operation, outcome, at, message: failure?.message ?? null, code: failure?.code ?? null };
}

const isNewer = (known: LastRun, end: NonNullable<LastRun>) => known !== null && known.at > end.at;

/** A server that did not answer, or was not asked, told nothing about its key. */
const sawTheKey = ({ outcome, code }: NonNullable<LastRun>) =>
  outcome !== 'cancelled' && code !== 'HOST_UNREACHABLE' && code !== 'TIMED_OUT';
