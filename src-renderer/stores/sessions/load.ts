import { create } from 'zustand';
import type { Failure } from '../../../src-main/contract/failures.ts';
import type { KnownPage } from '../../../src-main/contract/known-sessions.ts';
import { api } from '../../api.ts';
import { failureOf } from '../failed.ts';
import { useFleet } from '../fleet.ts';
import { hideWhom } from '../route.ts';
import { carried, useChosen } from './chosen.ts';
import { leaveEnding } from './ending.ts';
import { addPage, emptyTable, type SessionTable } from './table.ts';
import { storedView, useSessionView } from './view.ts';
import { readWords } from './words.ts';

export interface Known {
  /** null until the first page. While it is read for the first time it grows; a later reading takes its place as a whole. */
  table: SessionTable | null;
  /** Counts what was added: the table keeps its identity while it grows. */
  version: number;
  reading: { loaded: number; total: number } | null;
  failure: Failure | null;
}

const nothing: Known = { table: null, version: 0, reading: null, failure: null };
export const useKnown = create<Known>()(() => nothing);

type Ask = (input: { select: { all: true }; snapshot?: string; page?: number }) => Promise<KnownPage>;
const engine: Ask = (input) => api.sessions.known.query(input);

/** A first reading is drawn as it grows, but not more often than this. */
const drawEveryMs = 250;
/** How often a snapshot that went away meanwhile is asked for anew. */
const attempts = 3;
let turn = 0;

/**
 * Reads every page of a new snapshot. A reading that is begun meanwhile ends this one. What was known before stays in
 * sight until the new one is whole, also where it fails.
 */
export async function readKnown(ask: Ask = engine): Promise<void> {
  const mine = ++turn;
  const growing = useKnown.getState().table === null;
  useKnown.setState({ reading: { loaded: 0, total: 0 }, failure: null });
  for (let attempt = 1; mine === turn; attempt++) {
    try {
      await readSnapshot(ask, mine, growing);
      return;
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code === 'NOT_ALLOWED_HERE' && attempt < attempts) continue;
      if (mine === turn) useKnown.setState({ reading: null, failure });
      return;
    }
  }
}

async function readSnapshot(ask: Ask, mine: number, growing: boolean): Promise<void> {
  const table = emptyTable();
  const select = { all: true } as const;
  let page = await ask({ select });
  const { snapshot } = page;
  let drawn = 0;
  for (;;) {
    if (mine !== turn) return;
    addPage(table, page);
    readWords(table);
    const reading = { loaded: table.rows, total: table.total };
    if (page.next === null) break;
    if (growing && performance.now() - drawn > drawEveryMs) {
      drawn = performance.now();
      put(table, reading);
    } else useKnown.setState({ reading });
    page = await ask({ select, snapshot, page: page.next });
  }
  if (mine === turn) put(table, null);
}

function put(table: SessionTable, reading: Known['reading']): void {
  useChosen.setState((chosen) => carried(chosen, table));
  useKnown.setState(({ version }) => ({ table, version: version + 1, reading, failure: null }));
}

/** Names and addresses of people leave the window. */
export function forgetKnown(): void {
  turn++;
  useKnown.setState(nothing);
  useChosen.setState({ table: null, rows: new Set() });
  leaveEnding();
}
/** When the vault locks they go, also out of the filter and the address. What a link asks for later may stand there. */
useFleet.subscribe(({ vault }, before) => {
  if (before.vault?.state !== 'unlocked' || vault?.state === 'unlocked') return;
  forgetKnown();
  useSessionView.setState(storedView);
  hideWhom();
});
