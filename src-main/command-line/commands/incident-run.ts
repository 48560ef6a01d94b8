import { ResaltError } from '../../contract/failures.ts';
import type { Incident, IncidentStep } from '../../contract/incidents.ts';
import type { Run } from '../../contract/runs.ts';
import { consent, needConsent } from '../consent.ts';
import type { ExitCode } from '../exit-codes.ts';
import { followRun } from '../follow-run.ts';
import { incidentCalled } from '../incident-called.ts';
import { type Done, endOf, tell } from '../incident-ended.ts';
import { isStepDone } from '../incident-words.ts';
import { type Engine, type Invocation, withEngine } from '../invocation.ts';
import { showPlan } from '../plan.ts';
import { type RunFlags, readRunFlags } from '../run-options.ts';
import { unlock } from '../unlock.ts';
import { count } from '../words.ts';

export interface IncidentFlags extends RunFlags {
  site?: string[];
}
interface StepFlags extends IncidentFlags {
  plan?: string;
  again?: boolean;
}

export const sitesOf = ({ site }: IncidentFlags) => (site ? { sites: site } : {});

/** What Resalt does in these steps, one after the other; what comes after one that did not end well is not begun. */
export async function runSteps(
  invocation: Invocation,
  flags: StepFlags,
  name: string,
  [, ...steps]: string[],
): Promise<ExitCode> {
  if (!flags.dryRun) needConsent(invocation, ', or --dry-run to only look');
  if (flags.plan !== undefined && steps.length > 1) throw invalid('A plan is of one step: name that one alone.');
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const { id } = await incidentCalled(engine, name);
    if (steps.length > 1) refuseWhatCantRun(await engine.call.incidents.show({ incident: id }), steps);
    const done: Done[] = [];
    const left = new Set(steps);
    for (const step of left) {
      const runs = await runOne(invocation, engine, id, step, flags);
      const ended = await endOf(engine, id, step, runs);
      done.push(ended);
      left.delete(step);
      if (!ended.well) break;
    }
    return tell(invocation, engine, id, done, [...left]);
  });
}

/** Before anything is begun: of several steps none may be left behind for a mistyped one. */
function refuseWhatCantRun({ steps }: Incident, wanted: readonly string[]): void {
  const wrong = wanted.filter((id) => {
    const step = steps.find((one) => one.id === id);
    return !step || step.verifications.length + step.automations.length === 0;
  });
  if (wrong.length > 0)
    throw invalid(
      `Nothing was begun. Of these steps Resalt does nothing, or they are not in this incident: ${wrong.join(', ')}.`,
    );
}

async function runOne(
  invocation: Invocation,
  engine: Engine,
  id: string,
  step: string,
  flags: StepFlags,
): Promise<Run[]> {
  const again = flags.again ?? false;
  const call = (dryRun: boolean, plan: string | null) =>
    engine.call.incidents.run({
      ...{ incident: id, step, ...sitesOf(flags), plan, again },
      options: { ...readRunFlags(flags), dryRun },
    });
  if (flags.dryRun) return plansOf(engine, await call(true, null));
  const known = await engine.call.incidents.show({ incident: id });
  const asked = { incident: known, step, again, plan: () => call(true, null) };
  const plan = flags.plan ?? (await agreed(invocation, engine, asked));
  const before = new Set(known.steps.find((one) => one.id === step)?.standings.flatMap((one) => one.run ?? []));
  const { run: first } = await call(false, plan);
  return followAll(invocation, engine, id, { step, first, before });
}

/** The plan that is done: where the step wants one, or a person is to say yes to it. What was broken off is gone on with without one. */
async function agreed(
  invocation: Invocation,
  engine: Engine,
  {
    incident,
    step,
    again,
    plan,
  }: {
    incident: Incident;
    step: string;
    again: boolean;
    plan(): Promise<{ run: string | null; plans?: string[] | undefined }>;
  },
): Promise<string | null> {
  const of = incident.steps.find((one) => one.id === step);
  const acts = of?.automations.some((one) => !('audit' in one)) ?? false;
  if (!of || !acts || wasBrokenOff(of) || (isStepDone(of) && !again)) return null;
  const approval = of.who === 'resalt-after-approval';
  if (invocation.yes && !approval) return null;
  const planned = await plan();
  const plans = await plansOf(engine, planned);
  if (!invocation.json) for (const one of plans) showPlan(invocation.terminal, one);
  const sites = new Set(plans.flatMap((one) => one.sites.map(({ site }) => site))).size;
  if (plans.length > 0) await consent(invocation, `${of.title}: ${count(sites, 'site')}.`, sites);
  return approval ? planned.run : null;
}

const wasBrokenOff = ({ standings }: IncidentStep): boolean =>
  standings.some(
    ({ outcome, state, run }) => run !== null && state === 'failed' && (outcome === 'uncertain' || outcome === null),
  );

const plansOf = (
  engine: Engine,
  { run, plans }: { run: string | null; plans?: string[] | undefined },
): Promise<Run[]> =>
  Promise.all((plans ?? (run === null ? [] : [run])).map((id) => engine.call.runs.show({ run: id })));

/** Shows each run of the step until all of it is over. */
async function followAll(
  invocation: Invocation,
  engine: Engine,
  incident: string,
  { step, first, before }: { step: string; first: string | null; before: Set<string> },
): Promise<Run[]> {
  const runs = new Map<string, Run>();
  if (first !== null) runs.set(first, await followRun(invocation, engine, first));
  for await (const now of await engine.call.incidents.watch({ incident })) {
    const of = now.steps.find((one) => one.id === step);
    for (const id of new Set(of?.standings.flatMap((one) => one.run ?? [])))
      if (!runs.has(id) && !before.has(id)) runs.set(id, await followRun(invocation, engine, id));
    if (of?.state !== 'working') break;
  }
  return [...runs.values()];
}

const invalid = (message: string) => new ResaltError('INPUT_INVALID', message, 'never');
