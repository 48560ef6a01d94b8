import { useEffect } from 'react';
import { create } from 'zustand';
import type { Failure } from '../../../src-main/contract/failures.ts';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import { useFleet } from '../fleet.ts';
import { follow, type Numbered, type Subscribe } from '../follow.ts';
import { engine } from './engine.ts';
import { readIncidents } from './list.ts';

export interface Watched {
  /** null until the first news. */
  incident: Incident | null;
  lost: Failure | null;
}
const nothing: Watched = { incident: null, lost: null };
const useWatched = create<{ all: ReadonlyMap<string, Watched> }>()(() => ({ all: new Map() }));

const put = (id: string, change: Partial<Watched>): void =>
  useWatched.setState(({ all }) => ({ all: new Map(all).set(id, { ...nothing, ...all.get(id), ...change }) }));

interface Whole extends Numbered {
  incident: Incident;
}
/** Each piece of news is the whole incident, so that none can be missed. */
const watch =
  (id: string): Subscribe<Whole> =>
  ({ onData, ...rest }) =>
    engine.incidents.watch.subscribe(
      { incident: id },
      { onData: (incident) => onData({ seq: 0, kind: 'snapshot', incident }), ...rest },
    );

const following = new Map<string, { users: number; stop: () => void }>();

function watchIncident(id: string): () => void {
  const entry = following.get(id) ?? { users: 0, stop: () => {} };
  entry.users++;
  if (!following.has(id)) {
    following.set(id, entry);
    entry.stop = follow(watch(id), {
      event: ({ incident }) => showNews(incident),
      lost: (failure) => put(id, { lost: failure }),
    });
  }
  return () => {
    if (--entry.users > 0) return;
    entry.stop();
    following.delete(id);
  };
}

export const knownIncident = (id: string): Incident | null => useWatched.getState().all.get(id)?.incident ?? null;
const lastLine = ({ record }: Incident): number => record.at(-1)?.seq ?? 0;

/**
 * The incident as a call answered it, or as the engine told it. The answer of a call may come after news that are later: its
 * record is then the shorter one.
 */
export function showNews(incident: Incident): void {
  const known = knownIncident(incident.id);
  if (known && incident.damaged === null && lastLine(incident) < lastLine(known)) return;
  put(incident.id, { incident, lost: null });
}

/** An incident as the engine tells it, for as long as the component shows it. */
export function useIncident(id: string): Watched {
  useEffect(() => watchIncident(id), [id]);
  return useWatched(({ all }) => all.get(id) ?? nothing);
}

/** What is known of an incident in this window; null where nothing is. */
export const useKnownIncident = (id: string): Incident | null => useWatched(({ all }) => all.get(id)?.incident ?? null);

/** The incident that was last on the screen, and at which step, for as long as the vault is open. */
export const useLastShown = create<{ last: { id: string; step: string | null } | null }>()(() => ({ last: null }));

/** The list tells the same of an incident as its own screen. */
useWatched.subscribe(({ all }, before) => {
  for (const [id, { incident }] of all) {
    const old = before.all.get(id)?.incident;
    if (
      incident &&
      old &&
      (incident.done !== old.done || incident.alerts !== old.alerts || incident.closedAt !== old.closedAt)
    )
      return void readIncidents();
  }
});

useFleet.subscribe(({ vault }, before) => {
  if (before.vault?.state === 'unlocked' && vault?.state !== 'unlocked') {
    useWatched.setState({ all: new Map() });
    useLastShown.setState({ last: null });
  }
});
