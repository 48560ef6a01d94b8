import { useState } from 'react';
import type { RunSummary } from '../../../src-main/contract/runs.ts';
import { Grid } from '../../components/Grid.tsx';
import type { Column } from '../../components/GridHead.tsx';
import { useKeys } from '../../components/keys.ts';
import { When } from '../../components/Said.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useFleet } from '../../stores/fleet.ts';
import { go, hrefOf, type Route } from '../../stores/route.ts';
import { number } from '../../words/count.ts';
import { runTitle } from '../../words/operation.ts';
import type { Said } from '../../words/outcome.ts';
import { failures, sayRunState } from '../../words/run.ts';
import { duration } from '../../words/time.ts';

const routeOf = (run: RunSummary): Route => ({ screen: run.dryRun ? 'plan' : 'run', run: run.id });

function say(run: RunSummary): Said {
  const word = sayRunState(run);
  if (run.state === 'interrupted') return { tone: 'danger', word, loud: true };
  if (run.state !== 'finished') return { tone: 'work', word };
  if (run.dryRun) return { tone: 'unknown', word: 'Plan' };
  if ((run.totals.uncertain ?? 0) > 0) return { tone: 'danger', word: 'UNCERTAIN', loud: true };
  if (failures(run.totals) > 0) return { tone: 'danger', word };
  return run.stoppedWhy === null ? { tone: 'proven', word } : { tone: 'look', word };
}

const amount = (value: number | undefined, tone?: string) =>
  value ? <span className={tone}>{number(value)}</span> : <span className="quiet">0</span>;

const columns: Column<RunSummary>[] = [
  { key: 'state', title: 'State', width: '158px', cell: (run) => <StateMark {...say(run)} /> },
  {
    key: 'what',
    title: 'What',
    width: 'minmax(160px, 1fr)',
    cell: (run) => (
      <a className="plain" href={hrefOf(routeOf(run))} tabIndex={-1}>
        <span className="name strong">
          {runTitle(run)}
          {run.dryRun ? ' (plan only)' : ''}
        </span>
      </a>
    ),
  },
  { key: 'begun', title: 'Begun', width: '120px', cell: (run) => <When at={run.startedAt} /> },
  {
    key: 'took',
    title: 'Took',
    width: '80px',
    align: 'end',
    cell: (run) => (run.state === 'interrupted' ? '–' : duration(run.ms)),
  },
  { key: 'sites', title: 'Sites', width: '70px', align: 'end', cell: (run) => number(run.count) },
  { key: 'changed', title: 'Changed', width: '80px', align: 'end', cell: (run) => amount(run.totals.changed) },
  {
    key: 'failed',
    title: 'Failed',
    width: '70px',
    align: 'end',
    cell: (run) => amount(run.totals.failed, 'ink-danger'),
  },
  {
    key: 'unreached',
    title: 'Not reached',
    width: '90px',
    align: 'end',
    cell: (run) => amount(run.totals.unreachable, 'ink-look'),
  },
  {
    key: 'uncertain',
    title: 'Uncertain',
    width: '80px',
    align: 'end',
    cell: (run) => amount(run.totals.uncertain, 'ink-danger strong'),
  },
  {
    key: 'why',
    title: 'Note',
    width: 'minmax(90px, 1fr)',
    cell: (run) => (
      <bdi className="second" title={run.stoppedWhy ?? ''}>
        {run.state === 'interrupted' ? 'Open it to resume' : run.stoppedWhy}
      </bdi>
    ),
  },
];

/** Every run there was, the newest first. */
export function RunsScreen() {
  const runs = useFleet((state) => state.runs);
  const [current, setCurrent] = useState<string | null>(null);
  useKeys({ escape: () => go({ screen: 'fleet' }) });
  if (runs.length === 0) {
    return (
      <div className="empty-screen">
        <h2>No runs yet</h2>
        <p className="second">
          Every plan and every logout will stand here with its outcome and its proof. Choose sites in the fleet, then
          “Log everyone out…”.
        </p>
      </div>
    );
  }
  return (
    <Grid
      label="Runs"
      rows={runs}
      idOf={(run) => run.id}
      columns={columns}
      current={current}
      onCurrent={setCurrent}
      onOpen={(run) => go(routeOf(run))}
      toneOf={(run) => (say(run).loud ? 'danger' : null)}
    />
  );
}
