import type { Column } from '../../components/GridHead.tsx';
import { Name } from '../../components/Said.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import type { AdministratorRow } from '../../stores/audit/administrators.ts';
import { plain } from '../../words/plain.ts';

export function administratorColumns(alone: boolean): Column<AdministratorRow>[] {
  const columns: Column<AdministratorRow>[] = [
    {
      key: 'approved',
      title: 'Known',
      width: '132px',
      cell: ({ approved }) =>
        approved ? <StateMark tone="proven" word="Approved" /> : <StateMark tone="look" word="Not approved" />,
    },
    {
      key: 'user',
      title: 'User',
      width: 'minmax(110px, 1fr)',
      cell: ({ user, fresh }) => (
        <span className="finding-cell">
          {fresh && <span className="new-mark">new</span>}
          <Name text={plain(user, 200)} strong />
        </span>
      ),
    },
    {
      key: 'email',
      title: 'E-mail',
      width: 'minmax(120px, 1.4fr)',
      cell: ({ email }) => (email === '' ? <span className="quiet">none</span> : <Name text={plain(email, 300)} />),
    },
  ];
  if (!alone)
    columns.push(
      { key: 'site', title: 'Site', width: 'minmax(110px, 1.2fr)', cell: ({ site }) => <Name text={site} /> },
      {
        key: 'client',
        title: 'Client',
        width: 'minmax(90px, 1fr)',
        cell: ({ client }) => <span className="second">{client === null ? '–' : <Name text={client} />}</span>,
      },
    );
  columns.push({
    key: 'how',
    title: 'How',
    width: 'minmax(140px, 1.6fr)',
    cell: ({ how }) => (
      <span className="second">
        <Name text={plain(how.join(', '), 500)} />
      </span>
    ),
  });
  return columns;
}
