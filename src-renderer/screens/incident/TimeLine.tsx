import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import { type TimelineEntry, timelineSources } from '../../../src-main/contract/timeline.ts';
import { FailureNote } from '../../components/FailureNote.tsx';
import { When } from '../../components/Said.tsx';
import { StateTile } from '../../components/StateMark.tsx';
import { useSettled } from '../../components/settled.ts';
import {
  noTimelineFilter,
  type TimelineFilter,
  type TimelinePage,
  useTimeline,
} from '../../stores/incidents/timeline.ts';
import { count, number } from '../../words/count.ts';
import { saySource } from '../../words/evidence.ts';
import { plain } from '../../words/plain.ts';
import { exact } from '../../words/time.ts';
import { Gather } from './Gather.tsx';

/** What happened when, as servers and sites remember it: where it may have begun on top. */
export function TimeLine({ incident }: { incident: Incident }) {
  const [filter, setFilter] = useState<TimelineFilter>(noTimelineFilter);
  const settled = useSettled(filter, 200);
  const { page, failure, busy, more, gather } = useTimeline(incident.id, settled);
  const [asking, setAsking] = useState(false);
  const set = (change: Partial<TimelineFilter>): void => setFilter((now) => ({ ...now, ...change }));
  const gathered = page !== null && page.gatheredAt !== null;
  return (
    <div className="side-body">
      {failure && <FailureNote {...failure} />}
      {page === null && !failure && <p className="quiet">Reading the time line…</p>}
      {page !== null && (
        <div className="row side-buttons">
          <span className="grow second small">
            {gathered ? (
              <>
                Read <When at={page.gatheredAt} />
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
          <EntryPoints page={page} />
          <Clocks page={page} />
          <Filters incident={incident} filter={filter} set={set} />
          <p className="quiet small" aria-live="polite">
            {count(page.count, 'entry', 'entries')}
            {filter.marked && ', only marked ones'}
          </p>
          <ol className="entries" aria-label="Entries">
            {page.entries.map((entry, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two entries may be the same to the letter
              <Entry key={at} entry={entry} alone={incident.sites.length === 1} />
            ))}
          </ol>
          {more && (
            <button type="button" className="quiet-button" disabled={busy !== null} onClick={more}>
              Show more of {number(page.count)}
            </button>
          )}
        </>
      )}
      <Gather incident={incident} opened={asking} onClose={() => setAsking(false)} gather={gather} />
    </div>
  );
}

interface FiltersProps {
  incident: Incident;
  filter: TimelineFilter;
  set(change: Partial<TimelineFilter>): void;
}

function Filters({ incident, filter, set }: FiltersProps) {
  return (
    <search className="entry-filter" aria-label="Filter the time line">
      <TextInput
        aria-label="Find in the time line"
        placeholder="Address, login, path"
        value={filter.text}
        onChange={({ target }) => set({ text: target.value.slice(0, 200) })}
      />
      <button
        type="button"
        className="chip"
        aria-pressed={filter.marked}
        onClick={() => set({ marked: !filter.marked })}
      >
        Only marked
      </button>
      <NativeSelect
        aria-label="Source"
        value={filter.source ?? ''}
        onChange={({ target }) => set({ source: timelineSources.find((one) => one === target.value) ?? null })}
        data={[
          { value: '', label: 'Every source' },
          ...timelineSources.map((value) => ({ value, label: saySource(value) })),
        ]}
      />
      {incident.sites.length > 1 && (
        <NativeSelect
          aria-label="Site"
          value={filter.site ?? ''}
          onChange={({ target }) => set({ site: target.value === '' ? null : target.value })}
          data={[{ value: '', label: 'Every site' }, ...incident.sites.map(({ site }) => site)]}
        />
      )}
    </search>
  );
}

/** The earliest marked entry of each site. */
function EntryPoints({ page: { entryPoints } }: { page: TimelinePage }) {
  if (entryPoints.length === 0)
    return (
      <p className="second">
        Nothing is marked: what was read does not show how they came in. Add suspects and read anew.
      </p>
    );
  return (
    <section className="entry-points" aria-label="Where it may have begun">
      <h3>Where it may have begun</h3>
      <ol className="entries">
        {entryPoints.map((entry) => (
          <Entry key={`${entry.siteId} ${entry.at}`} entry={entry} alone={false} />
        ))}
      </ol>
    </section>
  );
}

/** How each source's clock was read, and what it lacks: a time is only as good as that. */
function Clocks({ page: { readings } }: { page: TimelinePage }) {
  const lacking = readings.filter(({ lacks }) => lacks !== null).length;
  return (
    <details className="clocks">
      <summary>
        {count(readings.length, 'source')}, and how their clocks were read
        {lacking > 0 && <span className="ink-look">: {number(lacking)} not whole</span>}
      </summary>
      <ul>
        {readings.map((reading) => (
          <li key={`${reading.siteId} ${reading.source} ${reading.from}`}>
            <bdi className="strong">{reading.site}</bdi> {saySource(reading.source)}{' '}
            <bdi className="quiet small">{plain(reading.from, 300)}</bdi>
            <p className="small second">
              {count(reading.entries, 'entry', 'entries')}. <bdi>{plain(reading.clock, 500)}</bdi>
            </p>
            {reading.lacks !== null && (
              <p className="small ink-look">
                Not all of it: <bdi>{plain(reading.lacks, 500)}</bdi>
              </p>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Entry({ entry, alone }: { entry: TimelineEntry; alone: boolean }) {
  const { at, asWritten, source, kind, who, ip, what, marked, site } = entry;
  const whom = [who, ip].filter((one) => one !== null).map((one) => plain(one, 200));
  return (
    <li className={marked === null ? 'entry' : 'entry entry-marked'}>
      <time className="small mono" dateTime={at} title={`As written: ${plain(asWritten, 100)}`}>
        {exact(at)}
      </time>
      <p>
        <strong>{plain(kind, 60)}</strong> <bdi className="entry-what">{plain(what, 600)}</bdi>
      </p>
      <p className="quiet small">
        {!alone && <bdi>{site}, </bdi>}
        {saySource(source)}
        {whom.length > 0 && (
          <>
            , <bdi>{whom.join(', ')}</bdi>
          </>
        )}
      </p>
      {marked !== null && (
        <p className="small ink-danger entry-why">
          <StateTile tone="danger" />
          <bdi>{plain(marked, 300)}</bdi>
        </p>
      )}
    </li>
  );
}
