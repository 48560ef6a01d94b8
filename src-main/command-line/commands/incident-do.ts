import type { Command } from 'commander';
import type { Incident, IncidentStep } from '../../contract/incidents.ts';
import { runFrame } from '../../contract/run-frame.ts';
import type { Run } from '../../contract/runs.ts';
import { consent, needConsent } from '../consent.ts';
import { type ExitCode, exitCodeOfRun } from '../exit-codes.ts';
import { followRun } from '../follow-run.ts';
import { incidentCalled } from '../incident-called.ts';
import { isStepDone, sayNext, showStep } from '../incident-words.ts';
import { type Engine, type Invocation, withEngine } from '../invocation.ts';
import { passwordsAfter } from '../new-passwords.ts';
import { onIncident, type RegisterIncident } from '../on-incident.ts';
import { showPlan } from '../plan.ts';
import { type RunFlags, readRunFlags, withRunFlags } from '../run-options.ts';
import { reportRun } from '../run-report.ts';
import { repeatable } from '../select.ts';
import { answer } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { whenIdle } from '../when-idle.ts';
import { count } from '../words.ts';

interface Flags extends RunFlags {
  site?: string[];
}
interface ContainFlags extends Flags {
  allow?: string[];
  whose?: 'administrators' | 'publishers' | 'everyone';
  withoutEvidence?: boolean;
}
interface StepFlags extends Flags {
  plan?: string;
  again?: boolean;
}

/** What Resalt itself does in an incident: `contain`, `run`, `verify` and `recheck`. */
export const registerIncidentDo: RegisterIncident = (incident, register) => {
  const named = (word: string, description: string): Command =>
    incident
      .command(word)
      .description(description)
      .argument('<incident>', 'its id or its whole name')
      .option('--site <name>', 'only on this site (repeatable)', repeatable);
  const containing = named('contain', 'stop it: evidence, closing to visitors, passwords, salts, logins, in one go')
    .option('--allow <address>', 'this address may see the site while it is closed (repeatable)', repeatable)
    .option('--whose <people>', 'whose passwords: administrators, publishers or everyone')
    .option('--without-evidence', 'go on where evidence can’t be kept');
  register(withRunFlags(containing), contain);
  const doing = named('run', 'what Resalt does in a step, then a look at whether it holds')
    .argument('<step>', 'as `resalt incident show` names it')
    .option('--plan <run>', 'do what this plan of the step has shown')
    .option('--again', 'also where it is done and holds');
  register(withRunFlags(doing), run);
  register(
    named('verify', 'look whether steps hold').argument('[step...]', 'left out: all that were ever done'),
    verify,
  );
  const again = incident.command('recheck').description('the look after 24 hours, 7 or 30 days: the next one, now');
  register(again.argument('<incident>', 'its id or its whole name'), (invocation, _flags: object, name) =>
    onIncident(invocation, name, ({ call }, id) => call.incidents.recheck({ incident: id })),
  );
};

const sitesOf = ({ site }: Flags) => (site ? { sites: site } : {});

async function contain(invocation: Invocation, flags: ContainFlags, name: string): Promise<ExitCode> {
  const asks = !flags.dryRun;
  if (asks) needConsent(invocation, ', or --dry-run to only look');
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const { id } = await incidentCalled(engine, name);
    const { allow, whose, withoutEvidence } = flags;
    const wishes = { ...sitesOf(flags), ...(allow ? { allow } : {}), ...(whose ? { whose } : {}) };
    const start = async (dryRun: boolean) => {
      const options = { ...readRunFlags(flags), dryRun };
      const begun = await engine.call.incidents.contain({
        incident: id,
        ...wishes,
        options,
        withoutEvidence: withoutEvidence ?? false,
      });
      return followRun(invocation, engine, begun.run);
    };
    if (!asks) return tell(invocation, engine, id, null, [await start(true)]);
    if (!invocation.yes) {
      const plan = await start(true);
      showPlan(invocation.terminal, plan);
      await consent(invocation, `Contain ${count(plan.sites.length, 'site')}.`, plan.sites.length);
    }
    const done = await start(false);
    return tell(invocation, engine, id, null, [done]);
  });
}

async function run(invocation: Invocation, flags: StepFlags, name: string, [, step = '']: string[]): Promise<ExitCode> {
  const asks = !flags.dryRun;
  if (asks) needConsent(invocation, ', or --dry-run to only look');
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const { id } = await incidentCalled(engine, name);
    const call = (dryRun: boolean, plan: string | null) =>
      engine.call.incidents.run({
        ...{ incident: id, step, ...sitesOf(flags), plan, again: flags.again ?? false },
        options: { ...readRunFlags(flags), dryRun },
      });
    if (!asks) return tell(invocation, engine, id, step, await plansOf(engine, await call(true, null)));
    const known = await engine.call.incidents.show({ incident: id });
    const plan =
      flags.plan ??
      (await agreed(invocation, engine, {
        incident: known,
        step,
        again: flags.again ?? false,
        plan: () => call(true, null),
      }));
    const before = new Set(known.steps.find((one) => one.id === step)?.standings.flatMap((one) => one.run ?? []));
    const { run: first } = await call(false, plan);
    const runs = await followAll(invocation, engine, id, { step, first, before });
    return tell(invocation, engine, id, step, runs);
  });
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

/** What the runs did, how the step stands after it, what is next. 0 where every site is as asked. */
async function tell(
  invocation: Invocation,
  engine: Engine,
  id: string,
  step: string | null,
  runs: readonly Run[],
): Promise<ExitCode> {
  const { terminal, json } = invocation;
  const incident = await whenIdle(engine, id, step);
  const planned = runs.some(({ dryRun }) => dryRun);
  const steps = incident.steps.filter((one) => (step === null ? one.containment : one.id === step));
  const passwords = await Promise.all(runs.filter(({ dryRun }) => !dryRun).map((run) => passwordsAfter(engine, run)));
  if (json)
    answer(terminal, {
      runs: runs.map((run) => runFrame(run)),
      steps,
      incident: { id, next: incident.next, alerts: incident.alerts },
    });
  else {
    for (const run of runs) planned ? showPlan(terminal, run) : reportRun(terminal, run);
    for (const one of passwords) one.show(terminal);
    if (!planned) for (const one of steps) showStep(terminal, one);
    sayNext(terminal, incident);
  }
  const wellRun = runs.every((run) => exitCodeOfRun(run) === 0);
  const holds = planned || steps.every((one) => one.verifications.length === 0 || isStepDone(one));
  return wellRun && holds ? 0 : 1;
}

async function verify(invocation: Invocation, flags: Flags, name: string, [, ...steps]: string[]): Promise<ExitCode> {
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const { id } = await incidentCalled(engine, name);
    const wanted = steps.length > 0 ? { steps } : {};
    const incident = await engine.call.incidents.verify({ incident: id, ...wanted, ...sitesOf(flags) });
    const seen = incident.steps.filter(
      (one) => one.verifications.length > 0 && (steps.length === 0 ? one.state !== 'open' : steps.includes(one.id)),
    );
    if (invocation.json) answer(invocation.terminal, incident);
    else {
      for (const one of seen) showStep(invocation.terminal, one);
      sayNext(invocation.terminal, incident);
    }
    return seen.every(isStepDone) ? 0 : 1;
  });
}
