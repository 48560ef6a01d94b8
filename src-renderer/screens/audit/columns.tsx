import type { Column } from '../../components/GridHead.tsx';
import { Name, When } from '../../components/Said.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { type FindingGroup, type FindingLine, isGroup } from '../../stores/audit/rows.ts';
import type { FindingGrouping } from '../../stores/audit/view.ts';
import { checkTitle, findingTitle, saySeverity } from '../../words/audit.ts';
import { capital, count } from '../../words/count.ts';
import { plain } from '../../words/plain.ts';

export const groupTitle = (by: FindingGrouping, key: string): string =>
  by === 'check' ? checkTitle(key) : by === 'severity' ? capital(key) : key;

function Group({ group, by }: { group: FindingGroup; by: FindingGrouping }) {
  return (
    <span className="group-cell">
      <Name text={groupTitle(by, group.key)} strong />
      <span className="quiet group-count">
        {count(group.rows.length, 'finding')}
        {by !== 'site' && ` on ${count(group.sites, 'site')}`}
      </span>
    </span>
  );
}

/** The table of findings; a group fills the column of the title. */
export function findingColumns(by: FindingGrouping | null, alone: boolean): Column<FindingLine>[] {
  const columns: Column<FindingLine>[] = [
    {
      key: 'severity',
      title: 'Severity',
      width: '124px',
      sortable: true,
      cell: (line) => <StateMark {...saySeverity(isGroup(line) ? line.worst : line.finding.severity)} />,
    },
    {
      key: 'title',
      title: 'What',
      width: 'minmax(220px, 4fr)',
      sortable: true,
      cell: (line) =>
        isGroup(line) ? (
          by && <Group group={line} by={by} />
        ) : (
          <span className={by === null ? 'finding-cell' : 'finding-cell in-group'}>
            {line.fresh && <span className="new-mark">new</span>}
            <Name text={findingTitle(line.finding)} />
          </span>
        ),
    },
  ];
  if (alone)
    columns.push({
      key: 'where',
      title: 'Where',
      width: 'minmax(100px, 1fr)',
      cell: (line) =>
        isGroup(line) ? null : (
          <span className="second">
            <Name text={plain(line.finding.where, 300)} />
          </span>
        ),
    });
  else
    columns.push({
      key: 'site',
      title: 'Site',
      width: 'minmax(110px, 1.3fr)',
      sortable: true,
      cell: (line) => (isGroup(line) ? null : <Name text={line.finding.site} />),
    });
  columns.push({
    key: 'since',
    title: 'Since',
    width: '116px',
    sortable: true,
    cell: (line) => (isGroup(line) ? null : <When at={line.finding.since} none="not known" />),
  });
  return columns;
}
