import { create } from 'zustand';
import type { FleetEvent, SiteRow, VaultStatus } from '../../src-main/contract/fleet.ts';
import type { RunSummary } from '../../src-main/contract/runs.ts';
import { api, onConnection } from '../api.ts';
import { follow, type Subscribe } from './follow.ts';

export interface Lost {
  since: string;
  why: string | null;
  /** Whether it is tried again by itself. */
  again: boolean;
}
export interface FleetState {
  /** null until the first snapshot. */
  vault: VaultStatus | null;
  sites: ReadonlyMap<string, SiteRow>;
  /** Newest first. */
  runs: RunSummary[];
  /** Since when the engine does not answer, ISO 8601, and why where that is known; what is shown is from then. */
  lost: Lost | null;
}

const nothing: FleetState = { vault: null, sites: new Map(), runs: [], lost: null };
export const useFleet = create<FleetState>()(() => nothing);

const newestFirst = (a: RunSummary, b: RunSummary): number => b.startedAt.localeCompare(a.startedAt);

/** The state after one event; rows that an event does not name keep their identity, so that only changed rows draw. */
export function afterEvent(state: FleetState, event: FleetEvent): FleetState {
  switch (event.kind) {
    case 'snapshot':
      return {
        vault: event.fleet.vault,
        sites: new Map(event.fleet.sites.map((row) => [row.site.id, row])),
        runs: [...event.fleet.runs].sort(newestFirst),
        lost: null,
      };
    case 'vault.changed':
      return { ...state, vault: event.vault, lost: null };
    case 'sites.changed': {
      const sites = new Map(state.sites);
      for (const row of event.sites) sites.set(row.site.id, row);
      return { ...state, sites, lost: null };
    }
    case 'sites.removed': {
      const sites = new Map(state.sites);
      for (const id of event.siteIds) sites.delete(id);
      return { ...state, sites, lost: null };
    }
    case 'run.changed': {
      const runs = [event.run, ...state.runs.filter((run) => run.id !== event.run.id)].sort(newestFirst);
      return { ...state, runs, lost: null };
    }
  }
}

const watch: Subscribe<FleetEvent> = (listener) => api.fleet.watch.subscribe({}, listener);

const lose = (why: string | null, again: boolean): void =>
  useFleet.setState(({ lost }) => ({ lost: { since: lost?.since ?? new Date().toISOString(), why, again } }));

/**
 * Keeps the fleet store on the engine's stream until the returned function is called. A lost connection shows at once;
 * only a new snapshot takes that back, because until then what is shown is old.
 */
export function followFleet(subscribe: Subscribe<FleetEvent> = watch, hear = onConnection): () => void {
  const stop = follow(subscribe, {
    event: (event) => useFleet.setState((state) => afterEvent(state, event)),
    lost: ({ message, retry }) => lose(message, retry !== 'never'),
  });
  const deafen = hear((state, why) => state === 'lost' && lose(why ?? null, true));
  return () => {
    deafen();
    stop();
  };
}

/** The run that is in work now, if any; a dry run counts. */
export const runInWork = (runs: RunSummary[]): RunSummary | null =>
  runs.find((run) => run.state === 'running' || run.state === 'cancelling') ?? null;
