import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';

export const figureNames = [
  'unreached',
  'logins',
  'new-administrators',
  'findings',
  'administrators',
  'editing',
  'old',
  'need-you',
  'incidents',
] as const;
export type FigureName = (typeof figureNames)[number];
export const sortNames = [
  'state',
  'site',
  'client',
  'logins',
  'administrators',
  'findings',
  'salts',
  'seen',
  'access',
] as const;
export type SortName = (typeof sortNames)[number];

export interface Filter {
  text: string;
  client: string | null;
  tag: string | null;
  /** A state's word, such as "Rotated". */
  state: string | null;
  figure: FigureName | null;
}
export interface View {
  filter: Filter;
  sort: { by: SortName; down: boolean };
  layout: 'table' | 'tiles';
  groupBy: 'client' | 'server';
  /** Ids of chosen sites, in the order of choosing. */
  selection: string[];
}

export const noFilter: Filter = { text: '', client: null, tag: null, state: null, figure: null };
const first: View = {
  filter: noFilter,
  sort: { by: 'site', down: false },
  layout: 'table',
  groupBy: 'client',
  selection: [],
};

const isText = (value: unknown): value is string => typeof value === 'string';
const textOrNull = (value: unknown): string | null => (isText(value) ? value : null);
const part = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** A view out of what was stored, by whichever version: every part that is not understood is as at first. */
export function readView(stored: unknown): View {
  const { filter, sort, layout, groupBy, selection } = part(stored);
  const { text, client, tag, state, figure } = part(filter);
  const { by, down } = part(sort);
  return {
    filter: {
      text: isText(text) ? text : '',
      client: textOrNull(client),
      tag: textOrNull(tag),
      state: textOrNull(state),
      figure: figureNames.find((name) => name === figure) ?? null,
    },
    sort: { by: sortNames.find((name) => name === by) ?? first.sort.by, down: down === true },
    layout: layout === 'tiles' ? 'tiles' : 'table',
    groupBy: groupBy === 'server' ? 'server' : 'client',
    selection: Array.isArray(selection) ? selection.filter(isText) : [],
  };
}

/** How the fleet is looked at; survives a restart. */
export const useView = create<View>()(
  persist(() => first, {
    name: 'resalt-view',
    storage: createJSONStorage(() => localStorage),
    merge: (stored) => readView(stored),
  }),
);

export function setFilter(change: Partial<Filter>): void {
  useView.setState(({ filter }) => ({ filter: { ...filter, ...change } }));
}
export function choose(selection: string[]): void {
  useView.setState({ selection });
}

/** A click on a column: by it, or the other way round when it is already by it. */
export function sortBy(by: SortName): void {
  useView.setState(({ sort }) => ({ sort: { by, down: sort.by === by ? !sort.down : false } }));
}
