import { create } from 'zustand';
import type { Failure } from '../../../src-main/contract/failures.ts';
import type { IncidentSummary } from '../../../src-main/contract/incidents.ts';
import { failureOf } from '../failed.ts';
import { useFleet } from '../fleet.ts';
import { engine } from './engine.ts';

interface Incidents {
  /** null until they were read. */
  all: IncidentSummary[] | null;
  failure: Failure | null;
}
const nothing: Incidents = { all: null, failure: null };
export const useIncidents = create<Incidents>()(() => nothing);

type Ask = () => Promise<IncidentSummary[]>;
let turn = 0;

/** Reads all incidents; what was in sight stays so until the new reading is there, also where it fails. */
export async function readIncidents(ask: Ask = () => engine.incidents.list.query({})): Promise<void> {
  const mine = ++turn;
  try {
    const all = await ask();
    if (mine === turn) useIncidents.setState({ all, failure: null });
  } catch (error) {
    if (mine === turn) useIncidents.setState({ failure: failureOf(error) });
  }
}

const ended = ({ runs }: { runs: { endedAt: string | null }[] }): number =>
  runs.filter(({ endedAt }) => endedAt !== null).length;

/** Read when the vault opens and when a run has ended, which may have moved a step; names leave the window when it locks. */
useFleet.subscribe((now, before) => {
  if (now.vault?.state !== 'unlocked') {
    if (before.vault?.state !== 'unlocked') return;
    turn++;
    useIncidents.setState(nothing);
  } else if (before.vault?.state !== 'unlocked' || (now.runs !== before.runs && ended(now) !== ended(before)))
    void readIncidents();
});

/** Looks become due by time alone. */
const readEveryMs = 60_000;
const readNow = (): void => {
  if (useFleet.getState().vault?.state === 'unlocked') void readIncidents();
};
if (typeof window !== 'undefined') setInterval(readNow, readEveryMs);

/** An alert is news of its sites, as much else is: what comes within this time is read once. */
const gatherMs = 2000;
let gathering: ReturnType<typeof setTimeout> | null = null;
useFleet.subscribe((now, before) => {
  if (now.sites === before.sites || gathering !== null || !useIncidents.getState().all?.length) return;
  gathering = setTimeout(() => {
    gathering = null;
    readNow();
  }, gatherMs);
});

/** Those that are open, the newest first, then those that are closed. */
export const inOrder = (all: readonly IncidentSummary[]): IncidentSummary[] =>
  [...all].sort((a, b) => {
    if ((a.closedAt === null) !== (b.closedAt === null)) return a.closedAt === null ? -1 : 1;
    return b.openedAt.localeCompare(a.openedAt);
  });
