import type { TimelineEntry } from '../../../src-main/contract/timeline.ts';
import { StateTile } from '../../components/StateMark.tsx';
import { saySource } from '../../words/evidence.ts';
import { plain } from '../../words/plain.ts';
import { exact } from '../../words/time.ts';

/** One thing that happened. `alone`: there is one site only, which is not named then. */
export function TimeLineEntry({ entry, alone }: { entry: TimelineEntry; alone: boolean }) {
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
