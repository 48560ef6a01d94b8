import { useState } from 'react';
import type { TimelineEntry } from '../../../src-main/contract/timeline.ts';
import { StateTile } from '../../components/StateMark.tsx';
import type { TimelinePage } from '../../stores/incidents/timeline.ts';
import { count, number } from '../../words/count.ts';
import { saySource } from '../../words/evidence.ts';
import { plain } from '../../words/plain.ts';
import { exact } from '../../words/time.ts';

const pointsInSight = 3;

/** The earliest marked entry of each site, and what that is worth. */
export function EntryPoints({ page: { entryPoints, beginnings = [] } }: { page: TimelinePage }) {
  const [all, setAll] = useState(false);
  return (
    <section className="entry-points" aria-label="Where it may have begun">
      <h3>{entryPoints.length > 0 ? 'Where it may have begun' : 'Where it began is not known'}</h3>
      {entryPoints.length === 0 && (
        <p className="second">
          Nothing is marked: what was read does not show how they came in. Add suspects and read anew.
        </p>
      )}
      <ol className="entries">
        {entryPoints.slice(0, all ? entryPoints.length : pointsInSight).map((entry) => (
          <li key={`${entry.siteId} ${entry.at}`}>
            <Entry entry={entry} alone={false} />
          </li>
        ))}
      </ol>
      {entryPoints.length > pointsInSight && (
        <button type="button" className="quiet-button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? `Only the first ${pointsInSight}` : `On ${number(entryPoints.length - pointsInSight)} more sites`}
        </button>
      )}
      <Beginnings beginnings={beginnings} all={all} />
    </section>
  );
}

/** Of each site: how sure that is, how far back its logs go, what was not read. */
function Beginnings({ beginnings, all }: { beginnings: NonNullable<TimelinePage['beginnings']>; all: boolean }) {
  return beginnings.slice(0, all ? beginnings.length : pointsInSight).map(({ siteId, site, told }) => (
    <p key={siteId} className="small second">
      <bdi className="strong">{site}</bdi>: <bdi>{plain(told, 1000)}</bdi>
    </p>
  ));
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

/** One thing that happened. `alone`: there is one site only, which is not named then. */
export function Entry({ entry, alone }: { entry: TimelineEntry; alone: boolean }) {
  const { at, asWritten, source, kind, who, ip, what, marked, site, from } = entry;
  const whom = [who, ip].filter((one) => one !== null).map((one) => plain(one, 200));
  return (
    <div className={marked === null ? 'entry' : 'entry entry-marked'}>
      <time className="small mono" dateTime={at} title={`As written: ${plain(asWritten, 100)}`}>
        {exact(at)}
      </time>
      <p>
        <strong>{plain(kind, 60)}</strong> <bdi className="entry-what">{plain(what, 1000)}</bdi>
      </p>
      <p className="quiet small" title={from === undefined ? undefined : `From ${plain(from, 500)}`}>
        {!alone && <bdi>{site}, </bdi>}
        {saySource(source)}
        {from?.includes('kept as evidence') && ', kept as evidence'}
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
    </div>
  );
}
