import { Button } from '@mantine/core';
import type { RunSite, RunSummary } from '../../../src-main/contract/runs.ts';
import { api } from '../../api.ts';
import { WaveBar } from '../../components/Bar.tsx';
import { When } from '../../components/Said.tsx';
import { ask } from '../../stores/calls.ts';
import { incidentOf } from '../../stores/incidents/of-run.ts';
import { orderOfPlan } from '../../stores/ordering.ts';
import { hrefOf } from '../../stores/route.ts';
import { orderTitle } from '../../words/closing.ts';
import { count } from '../../words/count.ts';
import { operations } from '../../words/operation.ts';
import { isOrder } from '../../words/order.ts';
import { type PlanGroup, sayPlan } from '../../words/plan.ts';
import { isOver, type Replan } from './replan.ts';

interface PlanHeadProps {
  run: RunSummary;
  rows: RunSite[];
  groups: Record<PlanGroup, RunSite[]>;
  replan: Replan;
}

/** One sentence that says it all, and how old it is. */
export function PlanHead({ run, rows, groups, replan }: PlanHeadProps) {
  const over = isOver(run);
  const incident = incidentOf(run);
  const order = orderOfPlan(run.id);
  const done = run.count - run.waiting - run.working;
  const sentence = over ? sayPlan(groups) : `Looking at ${count(run.count, 'site')}: ${done} done.`;
  return (
    <div className="plan-head">
      <div className="grow">
        <p className="second">
          {order ? orderTitle(order) : operations[run.operation].title}: what will happen. Nothing has been changed.
          {incident && (
            <>
              {' '}
              <a className="detail-link" href={hrefOf(incident)}>
                Back to the incident
              </a>
            </>
          )}
        </p>
        <p className="plan-sentence" aria-live="polite">
          {replan.pending ? 'The plan is being made again.' : sentence}
        </p>
      </div>
      {over ? (
        <div className="row">
          <span className="quiet">
            Looked at <When at={run.endedAt ?? run.startedAt} />
          </span>
          <Button
            variant="default"
            disabled={replan.pending || (isOrder(run.operation) && order === null && !run.options.incident)}
            onClick={() => replan.again()}
          >
            Look again
          </Button>
        </div>
      ) : (
        <Button
          variant="default"
          disabled={run.state === 'cancelling'}
          onClick={() => void ask('cancel', () => api.runs.cancel.mutate({ run: run.id }))}
        >
          {run.state === 'cancelling' ? 'Stopping…' : 'Stop looking'}
        </Button>
      )}
      <div className="plan-bar">
        {!over && <WaveBar sizes={[run.count]} rows={rows.map((row) => ({ ...row, wave: 0 }))} />}
      </div>
    </div>
  );
}
