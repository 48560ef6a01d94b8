import { useMemo, useState } from 'react';
import { FailureNote } from '../../components/FailureNote.tsx';
import { useKeys } from '../../components/keys.ts';
import { go } from '../../stores/route.ts';
import { rowsOf, useRun } from '../../stores/run.ts';
import { groupPlan, planGroups } from '../../words/plan.ts';
import { Choices } from './Choices.tsx';
import { PlanHead } from './PlanHead.tsx';
import { PlanList } from './PlanList.tsx';
import './plan.css';

/** What will happen, before anything does: a dry run, watched, then read. */
export function PlanScreen({ id }: { id: string }) {
  const watched = useRun(id);
  const rows = useMemo(() => rowsOf(watched), [watched]);
  const groups = useMemo(() => groupPlan(rows), [rows]);
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  useKeys({ escape: () => go({ screen: 'fleet' }) });
  const { run, lost } = watched;
  if (!run) {
    return lost ? (
      <FailureNote failure={lost} doing="read the plan" />
    ) : (
      <p className="empty quiet">Reading the plan…</p>
    );
  }
  const going = [...groups.warnings, ...groups.ready].filter((row) => !leftOut.has(row.siteId));
  const toggle = (siteId: string): void =>
    setLeftOut((before) => {
      const after = new Set(before);
      if (!after.delete(siteId)) after.add(siteId);
      return after;
    });
  const known = planGroups.some((group) => groups[group].length > 0);
  return (
    <>
      <PlanHead run={run} rows={rows} groups={groups} />
      <div className="plan">
        <div className="plan-list">
          {known ? (
            <PlanList run={run} groups={groups} leftOut={leftOut} onToggle={toggle} />
          ) : (
            <p className="empty quiet">No site has answered yet.</p>
          )}
        </div>
        <Choices run={run} going={going} />
      </div>
    </>
  );
}
