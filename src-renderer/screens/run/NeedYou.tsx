import type { RunSite, RunSummary } from '../../../src-main/contract/runs.ts';
import { Flow } from '../../components/Flow.tsx';
import { Name } from '../../components/Said.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { doNext, nextFor } from '../../stores/next-action.ts';
import { number } from '../../words/count.ts';
import { nextActionLabels, titleOf } from '../../words/failure.ts';
import { sayRunSite } from '../../words/outcome.ts';

interface NeedYouProps {
  run: RunSummary;
  rows: RunSite[];
  onOpen(row: RunSite): void;
}

/** What did not go, the worst first, each with its reason and what to do next. */
export function NeedYou({ run, rows, onOpen }: NeedYouProps) {
  return (
    <>
      <h2 className="side-title">
        {rows.length === 0 ? 'Nothing needs you' : `${number(rows.length)} ${rows.length === 1 ? 'needs' : 'need'} you`}
      </h2>
      {rows.length === 0 ? (
        <p className="side-text quiet">
          Sites that fail, can’t be reached or are uncertain gather here with their reason.
        </p>
      ) : (
        <Flow
          label="What needs you"
          items={rows}
          keyOf={(row) => row.siteId}
          guess={() => 110}
          render={(row) => <Needing run={run} row={row} onOpen={onOpen} />}
        />
      )}
    </>
  );
}

function Needing({ run, row, onOpen }: { run: RunSummary; row: RunSite; onOpen(row: RunSite): void }) {
  const said = sayRunSite(row);
  const next = nextFor(row);
  const over = run.state === 'finished';
  const waits = (next === 'retry' || next === 'settle') && !over;
  const resumeDoesIt = waits && run.state === 'interrupted';
  return (
    <article className={said.loud ? 'needing needing-loud' : 'needing'}>
      <div className="needing-head">
        <Name text={row.site} strong />
        <StateMark {...said} />
      </div>
      <p>
        {row.failure && <strong>{titleOf(row.failure)}. </strong>}
        <bdi>{row.failure?.message ?? 'It did not go as asked.'}</bdi>
      </p>
      <div className="row">
        {next !== null && !resumeDoesIt && (
          <button
            type="button"
            className="quiet-button"
            disabled={waits}
            title={waits ? 'When the run has ended' : undefined}
            onClick={() => void doNext(next, row.site, run.id)}
          >
            {nextActionLabels[next]}
          </button>
        )}
        <button type="button" className="quiet-button" onClick={() => onOpen(row)}>
          Steps
        </button>
      </div>
    </article>
  );
}
