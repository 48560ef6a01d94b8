import type { Order } from '../contract/orders.ts';
import { runFrame } from '../contract/run-frame.ts';
import type { Run, StartRun } from '../contract/runs.ts';
import type { Select } from '../contract/sites.ts';
import { consent, needConsent } from './consent.ts';
import { type ExitCode, exitCodeOfRun } from './exit-codes.ts';
import { followRun } from './follow-run.ts';
import { type Engine, type Invocation, withEngine } from './invocation.ts';
import { showPlan } from './plan.ts';
import { type RunFlags, readRunFlags } from './run-options.ts';
import { reportRun } from './run-report.ts';
import { answer, type Terminal } from './terminal.ts';
import { unlock } from './unlock.ts';
import { count } from './words.ts';

/** What a changing operation does to so many sites, for the question before it; absent: it changes nothing and needs none. */
type Act = (sites: string) => string;

/** Runs one operation on the chosen sites: the plan and a question first where it changes anything, then the run, then its result. */
export async function runOperation(
  invocation: Invocation,
  operation: StartRun['operation'],
  select: Select,
  flags: RunFlags,
  act: Act | null,
): Promise<ExitCode> {
  const asks = act !== null && !flags.dryRun;
  if (asks) needConsent(invocation, ', or --dry-run to only look');
  return withEngine<ExitCode>(invocation, async (engine) => {
    if (operation === 'FleetLogout' || operation === 'RotateSalts') engine.getReady();
    await unlock(invocation, engine);
    const start = (dryRun: boolean) => startAndFollow(invocation, engine, operation, select, { ...flags, dryRun });
    if (asks && !invocation.yes) {
      const plan = await start(true);
      showPlan(invocation.terminal, plan);
      await consent(invocation, act(count(plan.sites.length, 'site')), plan.sites.length);
    }
    return present(invocation, await start(flags.dryRun ?? false));
  });
}

/**
 * Has a closing operation done as ordered: first its plan, which the question is about; the run then does what was planned. `act` says
 * what it does to so many sites.
 */
export async function runOrder(
  invocation: Invocation,
  order: Order,
  select: Select,
  flags: RunFlags,
  act: Act,
  after: After = async () => ({ frame: {}, show: () => undefined }),
): Promise<ExitCode> {
  if (!flags.dryRun) needConsent(invocation, ', or --dry-run to only look');
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const options = readRunFlags(flags);
    const follow = ({ run }: { run: string }) => followRun(invocation, engine, run);
    const start = (dryRun: boolean) =>
      engine.call.orders.start({ order, select, options: { ...options, dryRun } }).then(follow);
    const told = async (run: Run) => present(invocation, run, run.dryRun ? undefined : await after(engine, run));
    if (flags.dryRun || invocation.yes) return told(await start(flags.dryRun ?? false));
    const plan = await start(true);
    showPlan(invocation.terminal, plan);
    await consent(invocation, act(count(plan.sites.length, 'site')), plan.sites.length);
    return told(await engine.call.orders.begin({ plan: plan.id, options }).then(follow));
  });
}

/** What an operation has to tell beside its run: more of the JSON, or lines after the report. */
interface More {
  frame: object;
  show(terminal: Terminal): void;
}
export type After = (engine: Engine, run: Run) => Promise<More>;

/** Starts a run and shows it until it ends; what comes back is the whole of it. */
export async function startAndFollow(
  invocation: Invocation,
  engine: Engine,
  operation: StartRun['operation'],
  select: Select,
  flags: RunFlags,
): Promise<Run> {
  const { run } = await engine.call.runs.start({ operation, select, options: readRunFlags(flags) });
  return followRun(invocation, engine, run);
}

/** A run's result, for a script or for a person, and the code to leave with. */
export function present({ terminal, json }: Invocation, run: Run, more?: More): ExitCode {
  if (json) answer(terminal, { ...runFrame(run), ...more?.frame });
  else {
    reportRun(terminal, run);
    more?.show(terminal);
  }
  return exitCodeOfRun(run);
}
