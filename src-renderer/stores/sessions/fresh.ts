import { useEffect, useRef } from 'react';
import type { RunSummary } from '../../../src-main/contract/runs.ts';
import { useFleet } from '../fleet.ts';
import { useEnding } from './ending.ts';
import { type Known, readKnown, useKnown } from './load.ts';

/** The end of the latest run that can have changed what is known; "" where there is none. A stopped run counts. */
const lastEnd = (runs: RunSummary[]): string =>
  runs.reduce((latest, { endedAt }) => (endedAt !== null && endedAt > latest ? endedAt : latest), '');

/** When a plan that is on the screen found that sites do not answer; "" where all did. */
const foundSilent = ({ planned }: ReturnType<typeof useEnding.getState>): string =>
  planned?.state === 'planned' && planned.plan.rows.some(({ outcome }) => outcome !== 'ok') ? planned.plan.at : '';

/** What is known, read when it is first shown and again when a run has ended since or a plan found sites silent. */
export function useFreshKnown(): Known {
  const known = useKnown();
  const ended = useFleet((state) => lastEnd(state.runs));
  const silent = useEnding(foundSilent);
  const sites = useFleet((state) => state.sites.size);
  const idle = known.reading === null;
  const asked = useRef('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: what changes while it is read is read once that is over
  useEffect(() => {
    const { table, reading } = useKnown.getState();
    const old = table === null || table.at < ended || table.at < silent || table.sites.length !== sites;
    const news = JSON.stringify([ended, silent, sites]);
    if (reading !== null || !old || asked.current === news) return;
    asked.current = news;
    void readKnown();
  }, [ended, silent, sites, idle]);
  return known;
}
