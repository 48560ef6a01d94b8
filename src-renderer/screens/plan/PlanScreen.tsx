import { useMemo, useRef } from 'react';
import { FailureNote } from '../../components/FailureNote.tsx';
import { useKeys } from '../../components/keys.ts';
import { incidentOf } from '../../stores/incidents/of-run.ts';
import { leftOutOf, toggleLeftOut, useLeftOut } from '../../stores/left-out.ts';
import { whereOrdered } from '../../stores/ordering.ts';
import { go } from '../../stores/route.ts';
import { rowsOf, useRun } from '../../stores/run.ts';
import { isOrder } from '../../words/order.ts';
import { groupPlan, planGroups } from '../../words/plan.ts';
import { Choices } from './Choices.tsx';
import { PlanHead } from './PlanHead.tsx';
import { PlanList } from './PlanList.tsx';
import { PlanParts } from './PlanParts.tsx';
import { useReplan } from './replan.ts';
import './plan.css';

/**
 * What will happen, before anything does: a dry run, watched, then read. A plan that was made again takes the place of the
 * one before it (`plan-series`), which stays in sight until the first news of the new one.
 */
export function PlanScreen({ id }: { id: string }) {
  const news = useRun(id);
  const last = useRef(news);
  if (news.run) last.current = news;
  const watched = last.current;
  const rows = useMemo(() => rowsOf(watched), [watched]);
  const groups = useMemo(() => groupPlan(rows), [rows]);
  const leftOut = useLeftOut(leftOutOf(watched.run));
  const replan = useReplan(id, watched.run, rows);
  const { run } = watched;
  useKeys({
    escape: () =>
      go(whereOrdered(id) ?? incidentOf(run) ?? { screen: run && isOrder(run.operation) ? 'audit' : 'fleet' }),
  });
  if (!news.run && news.lost) return <FailureNote failure={news.lost} doing="read the plan" />;
  if (!run) return <p className="empty quiet">Reading the plan…</p>;
  const going = [...groups.warnings, ...groups.ready].filter((row) => !leftOut.has(row.siteId));
  const toggle = (siteId: string): void => toggleLeftOut(run, siteId, watched.sites.get(siteId)?.site ?? '');
  const known = planGroups.some((group) => groups[group].length > 0);
  return (
    <>
      <PlanHead run={run} rows={rows} groups={groups} replan={replan} />
      <PlanParts run={run} />
      <div className="plan">
        <div className="plan-list" aria-busy={replan.pending}>
          {known ? (
            <PlanList run={run} groups={groups} leftOut={leftOut} onToggle={toggle} />
          ) : (
            <p className="empty quiet">No site has answered yet.</p>
          )}
        </div>
        <Choices run={run} going={going} without={[...leftOut.values()]} replan={replan} />
      </div>
    </>
  );
}
