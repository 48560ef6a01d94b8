import { Button } from '@mantine/core';
import type { IncidentSummary } from '../../../src-main/contract/incidents.ts';
import { Name, Running, When } from '../../components/Said.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { go, hrefOf } from '../../stores/route.ts';
import { count, number } from '../../words/count.ts';
import { sayIncident, sayProgress } from '../../words/incidents.ts';
import { Fact } from '../audit/FindingDetail.tsx';

const most = 60;

/** What is next in one incident and why, and which sites it is about. */
export function IncidentDetail({ incident }: { incident: IncidentSummary }) {
  const { id, name, owner, openedAt, closedAt, sites, next, alerts, damaged } = incident;
  return (
    <aside className="session-detail" aria-label="One incident">
      <h2>
        <bdi>{name}</bdi>
      </h2>
      <p className="detail-marks">
        <StateMark {...sayIncident(incident)} />
        {alerts > 0 && <span className="ink-danger">something that was done no longer holds</span>}
      </p>
      {damaged !== null && <p className="ink-danger">Its record can’t be read whole: {damaged}</p>}
      {closedAt === null && (
        <>
          <h3>Next</h3>
          {next ? (
            <>
              <p className="strong">
                <bdi>{next.title}</bdi>
              </p>
              <p className="second">
                <bdi>{next.why}</bdi>
              </p>
            </>
          ) : (
            <p className="second">Every step is done. It can be closed.</p>
          )}
        </>
      )}
      <p className="detail-go">
        <Button variant="default" onClick={() => go({ screen: 'incident', id })}>
          Open it
        </Button>
      </p>
      <dl className="detail-facts">
        <Fact name="Steps done">{sayProgress(incident)}</Fact>
        <Fact name="In charge">
          <bdi>{owner}</bdi>
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
      </dl>
      <h3>{count(sites.length, 'site')}</h3>
      <ul className="detail-sites">
        {sites.slice(0, most).map(({ siteId, site, client }) => (
          <li key={siteId}>
            <a className="plain" href={hrefOf({ screen: 'site', name: site, tab: 'checklist' })}>
              <Name text={site} />
            </a>{' '}
            {client !== null && <bdi className="quiet small">{client}</bdi>}
          </li>
        ))}
        {sites.length > most && <li className="quiet">and {number(sites.length - most)} more</li>}
      </ul>
    </aside>
  );
}
