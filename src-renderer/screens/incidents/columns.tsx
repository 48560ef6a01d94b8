import type { IncidentSummary } from '../../../src-main/contract/incidents.ts';
import type { Column } from '../../components/GridHead.tsx';
import { Name, When } from '../../components/Said.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useNow } from '../../stores/clock.ts';
import { hrefOf } from '../../stores/route.ts';
import { number } from '../../words/count.ts';
import { sayClients, sayIncident, sayNextLook, sayProgress } from '../../words/incidents.ts';

/** How far it is, as a bar and in figures. */
export function Progress({ incident }: { incident: IncidentSummary }) {
  return (
    <span className="step-progress">
      <progress value={incident.done} max={Math.max(1, incident.steps)} aria-hidden="true" />
      {sayProgress(incident)}
    </span>
  );
}

/** What is promised for an incident that is closed, or has nothing else left. */
export function NextLook({ look }: { look: NonNullable<IncidentSummary['look']> }) {
  return <Name text={sayNextLook(look, useNow(60_000))} />;
}

export const incidentColumns: Column<IncidentSummary>[] = [
  { key: 'state', title: 'State', width: '112px', cell: (one) => <StateMark {...sayIncident(one)} /> },
  {
    key: 'name',
    title: 'Incident',
    width: 'minmax(240px, 3fr)',
    cell: ({ id, name }) => (
      <a className="plain" href={hrefOf({ screen: 'incident', id })} tabIndex={-1}>
        <Name text={name} strong />
      </a>
    ),
  },
  {
    key: 'sites',
    title: 'Sites',
    width: 'minmax(90px, 1.4fr)',
    cell: ({ sites }) => (
      <span title={sites.map(({ site }) => site).join(', ')}>
        {number(sites.length)} <bdi className="quiet small">{sayClients(sites)}</bdi>
      </span>
    ),
  },
  { key: 'owner', title: 'In charge', width: 'minmax(100px, 0.9fr)', cell: ({ owner }) => <Name text={owner} /> },
  { key: 'opened', title: 'Opened', width: '86px', cell: ({ openedAt }) => <When at={openedAt} /> },
  { key: 'done', title: 'Steps done', width: '132px', cell: (one) => <Progress incident={one} /> },
  {
    key: 'next',
    title: 'Next',
    width: 'minmax(130px, 2fr)',
    cell: ({ next, closedAt, look }) =>
      next && closedAt === null ? (
        <Name text={next.title} />
      ) : look ? (
        <NextLook look={look} />
      ) : (
        <span className="quiet">{closedAt ? '–' : 'nothing is left'}</span>
      ),
  },
  {
    key: 'alerts',
    title: 'Alerts',
    width: '66px',
    align: 'end',
    cell: ({ alerts }) =>
      alerts > 0 ? <span className="ink-danger strong">{number(alerts)}</span> : <span className="quiet">0</span>,
  },
];
