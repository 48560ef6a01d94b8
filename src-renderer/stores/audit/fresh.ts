import { useEffect, useRef } from 'react';
import type { SiteRow } from '../../../src-main/contract/fleet.ts';
import { useFleet } from '../fleet.ts';
import { type Audits, readAudits, useAudits } from './load.ts';

/** The latest of what can have changed what is known: a look of whoever, or the end of a run. "" where there is none. */
function lastNews({
  sites,
  runs,
}: {
  sites: ReadonlyMap<string, SiteRow>;
  runs: { endedAt: string | null }[];
}): string {
  let latest = '';
  for (const { audit } of sites.values()) if (audit?.lookedAt && audit.lookedAt > latest) latest = audit.lookedAt;
  for (const { endedAt } of runs) if (endedAt !== null && endedAt > latest) latest = endedAt;
  return latest;
}

/** What is known, read when it is first shown and again when it has changed since; a look that goes on brings its own news. */
export function useFreshAudits(): Audits {
  const audits = useAudits();
  const news = useFleet(lastNews);
  const count = useFleet((state) => state.sites.size);
  const { looking } = audits;
  const asked = useRef('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: when a look or a reading ends, or a site comes or goes, it is read again
  useEffect(() => {
    const { reading, readAt } = useAudits.getState();
    const now = JSON.stringify([news, count]);
    if (reading || looking !== null || (readAt !== null && readAt >= news) || asked.current === now) return;
    asked.current = now;
    void readAudits();
  }, [news, count, looking === null, audits.reading]);
  return audits;
}
