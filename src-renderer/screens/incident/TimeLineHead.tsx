import { useState } from 'react';
import type { TimelinePage } from '../../stores/incidents/timeline.ts';
import { count, number } from '../../words/count.ts';
import { saySource } from '../../words/evidence.ts';
import { plain } from '../../words/plain.ts';
import { TimeLineEntry } from './TimeLineEntry.tsx';

const pointsInSight = 3;

/** The earliest marked entry of each site, and what that is worth. */
export function EntryPoints({ page: { entryPoints, beginnings = [] } }: { page: TimelinePage }) {
  const [all, setAll] = useState(false);
  const some = entryPoints.length > 0;
  return (
    <section className="entry-points" aria-label="Where it may have begun">
      <h3>{some ? 'Where it may have begun' : 'Where it began is not known'}</h3>
      {!some && (
        <p className="second">
          Nothing is marked: what was read does not show how they came in. Add suspects and read anew.
        </p>
      )}
      <ol className="entries">
        {entryPoints.slice(0, all ? entryPoints.length : pointsInSight).map((entry) => (
          <li key={`${entry.siteId} ${entry.at}`}>
            <TimeLineEntry entry={entry} alone={false} />
          </li>
        ))}
      </ol>
      {entryPoints.length > pointsInSight && (
        <button type="button" className="quiet-button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? `Only the first ${pointsInSight}` : `On ${number(entryPoints.length - pointsInSight)} more sites`}
        </button>
      )}
      {beginnings.map(({ siteId, site, told }) => (
        <p key={siteId} className="small second">
          <bdi className="strong">{site}</bdi>: <bdi>{plain(told, 1000)}</bdi>
        </p>
      ))}
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
