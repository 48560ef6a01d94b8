import type { Column } from '../../components/GridHead.tsx';
import { Name, When } from '../../components/Said.tsx';
import { type AcceptedRow, type ApprovedRow, whereAccepted, whereApproved } from '../../stores/audit/agreed.ts';
import { checkTitle } from '../../words/audit.ts';
import { number } from '../../words/count.ts';
import { plain } from '../../words/plain.ts';

type Agreed = { reason: string | null; by: string; at: string; matches: number };

const second = (text: string) => (
  <span className="second">
    <Name text={text} />
  </span>
);

/** Why, by whom, when, and what it holds for today. */
const saidColumns = (now: string): Column<Agreed>[] => [
  {
    key: 'reason',
    title: 'Why',
    width: 'minmax(140px, 2fr)',
    cell: ({ reason }) =>
      reason === null ? <span className="quiet">no reason given</span> : <Name text={plain(reason, 500)} />,
  },
  { key: 'by', title: 'Who', width: 'minmax(70px, 0.7fr)', cell: ({ by }) => second(plain(by, 100)) },
  { key: 'at', title: 'When', width: '104px', cell: ({ at }) => <When at={at} /> },
  {
    key: 'matches',
    title: now,
    width: '116px',
    align: 'end',
    cell: ({ matches }) => (matches === 0 ? <span className="quiet">nowhere</span> : number(matches)),
  },
];

export const acceptedColumns: Column<AcceptedRow>[] = [
  { key: 'check', title: 'Problem', width: 'minmax(110px, 1fr)', cell: ({ check }) => second(checkTitle(check)) },
  {
    key: 'title',
    title: 'What',
    width: 'minmax(160px, 2.4fr)',
    cell: ({ title, contentHash }) => <Name text={plain(title, 500) || contentHash.slice(0, 16)} strong />,
  },
  { key: 'where', title: 'Where', width: 'minmax(100px, 1fr)', cell: (row) => <Name text={whereAccepted(row)} /> },
  ...saidColumns('Found now on'),
];

export const approvedColumns: Column<ApprovedRow>[] = [
  {
    key: 'who',
    title: 'Administrator',
    width: 'minmax(140px, 1.6fr)',
    cell: ({ who }) => <Name text={plain(who, 300)} strong />,
  },
  { key: 'where', title: 'Where', width: 'minmax(110px, 1.2fr)', cell: (row) => <Name text={whereApproved(row)} /> },
  ...saidColumns('Found now'),
];
