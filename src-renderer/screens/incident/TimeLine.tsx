import { useState } from 'react';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import type { TimelineEntry } from '../../../src-main/contract/timeline.ts';
import { FailureNote } from '../../components/FailureNote.tsx';
import { Flow } from '../../components/Flow.tsx';
import { When } from '../../components/Said.tsx';
import { useSettled } from '../../components/settled.ts';
import {
  noTimelineFilter,
  type TimelineFilter,
  type TimelinePage,
  useTimeline,
} from '../../stores/incidents/timeline.ts';
import { count } from '../../words/count.ts';
import { localZone } from '../../words/local-time.ts';
import { Gather } from './Gather.tsx';
import { TimeLineEntry } from './TimeLineEntry.tsx';
import { TimeLineFilters } from './TimeLineFilters.tsx';
import { Clocks, EntryPoints } from './TimeLineHead.tsx';

/** What happened when, as servers and sites remember it: where it may have begun on top. */
export function TimeLine({ incident }: { incident: Incident }) {
  const [filter, setFilter] = useState<TimelineFilter>(noTimelineFilter);
  const settled = useSettled(filter, 200);
  const { page, failure, busy, more, gather } = useTimeline(incident.id, settled);
  const [asking, setAsking] = useState(false);
  const set = (change: Partial<TimelineFilter>): void => setFilter((now) => ({ ...now, ...change }));
  const gathered = page !== null && page.gatheredAt !== null;
  return (
    <div className={gathered ? 'side-body side-flow' : 'side-body'}>
      {failure && <FailureNote {...failure} />}
      {page === null && !failure && <p className="quiet">Reading the time line…</p>}
      {page !== null && (
        <div className="row side-buttons">
          <span className="grow second small">
            {gathered ? (
              <>
                Read <When at={page.gatheredAt} />. Times are your own ({localZone()}).
              </>
            ) : (
              'Nothing was read yet.'
            )}
          </span>
          <button
            type="button"
            className="quiet-button"
            disabled={busy === 'gathering'}
            onClick={() => setAsking(true)}
          >
            {busy === 'gathering' ? 'Reading logs…' : gathered ? 'Read anew…' : 'Gather it…'}
          </button>
        </div>
      )}
      {page !== null && !gathered && (
        <p className="second">
          Resalt reads what the servers and sites remember: access and error logs, activity-log plugins, file times, new
          users, logins, keys. What belongs to the attacker is marked, so that you see how they came in.
        </p>
      )}
      {gathered && (
        <>
          <TimeLineFilters incident={incident} filter={filter} set={set} kinds={kindsOf(page)} />
          <p className="quiet small" aria-live="polite">
            {count(page.count, 'entry', 'entries')}
            {filter.marked && ', only marked ones'}
          </p>
          <Flow
            label="Entries"
            items={[head, ...page.entries.map((entry, at) => ({ entry, at }))]}
            keyOf={(item) => (item === head ? 'head' : String(item.at))}
            guess={() => 84}
            onEnd={more}
            render={({ entry }) =>
              entry === null ? (
                <>
                  <EntryPoints page={page} />
                  <Clocks page={page} />
                </>
              ) : (
                <TimeLineEntry entry={entry} alone={incident.sites.length === 1} />
              )
            }
          />
        </>
      )}
      <Gather incident={incident} opened={asking} onClose={() => setAsking(false)} gather={gather} />
    </div>
  );
}

/** Stands before the first entry, and scrolls with them. */
const head: { entry: TimelineEntry | null; at: number } = { entry: null, at: -1 };

/** Kinds that are known so far, to choose from. */
const kindsOf = ({ entries }: TimelinePage): string[] => [...new Set(entries.map(({ kind }) => kind))].sort();
