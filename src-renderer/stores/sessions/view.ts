import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { noFilter, readFilter, type SessionFilter, withoutPeople } from './filter.ts';
import { type Grouping, groupings } from './groups.ts';
import { type SessionSort, sessionSorts } from './order.ts';

export interface SessionView {
  filter: SessionFilter;
  sort: { by: SessionSort; down: boolean };
  group: Grouping | null;
  /** Whether map and time line are in sight. */
  map: boolean;
}

const first: SessionView = { filter: noFilter, sort: { by: 'login', down: true }, group: null, map: true };

const part = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** A view out of what was stored, by whichever version: every part that is not understood is as at first. */
export function readSessionView(stored: unknown): SessionView {
  const { filter, sort, group, map } = part(stored);
  const { by, down } = part(sort);
  const sortBy = sessionSorts.find((name) => name === by);
  return {
    filter: readFilter(filter),
    sort: sortBy ? { by: sortBy, down: down === true } : first.sort,
    group: groupings.find((name) => name === group) ?? null,
    map: map !== false,
  };
}

/** What is stored of a view: without whom it is about, for it is readable where the vault is not open. */
export const storedView = (view: SessionView): SessionView => ({
  ...view,
  filter: withoutPeople(view.filter),
});

/** How sessions are looked at; survives a restart. */
export const useSessionView = create<SessionView>()(
  persist(() => first, {
    name: 'resalt-sessions-view',
    storage: createJSONStorage(() => localStorage),
    partialize: storedView,
    merge: (stored) => readSessionView(stored),
  }),
);

export function narrow(change: Partial<SessionFilter>): void {
  useSessionView.setState(({ filter }) => ({ filter: { ...filter, ...change } }));
}
export const showAll = (): void => narrow(noFilter);

/** A click on a column: by it, or the other way round when it is already by it. Times begin with the latest. */
export function sortSessions(key: string): void {
  const by = sessionSorts.find((name) => name === key);
  if (!by) return;
  const late = by === 'login' || by === 'expires' || by === 'flags';
  useSessionView.setState(({ sort }) => ({ sort: { by, down: sort.by === by ? !sort.down : late } }));
}
