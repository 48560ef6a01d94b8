import type { OperationName, RunSite, RunSummary } from '../../../src-main/contract/runs.ts';
import { WaveBar } from '../../components/Bar.tsx';
import { Figure, Figures } from '../../components/Figures.tsx';
import { Running, When } from '../../components/Said.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { count, number } from '../../words/count.ts';
import { runTitle } from '../../words/operation.ts';
import { sayOptions } from '../../words/options.ts';
import { deedsOf, isOrder } from '../../words/order.ts';
import { provenBy, type Figures as RunFigures, sayOrder, sayRun, sayRunState } from '../../words/run.ts';
import { duration, elapsed } from '../../words/time.ts';
import { NewPasswords } from './NewPasswords.tsx';
import { RunActions } from './RunActions.tsx';
import { RunSpoken } from './RunSpoken.tsx';

interface RunHeadProps {
  run: RunSummary;
  rows: RunSite[];
  figures: RunFigures;
}

const makesPasswords: OperationName[] = ['ResetPasswords', 'OffboardPerson', 'Contain'];
const over = ({ state }: RunSummary): boolean => state === 'finished' || state === 'interrupted';

/** The figures that matter, the waves, and what can be done with the run. Its height does not change while it goes. */
export function RunHead({ run, rows, figures }: RunHeadProps) {
  const reads = run.operation === 'InspectSite';
  const order = isOrder(run.operation);
  const proven = figures.refused + figures.stillAccepted + figures.unproven > 0;
  const special = sayOptions(run);
  const unproven =
    figures.stillAccepted > 0
      ? `${number(figures.stillAccepted)} STILL OPEN`
      : figures.unproven > 0
        ? `${number(figures.unproven)} without proof`
        : '';
  return (
    <div className="run-head">
      <div className="run-line">
        <div className="grow">
          <p className="run-sentence">
            <RunStateWord run={run} /> <Sentence run={run} rows={rows} figures={figures} />
          </p>
          <p className="second small">
            {runTitle(run)} on {count(run.count, 'site')}, begun <When at={run.startedAt} />
          </p>
        </div>
        <RunActions run={run} rows={rows} />
      </div>
      {special.length > 0 && <p className="run-special second">{special.join(' ')}</p>}
      <Figures label="The run in figures">
        <Figure
          value={over(run) ? elapsedOf(run) : <Running since={run.startedAt} />}
          label={over(run) ? 'Took' : 'Elapsed'}
        />
        <Figure value={number(figures.done)} label={`Done of ${number(run.count)}`} />
        <Figure value={number(figures.working)} label="In work" {...(figures.working > 0 ? { tone: 'work' } : {})} />
        <Figure value={number(figures.waiting)} label="Waiting" />
        <Figure
          value={number(figures.notGone)}
          label="Did not go"
          note={run.totals.cancelled ? `${number(run.totals.cancelled)} cancelled` : 'failed or uncertain'}
          {...(figures.notGone > 0 ? { tone: figures.failed > 0 ? 'danger' : 'look' } : {})}
        />
        {order && <DeedFigures rows={rows} />}
        {!reads && !order && (
          <Figure
            value={number(figures.loginsEnded)}
            label="Logins ended"
            note={`on ${count(figures.sitesWithLogins, 'site')}`}
          />
        )}
        {!reads && run.options.proof && (!order || proven) && (
          <Figure
            value={number(figures.refused)}
            label={`${provenBy(run)} refused`}
            note={unproven}
            loudNote={figures.stillAccepted > 0}
            {...(figures.refused > 0 ? { tone: 'proven' } : {})}
          />
        )}
      </Figures>
      <div className="run-waves">
        <WaveBar sizes={run.waves} rows={rows} />
      </div>
      {makesPasswords.includes(run.operation) && !run.dryRun && <NewPasswords run={run} />}
      <RunSpoken run={run} />
    </div>
  );
}

/** Of a closing operation: what was done and read back, and what was not. */
function DeedFigures({ rows }: { rows: RunSite[] }) {
  const { done, kept, failed } = deedsOf(rows);
  return (
    <>
      <Figure
        value={number(done)}
        label="Things done"
        note="each read back"
        {...(done > 0 ? { tone: 'proven' as const } : {})}
      />
      <Figure
        value={number(failed + kept)}
        label="Things not done"
        note={kept > 0 ? `${number(kept)} left alone on purpose` : ''}
        {...(failed > 0 ? { tone: 'danger' as const } : kept > 0 ? { tone: 'look' as const } : {})}
      />
    </>
  );
}

/** When Resalt ended in the midst of a run is not known. */
function elapsedOf(run: RunSummary): string {
  if (run.endedAt === null) return '–';
  return run.ms < 60_000 ? duration(run.ms) : elapsed(run.ms);
}

function RunStateWord({ run }: { run: RunSummary }) {
  if (run.state === 'interrupted') return <StateMark tone="danger" word="INTERRUPTED" loud />;
  if (run.state === 'finished' && run.stoppedWhy === null) return null;
  return <strong>{sayRunState(run)}.</strong>;
}

function Sentence({ run, rows, figures }: RunHeadProps) {
  if (run.state === 'running') return <span>{sayWave(run)}</span>;
  if (run.state === 'cancelling') return <span>Sites in work are finished, the others are not begun.</span>;
  if (run.state === 'interrupted') {
    return (
      <span>
        Resalt ended in the midst of it. Resume settles what is uncertain by looking, then does the{' '}
        {number(figures.waiting + figures.working)} that wait.
      </span>
    );
  }
  return (
    <span>
      {run.stoppedWhy !== null && <bdi>{run.stoppedWhy} </bdi>}
      {isOrder(run.operation) ? sayOrder(run, rows, figures) : sayRun(run, figures)}
    </span>
  );
}

/** The wave in work is the first that is not all done; the engine begins one only when the last has ended. */
function sayWave(run: RunSummary): string {
  let before = run.count - run.waiting - run.working;
  for (const [index, size] of run.waves.entries()) {
    if (before < size)
      return run.waves.length === 1
        ? `${before} of ${size} have ended.`
        : `Wave ${index + 1} of ${run.waves.length}: ${before} of ${size} have ended.`;
    before -= size;
  }
  return 'All sites done.';
}
