import type { OperationName, RunSite } from '../../../src-main/contract/runs.ts';
import type { Column } from '../../components/GridHead.tsx';
import { Name, Running } from '../../components/Said.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { number } from '../../words/count.ts';
import { titleOf } from '../../words/failure.ts';
import { deedsOf, isOrder } from '../../words/order.ts';
import { sayProof, sayRunSite } from '../../words/outcome.ts';
import { plain } from '../../words/plain.ts';
import { provenBy } from '../../words/run.ts';
import { duration } from '../../words/time.ts';

/** The step in work; afterwards what became of it, quietly. */
function Step({ row }: { row: RunSite }) {
  if (row.state === 'working') return <span className="ink-work">{row.step ?? 'Beginning'}</span>;
  if (row.failure) return <span title={row.failure.message}>{titleOf(row.failure)}</span>;
  if (row.state === 'waiting') return <span className="quiet">Wave {row.wave + 1}</span>;
  return <span className="quiet">{row.warnings[0]?.text ?? sayDone(row)}</span>;
}

function sayDone({ salts, deeds }: RunSite): string {
  const done = (deeds ?? []).filter(({ result }) => result === 'done');
  if (done.length > 0)
    return plain(
      done
        .slice(0, 4)
        .map(({ what }) => what)
        .join(', '),
      300,
    );
  return salts && salts.rotated > 0 ? `${salts.rotated} salts rotated` : '';
}

function Took({ row }: { row: RunSite }) {
  if (row.state === 'working' && row.startedAt !== null) return <Running since={row.startedAt} />;
  return row.ms === null || row.outcome === 'cancelled' ? null : duration(row.ms);
}

function Ended({ row }: { row: RunSite }) {
  if (!row.sessions || row.state !== 'done') return null;
  const ended = Math.max(0, row.sessions.before - row.sessions.after);
  if (row.sessions.after > 0)
    return <span className="ink-danger">{`${number(ended)} of ${number(row.sessions.before)}`}</span>;
  return <span className={ended === 0 ? 'quiet' : undefined}>{number(ended)}</span>;
}

function Proof({ row }: { row: RunSite }) {
  const said = sayProof(row.proof);
  if (!said) return null;
  return (
    <span className="proof" title={row.proof?.why ?? said.word}>
      <StateMark {...said} title={row.proof?.why ?? said.word} />
      {said.figures !== null && <span className="quiet">{said.figures}</span>}
    </span>
  );
}

const common: Column<RunSite>[] = [
  { key: 'state', title: 'State', width: 'minmax(98px, 150px)', cell: (row) => <StateMark {...sayRunSite(row)} /> },
  {
    key: 'site',
    title: 'Site',
    width: 'minmax(110px, 1fr)',
    cell: (row) => <Name text={row.site} strong={row.state !== 'done' || row.failure !== null} />,
  },
  { key: 'step', title: 'Step', width: 'minmax(90px, 1.3fr)', cell: (row) => <Step row={row} /> },
  { key: 'time', title: 'Time', width: '76px', align: 'end', cell: (row) => <Took row={row} /> },
];
const ofEnding = (operation: OperationName): Column<RunSite>[] => [
  ...common,
  { key: 'ended', title: 'Ended', width: '62px', align: 'end', cell: (row) => <Ended row={row} /> },
  { key: 'proof', title: provenBy({ operation }), width: 'minmax(160px, 190px)', cell: (row) => <Proof row={row} /> },
];
/** How many things were done; what was left alone or failed is said with it. */
function Done({ row }: { row: RunSite }) {
  if (!row.deeds || row.state !== 'done') return null;
  const { done, kept, failed } = deedsOf([row]);
  return (
    <span className={failed > 0 ? 'ink-danger' : done === 0 ? 'quiet' : undefined}>
      {number(done)}
      {kept > 0 && <span className="ink-look">, {number(kept)} left</span>}
      {failed > 0 && `, ${number(failed)} not`}
    </span>
  );
}
const ofOrder: Column<RunSite>[] = [
  ...common,
  { key: 'done', title: 'Things done', width: '132px', align: 'end', cell: (row) => <Done row={row} /> },
];
const ofInspection: Column<RunSite>[] = [
  ...common,
  {
    key: 'logins',
    title: 'Logins',
    width: '70px',
    align: 'end',
    cell: ({ inspection }) => inspection?.sessions.count ?? null,
  },
  {
    key: 'admins',
    title: 'Admins',
    width: '70px',
    align: 'end',
    cell: ({ inspection }) => inspection?.administrators ?? null,
  },
  {
    key: 'version',
    title: 'WordPress',
    width: '90px',
    cell: ({ inspection }) => inspection?.wordpress.version ?? null,
  },
];

export const runColumns = (operation: OperationName): Column<RunSite>[] =>
  operation === 'InspectSite' ? ofInspection : isOrder(operation) ? ofOrder : ofEnding(operation);
