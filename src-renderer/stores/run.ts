import { useEffect } from 'react';
import { create } from 'zustand';
import type { Failure } from '../../src-main/contract/failures.ts';
import type { RunEvent } from '../../src-main/contract/fleet.ts';
import type { RunSite, RunSummary } from '../../src-main/contract/runs.ts';
import { api } from '../api.ts';
import { follow, type Subscribe } from './follow.ts';

export interface WatchedRun {
  /** null until the first snapshot. */
  run: RunSummary | null;
  /** In the order of the first snapshot: a row keeps its place for as long as the run is watched. */
  order: string[];
  sites: ReadonlyMap<string, RunSite>;
  lost: Failure | null;
}

export const nothingYet: WatchedRun = { run: null, order: [], sites: new Map(), lost: null };
export const useRuns = create<{ watched: ReadonlyMap<string, WatchedRun> }>()(() => ({ watched: new Map() }));

/** The watched run after one event. A site that the snapshot did not have is added at the end, never in between. */
export function afterEvent(state: WatchedRun, event: RunEvent): WatchedRun {
  const again = event.kind === 'snapshot';
  const sites = new Map(again ? [] : state.sites);
  const order = again ? state.order.filter((id) => event.sites.some((row) => row.siteId === id)) : [...state.order];
  const placed = new Set(order);
  for (const row of event.sites) {
    sites.set(row.siteId, row);
    if (!placed.has(row.siteId)) order.push(row.siteId);
  }
  const same = order.length === state.order.length;
  return { run: event.run, order: same ? state.order : order, sites, lost: null };
}

const following = new Map<string, { users: number; stop: () => void }>();

function put(id: string, change: (state: WatchedRun) => WatchedRun): void {
  useRuns.setState(({ watched }) => ({ watched: new Map(watched).set(id, change(watched.get(id) ?? nothingYet)) }));
}

/** Watches a run; several users share one stream, and the last one to leave ends it. Returns the way to leave. */
export function watchRun(id: string, subscribe?: Subscribe<RunEvent>): () => void {
  const watch: Subscribe<RunEvent> = subscribe ?? ((listener) => api.runs.watch.subscribe({ run: id }, listener));
  const entry = following.get(id) ?? { users: 0, stop: () => {} };
  entry.users++;
  if (!following.has(id)) {
    following.set(id, entry);
    entry.stop = follow(watch, {
      event: (event) => put(id, (state) => afterEvent(state, event)),
      lost: (failure) => put(id, (state) => ({ ...state, lost: failure })),
    });
  }
  return () => {
    if (--entry.users > 0) return;
    entry.stop();
    following.delete(id);
    useRuns.setState(({ watched }) => {
      const rest = new Map(watched);
      rest.delete(id);
      return { watched: rest };
    });
  };
}

/** A run as the engine tells it, for as long as the component shows it. */
export function useRun(id: string | null): WatchedRun {
  useEffect(() => (id === null ? undefined : watchRun(id)), [id]);
  return useRuns(({ watched }) => (id === null ? nothingYet : (watched.get(id) ?? nothingYet)));
}

/** The rows in their fixed order. */
export function rowsOf({ order, sites }: WatchedRun): RunSite[] {
  return order.flatMap((id) => sites.get(id) ?? []);
}
