import { useState } from 'react';
import type { TimelineEntry } from '../../../src-main/contract/timeline.ts';
import { StateTile } from '../../components/StateMark.tsx';
import type { TimelinePage } from '../../stores/incidents/timeline.ts';
import { count, number } from '../../words/count.ts';
import { saySource } from '../../words/evidence.ts';
import { plain } from '../../words/plain.ts';
import { exact } from '../../words/time.ts';

const pointsInSight = 3;

/** The earliest marked entry of each site. */
export function EntryPoints({ page: { entryPoints } }: { page: TimelinePage }) {
  const [all, setAll] = useState(false);
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
        {entryPoints.slice(0, all ? entryPoints.length : pointsInSight).map((entry) => (
          <Entry key={`${entry.siteId} ${entry.at}`} entry={entry} alone={false} />
        ))}
      </ol>
      {entryPoints.length > pointsInSight && (
        <button type="button" className="quiet-button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? `Only the first ${pointsInSight}` : `On ${number(entryPoints.length - pointsInSight)} more sites`}
        </button>
      )}
    </section>
  );
}

/** How each source's clock was read, and what it lacks: a time is only as good as that. */
export function Clocks({ page: { readings } }: { page: TimelinePage }) {
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

export function Entry({ entry, alone }: { entry: TimelineEntry; alone: boolean }) {
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
