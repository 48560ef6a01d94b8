import { severities } from '../../../src-main/contract/findings.ts';
import type { AuditSummary } from '../../../src-main/contract/known-audits.ts';
import type { Column } from '../../components/GridHead.tsx';
import { Name, When } from '../../components/Said.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import type { Entry } from '../../stores/entries.ts';
import { hrefOf } from '../../stores/route.ts';
import { sayAccess, sayAccessShort } from '../../words/access.ts';
import { sayFindings, saySeverity, worstOf } from '../../words/audit.ts';
import { number } from '../../words/count.ts';
import { loggedIn, sayLogins } from '../../words/logins.ts';

function Known({ value, what }: { value: number | null | undefined; what: string }) {
  if (value === null || value === undefined)
    return (
      <span className="quiet" title={`${what}: not known yet`}>
        –
      </span>
    );
  return <span className={value === 0 ? 'quiet' : undefined}>{number(value)}</span>;
}

/** The worst open finding and how many there are; what an audit could not tell is no zero. */
function Findings({ name, audit }: { name: string; audit: AuditSummary | null }) {
  if (!audit?.lookedAt)
    return (
      <span className="quiet" title="Not audited yet">
        –
      </span>
    );
  const worst = worstOf(audit);
  const all = severities.reduce((sum, severity) => sum + audit.findings[severity], 0);
  return (
    <a className="plain" href={hrefOf({ screen: 'site', name, tab: 'findings' })} tabIndex={-1}>
      {worst === null ? (
        <span className="quiet">none{audit.failed ? ', old' : ''}</span>
      ) : (
        <StateMark tone={saySeverity(worst).tone} word={`${number(all)} ${worst}`} title={sayFindings(audit)} />
      )}
    </a>
  );
}

/** The fleet's table. Keys are names of sorts (stores/view.ts), except tags. */
export const fleetColumns: Column<Entry>[] = [
  {
    key: 'state',
    title: 'State',
    width: '158px',
    sortable: true,
    cell: ({ state }) => <StateMark {...state} title={state.sentence} />,
  },
  {
    key: 'site',
    title: 'Site',
    width: 'minmax(150px, 2fr)',
    sortable: true,
    cell: ({ name }) => (
      <a className="plain" href={hrefOf({ screen: 'site', name })} tabIndex={-1}>
        <Name text={name} />
      </a>
    ),
  },
  {
    key: 'client',
    title: 'Client',
    width: 'minmax(90px, 1fr)',
    sortable: true,
    cell: ({ row }) =>
      row.site.client === null ? (
        <span className="quiet">–</span>
      ) : (
        <span className="second">
          <Name text={row.site.client} />
        </span>
      ),
  },
  {
    key: 'tags',
    title: 'Tags',
    width: 'minmax(70px, 1fr)',
    cell: ({ row }) => (
      <span className="quiet small" title={row.site.tags.join(', ')}>
        <bdi>{row.site.tags.join(', ')}</bdi>
      </span>
    ),
  },
  {
    key: 'logins',
    title: 'Logins',
    width: '70px',
    align: 'end',
    sortable: true,
    cell: ({ row: { inspection } }) => (
      <span title={inspection ? sayLogins(inspection.sessions) : undefined}>
        <Known value={inspection && loggedIn(inspection.sessions)} what="Logins" />
      </span>
    ),
  },
  {
    key: 'administrators',
    title: 'Admins',
    width: '70px',
    align: 'end',
    sortable: true,
    cell: ({ row: { audit, inspection } }) => (
      <span className="admins-cell">
        {audit && audit.drift.newAdministrators > 0 && (
          <span className="ink-danger strong" title="New since the last look">
            +{number(audit.drift.newAdministrators)}
          </span>
        )}
        <Known value={audit?.lookedAt ? audit.administrators : inspection?.administrators} what="Administrators" />
      </span>
    ),
  },
  {
    key: 'findings',
    title: 'Findings',
    width: '104px',
    sortable: true,
    cell: ({ name, row }) => <Findings name={name} audit={row.audit ?? null} />,
  },
  {
    key: 'salts',
    title: 'Salts changed',
    width: '112px',
    sortable: true,
    cell: ({ row }) => <When at={row.saltsChangedAt} none="never" />,
  },
  {
    key: 'seen',
    title: 'Last seen',
    width: '100px',
    sortable: true,
    cell: ({ row }) => <When at={row.inspection?.at ?? null} none="not yet" />,
  },
  {
    key: 'access',
    title: 'Access',
    width: 'minmax(110px, 1.2fr)',
    sortable: true,
    cell: ({ row }) => (
      <span className="quiet" title={sayAccess(row.site)}>
        <bdi>{sayAccessShort(row.site)}</bdi>
      </span>
    ),
  },
];
