import { Button } from '@mantine/core';
import type { IncidentSummary } from '../../../src-main/contract/incidents.ts';
import { Running, When } from '../../components/Said.tsx';
import { go, hrefOf } from '../../stores/route.ts';
import { count, number } from '../../words/count.ts';
import { sayProgress } from '../../words/incidents.ts';
import { plain } from '../../words/plain.ts';
import { Fact } from '../audit/FindingDetail.tsx';
import { NextLook } from './columns.tsx';

const most = 60;

/** What is next in one incident and why, and which sites it is about. */
export function IncidentDetail({ incident }: { incident: IncidentSummary }) {
  const { name, sites, damaged } = incident;
  return (
    <aside className="incident-detail" aria-label="One incident">
      <h2>
        <bdi>{name}</bdi>
      </h2>
      {damaged !== null && <p className="ink-danger">Its record can’t be read whole: {damaged}</p>}
      <Next incident={incident} />
      <Facts incident={incident} />
      <div>
        <h3>{count(sites.length, 'site')}</h3>
        <ul className="detail-sites">
          {sites.slice(0, most).map(({ siteId, site, client }) => (
            <li key={siteId} title={site}>
              <a className="detail-link" href={hrefOf({ screen: 'site', name: site, tab: 'checklist' })}>
                <bdi>{site}</bdi>
              </a>{' '}
              {client !== null && <bdi className="quiet small">{client}</bdi>}
            </li>
          ))}
          {sites.length > most && <li className="quiet">and {number(sites.length - most)} more</li>}
        </ul>
      </div>
    </aside>
  );
}

function Next({ incident: { id, next, closedAt, alerts, due = 0, look } }: { incident: IncidentSummary }) {
  return (
    <div>
      <h3>{closedAt === null ? 'What to do next' : 'Closed'}</h3>
      {closedAt === null && next && (
        <>
          <p className="strong">
            <bdi>{plain(next.title, 120)}</bdi>
          </p>
          <p className="second">
            <bdi>{plain(next.why, 1000)}</bdi>
          </p>
        </>
      )}
      {closedAt === null && !next && <p className="second">Every step is done. It can be closed.</p>}
      {closedAt !== null && (
        <p className="second">
          {alerts > 0
            ? 'Something no longer holds, or something new was found. Look at the alerts, and work on it again.'
            : due > 0
              ? 'A look that was promised is due, or did not end well. Open it and look again.'
              : 'Nothing is to be done. It can be opened again.'}
        </p>
      )}
      {closedAt !== null && look && (
        <p className="second">
          <NextLook look={look} />
        </p>
      )}
      <p className="detail-go">
        <Button variant="default" onClick={() => go({ screen: 'incident', id })}>
          Open it
        </Button>
      </p>
    </div>
  );
}

function Facts({ incident }: { incident: IncidentSummary }) {
  const { owner, openedAt, closedAt, alerts, due = 0 } = incident;
  return (
    <dl className="detail-facts">
      <Fact name="Steps done">{sayProgress(incident)}</Fact>
      <Fact name="In charge">
        <bdi>{plain(owner, 100)}</bdi>
      </Fact>
      <Fact name="Opened">
        {closedAt === null ? (
          <>
            <Running since={openedAt} /> <span className="quiet">ago</span>
          </>
        ) : (
          <When at={openedAt} />
        )}
      </Fact>
      {closedAt !== null && (
        <Fact name="Closed">
          <When at={closedAt} />
        </Fact>
      )}
      {alerts > 0 && (
        <Fact name="Alerts">
          <span className="ink-danger strong">{number(alerts)}</span> not seen: something no longer holds
        </Fact>
      )}
      {due > 0 && (
        <Fact name="Looks">
          <span className="ink-danger strong">{number(due)}</span> due, or not well
        </Fact>
      )}
    </dl>
  );
}
