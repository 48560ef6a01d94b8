import type { PersonRow } from '../../../src-main/contract/people.ts';
import type { Column } from '../../components/GridHead.tsx';
import { Name, When } from '../../components/Said.tsx';
import { personName, siteCount, sumsOf } from '../../stores/people/row.ts';
import { number } from '../../words/count.ts';
import { plain } from '../../words/plain.ts';

const Known = ({ value }: { value: number | null }) =>
  value === null ? (
    <span className="quiet" title="Not known">
      –
    </span>
  ) : (
    <span className={value === 0 ? 'quiet' : undefined}>{number(value)}</span>
  );

const figure = (
  key: string,
  title: string,
  width: string,
  of: (row: PersonRow) => number | null,
): Column<PersonRow> => ({
  ...{ key, title, width, align: 'end' },
  cell: (row) => <Known value={of(row)} />,
});

/** The table of people. */
export const peopleColumns: Column<PersonRow>[] = [
  {
    key: 'person',
    title: 'Person',
    width: 'minmax(150px, 2fr)',
    cell: (row) => (
      <span className="finding-cell">
        <Name text={plain(personName(row), 300)} strong />
        {row.emails.length > 1 && <span className="quiet small">{row.emails.length} addresses</span>}
      </span>
    ),
  },
  {
    key: 'roles',
    title: 'Roles',
    width: 'minmax(110px, 1.4fr)',
    cell: (row) => (
      <span className="second">
        <Name text={plain(sumsOf(row).roles.join(', ') || 'no role', 300)} />
      </span>
    ),
  },
  figure('sites', 'Sites', '64px', siteCount),
  {
    key: 'administrator',
    title: 'Administrator on',
    width: '124px',
    align: 'end',
    cell: (row) => {
      const { administrator, unapproved } = sumsOf(row);
      return (
        <>
          {unapproved > 0 && (
            <span className="ink-look" title="Approved by nobody">
              {number(unapproved)} not approved{' '}
            </span>
          )}
          <Known value={administrator} />
        </>
      );
    },
  },
  figure('logins', 'Logins', '68px', (row) => sumsOf(row).sessions),
  figure('passwords', 'App passwords', '112px', (row) => sumsOf(row).applicationPasswords),
  figure('keys', 'API keys', '76px', (row) => sumsOf(row).keys),
  {
    key: 'last',
    title: 'Last login',
    width: '104px',
    cell: (row) => <When at={sumsOf(row).lastLoginAt} none="not known" />,
  },
];
