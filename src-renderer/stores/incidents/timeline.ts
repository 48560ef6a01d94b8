import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { z } from 'zod';
import type { Failure } from '../../../src-main/contract/failures.ts';
import type { TimelineSource, timelineProcedures } from '../../../src-main/contract/timeline.ts';
import { failureOf } from '../failed.ts';
import { engine } from './engine.ts';

export type TimelinePage = z.output<(typeof timelineProcedures)['show']['output']>;
export type Suspects = NonNullable<z.input<(typeof timelineProcedures)['gather']['input']>['suspects']>;

export interface TimelineFilter {
  marked: boolean;
  source: TimelineSource | null;
  site: string | null;
  text: string;
  /** The whole of it; empty: any. */
  who: string;
  ip: string;
  kind: string;
  /** ISO 8601 UTC; null: no end. */
  from: string | null;
  to: string | null;
}
export const noTimelineFilter: TimelineFilter = {
  ...{ marked: false, source: null, site: null, text: '', who: '', ip: '', kind: '', from: null, to: null },
};

const atOnce = 400;

interface State {
  page: TimelinePage | null;
  failure: { doing: string; failure: Failure } | null;
  reading: boolean;
  gathering: boolean;
}

const first: State = { page: null, failure: null, reading: true, gathering: false };

/** The time line of an incident as the filter asks for it; `more` reads on, `gather` reads anew from servers and sites. */
export function useTimeline(incident: string, filter: TimelineFilter) {
  const [{ page, failure, reading, gathering }, set] = useState<State>(first);
  const turn = useRef(0);
  const read = useCallback(
    async (after: string | null): Promise<void> => {
      const mine = ++turn.current;
      set((now) => ({ ...now, reading: true }));
      try {
        const { source, site, ...words } = filter;
        const next = await engine.timeline.show.query({
          ...{ incident, ...words, after, limit: atOnce },
          ...(source === null ? {} : { sources: [source] }),
          ...(site === null ? {} : { sites: [site] }),
        });
        if (mine !== turn.current) return;
        set(({ page: before, ...now }) => ({
          ...now,
          page: after !== null && before ? { ...next, entries: [...before.entries, ...next.entries] } : next,
          failure: null,
          reading: false,
        }));
      } catch (error) {
        if (mine !== turn.current) return;
        set((now) => ({ ...now, reading: false, failure: { doing: 'read the time line', failure: failureOf(error) } }));
      }
    },
    [incident, filter],
  );
  useEffect(() => void read(null), [read]);
  // Gathering takes minutes: what is shown after it is of the filter of then.
  const latest = useRef(read);
  latest.current = read;
  const gather = useCallback(
    async (from: string | null, suspects: Suspects): Promise<boolean> => {
      set((now) => ({ ...now, gathering: true, failure: null }));
      try {
        await engine.timeline.gather.mutate({ incident, from, suspects });
        await latest.current(null);
        return true;
      } catch (error) {
        set((now) => ({ ...now, failure: { doing: 'gather the time line', failure: failureOf(error) } }));
        return false;
      } finally {
        set((now) => ({ ...now, gathering: false }));
      }
    },
    [incident],
  );
  const busy = gathering ? 'gathering' : reading ? 'reading' : null;
  const next = page?.next ?? null;
  // One page at a time: who scrolls on asks again.
  const more = useMemo(() => (next !== null && busy === null ? () => void read(next) : null), [next, busy, read]);
  return { page, failure, busy, more, gather };
}
