import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { type FindingFilter, noFilter, readFilter } from './filter.ts';

export const findingSorts = ['severity', 'title', 'site', 'since'] as const;
export type FindingSort = (typeof findingSorts)[number];
export const findingGroupings = ['check', 'site', 'severity'] as const;
export type FindingGrouping = (typeof findingGroupings)[number];

export interface AuditView {
  filter: FindingFilter;
  sort: { by: FindingSort; down: boolean };
  group: FindingGrouping | null;
}
const first: AuditView = { filter: noFilter, sort: { by: 'severity', down: false }, group: 'check' };

/** A view out of what was stored, by whichever version: every part that is not understood is as at first. */
export function readAuditView(stored: unknown): AuditView {
  const part = (value: unknown): Record<string, unknown> =>
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const { filter, sort, group } = part(stored);
  const { by, down } = part(sort);
  return {
    filter: readFilter(filter),
    sort: { by: findingSorts.find((name) => name === by) ?? first.sort.by, down: down === true },
    group: group === null ? null : (findingGroupings.find((name) => name === group) ?? first.group),
  };
}

export const storedAuditView = (view: AuditView): AuditView => ({ ...view, filter: { ...view.filter, text: '' } });

/** How findings are looked at; survives a restart. */
export const useAuditView = create<AuditView>()(
  persist(() => first, {
    name: 'resalt-audit-view',
    storage: createJSONStorage(() => localStorage),
    partialize: storedAuditView,
    merge: (stored) => readAuditView(stored),
  }),
);

export function narrow(change: Partial<FindingFilter>): void {
  useAuditView.setState(({ filter }) => ({ filter: { ...filter, ...change } }));
}
export const showAll = (): void => narrow(noFilter);

export function sortFindings(key: string): void {
  const by = findingSorts.find((name) => name === key);
  if (by) useAuditView.setState(({ sort }) => ({ sort: { by, down: sort.by === by ? !sort.down : false } }));
}
