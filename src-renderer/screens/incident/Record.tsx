import { useState } from 'react';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import { Copy } from '../../components/Copy.tsx';
import { hrefOf } from '../../stores/route.ts';
import { count, number } from '../../words/count.ts';
import { shortHash } from '../../words/evidence.ts';
import { plain } from '../../words/plain.ts';
import { exact } from '../../words/time.ts';

const atOnce = 200;

/** Everything that was done, seen or said, the latest first; nothing of it can be changed. */
export function Record({ incident }: { incident: Incident }) {
  const [most, setMost] = useState(atOnce);
  const all = [...incident.record].reverse();
  const nameOf = new Map(incident.sites.map(({ siteId, site }) => [siteId, site]));
  return (
    <div className="side-body">
      <p className="second">
        {count(all.length, 'line')}, each bound to the one before it by its hash. Lines can be added, never changed.
      </p>
      <ol className="entries" aria-label="Lines of the record" reversed>
        {all.slice(0, most).map(({ seq, at, by, what, step, siteId, run, hash }) => (
          <li key={seq} className="entry">
            <time className="small mono" dateTime={at}>
              {exact(at)}
            </time>
            <p>
              <bdi>{plain(what, 1000)}</bdi>
            </p>
            <p className="quiet small">
              <bdi>{plain(by, 100)}</bdi>
              {siteId !== null && <bdi>, {nameOf.get(siteId) ?? siteId}</bdi>}
              {step !== null && (
                <>
                  , <a href={hrefOf({ screen: 'incident', id: incident.id, step })}>the step</a>
                </>
              )}
              {run !== null && (
                <>
                  , <a href={hrefOf({ screen: 'run', run })}>the run</a>
                </>
              )}{' '}
              <Copy text={hash} label={`Copy the hash of line ${seq}`}>
                {shortHash(hash)}
              </Copy>
            </p>
          </li>
        ))}
      </ol>
      {all.length > most && (
        <button type="button" className="quiet-button" onClick={() => setMost(most + atOnce)}>
          Show more of {number(all.length)}
        </button>
      )}
    </div>
  );
}
