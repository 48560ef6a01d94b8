import { useEffect } from 'react';
import type { RunSummary } from '../../../src-main/contract/runs.ts';
import { useFleet } from '../fleet.ts';
import { type Known, readKnown, useKnown } from './load.ts';

/** The end of the latest run that can have changed what is known; "" where there is none. A stopped run counts. */
const lastEnd = (runs: RunSummary[]): string =>
  runs.reduce((latest, { endedAt }) => (endedAt !== null && endedAt > latest ? endedAt : latest), '');

/** What is known, read when it is first shown and again when a run has ended since. */
export function useFreshKnown(): Known {
  const known = useKnown();
  const ended = useFleet((state) => lastEnd(state.runs));
  const sites = useFleet((state) => state.sites.size);
  useEffect(() => {
    const { table, reading } = useKnown.getState();
    if (reading === null && (table === null || table.at < ended || table.sites.length !== sites)) void readKnown();
  }, [ended, sites]);
  return known;
}
