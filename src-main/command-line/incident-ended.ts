import type { IncidentStep } from '../contract/incidents.ts';
import { runFrame } from '../contract/run-frame.ts';
import type { Run } from '../contract/runs.ts';
import { type ExitCode, exitCodeOfRun } from './exit-codes.ts';
import { isStepDone, sayNext, showStep } from './incident-words.ts';
import type { Engine, Invocation } from './invocation.ts';
import { passwordsAfter } from './new-passwords.ts';
import { showPlan } from './plan.ts';
import { reportRun } from './run-report.ts';
import { answer, say } from './terminal.ts';
import { whenIdle } from './when-idle.ts';

export interface Done {
  /** Null: the containment. */
  step: string | null;
  runs: Run[];
  steps: IncidentStep[];
  /** Every site is as asked, and the step holds where that can be seen. */
  well: boolean;
}

export async function endOf(engine: Engine, id: string, step: string | null, runs: Run[]): Promise<Done> {
  const incident = await whenIdle(engine, id, step);
  const steps = incident.steps.filter((one) => (step === null ? one.containment : one.id === step));
  const planned = runs.some(({ dryRun }) => dryRun);
  const holds = planned || steps.every((one) => one.verifications.length === 0 || isStepDone(one));
  return { step, runs, steps, well: holds && runs.every((run) => exitCodeOfRun(run) === 0) };
}

/** What the runs did, how each step stands after it, what was not begun (`left`), what is next. 0 where every site is as asked. */
export async function tell(
  invocation: Invocation,
  engine: Engine,
  id: string,
  done: readonly Done[],
  left: readonly string[] = [],
): Promise<ExitCode> {
  const { terminal, json } = invocation;
  const incident = await engine.call.incidents.show({ incident: id });
  const runs = done.flatMap((one) => one.runs);
  const passwords = await Promise.all(runs.filter(({ dryRun }) => !dryRun).map((run) => passwordsAfter(engine, run)));
  if (json)
    answer(terminal, {
      runs: runs.map((run) => runFrame(run)),
      steps: done.flatMap(({ steps }) => steps),
      ...(left.length > 0 ? { notBegun: left } : {}),
      incident: { id, next: incident.next, alerts: incident.alerts },
    });
  else {
    for (const run of runs) run.dryRun ? showPlan(terminal, run) : reportRun(terminal, run);
    for (const one of passwords) one.show(terminal);
    for (const one of done.filter((each) => !each.runs.some(({ dryRun }) => dryRun)))
      for (const step of one.steps) showStep(terminal, step);
    if (left.length > 0) say(terminal, `Not begun: ${left.join(', ')}.`, 'yellow');
    sayNext(terminal, incident);
  }
  return done.every(({ well }) => well) ? 0 : 1;
}
