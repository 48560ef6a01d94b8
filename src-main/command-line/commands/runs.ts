import type { Command } from 'commander';
import type { RunSummary } from '../../contract/runs.ts';
import { consent, needConsent } from '../consent.ts';
import { type ExitCode, exitCodeOfRun } from '../exit-codes.ts';
import { followRun } from '../follow-run.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import { showPlan } from '../plan.ts';
import type { Register } from '../program.ts';
import { present } from '../run-operation.ts';
import { asAsked } from '../site-words.ts';
import { table } from '../table.ts';
import { answer, note, say } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { count, dateTime } from '../words.ts';
import { saveOldFiles } from './runs-old-files.ts';

export function registerRuns(program: Command, register: Register): void {
  const runs = program.command('runs').description('what was done, from the journal');
  register(runs.command('list').description('the newest first'), listRuns);
  register(runs.command('show').description('each site of a run').argument('<run>'), showRun);
  const resume = runs.command('resume').description('settle what is uncertain in an interrupted run and go on with it');
  register(resume.argument('<run>'), (invocation, _flags: object, run) => goOn(invocation, 'resume', run));
  const retry = runs.command('retry').description('again what did not go well, from the step where it stood');
  register(retry.argument('<run>'), (invocation, _flags: object, run) => goOn(invocation, 'retry', run));
  const rollback = runs
    .command('rollback')
    .description(
      'put back what a run changed, where that is honest; old salts end all logins with it, and that is proven',
    );
  const flags = rollback.argument('<run>').option('--dry-run', 'only show what would happen');
  register(flags, (invocation, given: { dryRun?: boolean }, run) => rollBack(invocation, run, given.dryRun ?? false));
  const oldFiles = runs.command('old-files').description('save the files that a run replaced, as they were before it');
  register(
    oldFiles
      .argument('<run>')
      .requiredOption('--out <folder>', 'where to; made where it is not there')
      .option('--site <name>', 'only of this site; repeat for more', (name: string, all: string[] = []) => [
        ...all,
        name,
      ]),
    saveOldFiles,
  );
}

function listRuns(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const runs = await engine.call.runs.list({});
    if (invocation.json) answer(terminal, { runs });
    else {
      table(terminal, terminal.out, ['Run', 'Operation', 'Started', 'State', 'Sites', 'Outcomes'], runs.map(cells));
      if (runs.length === 0) say(terminal, 'No runs yet.');
    }
    return 0;
  });
}

const cells = (run: RunSummary) => [
  run.id,
  whatOf(run),
  dateTime(run.startedAt),
  run.state === 'interrupted' ? { text: 'interrupted: resume it', style: 'red' as const } : run.state,
  String(run.count),
  outcomesOf(run),
];

const whatOf = ({ operation, dryRun, options }: RunSummary): string =>
  `${operation}${options.policy ? ` of policy ${options.policy.name}` : ''}${dryRun ? ' (dry run)' : ''}`;

const outcomesOf = ({ totals }: RunSummary): string =>
  Object.entries(totals)
    .filter(([, sites]) => sites > 0)
    .map(([outcome, sites]) => `${sites} ${outcome}`)
    .join(', ') || '-';

/** Reading a run is done well whatever the run did, but a script asks this to learn whether the run went well. */
function showRun(invocation: Invocation, _flags: object, run: string): Promise<ExitCode> {
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    return present(invocation, await engine.call.runs.show({ run }));
  });
}

function goOn(invocation: Invocation, which: 'resume' | 'retry', run: string): Promise<ExitCode> {
  needConsent(invocation);
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const before = await engine.call.runs.show({ run });
    if (which === 'retry' && exitCodeOfRun(before) === 0) {
      note(invocation.terminal, 'Every site of this run came out as asked: there is nothing to do again.');
      return present(invocation, before);
    }
    const left = before.sites.filter((row) => !asAsked(row)).length;
    const verb = which === 'retry' ? 'Try again' : 'Go on';
    await consent(invocation, `${verb} with ${before.operation} on ${count(left, 'site')}.`, left);
    const again = await engine.call.runs[which]({ run });
    return present(invocation, await followRun(invocation, engine, again.run, before.sites));
  });
}

/** Old salts revive every old cookie, so it is a logout of its own: shown first, asked for, followed, proven. */
function rollBack(invocation: Invocation, run: string, dryRun: boolean): Promise<ExitCode> {
  if (!dryRun) needConsent(invocation, ', or --dry-run to only look');
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const start = async (onlyLook: boolean) => {
      const started = await engine.call.runs.rollback({ run, options: { dryRun: onlyLook } });
      return followRun(invocation, engine, started.run);
    };
    if (!dryRun && !invocation.yes) {
      const plan = await start(true);
      showPlan(invocation.terminal, plan);
      const sites = count(plan.sites.length, 'site');
      await consent(invocation, actOf(plan.operation, sites), plan.sites.length);
    }
    return present(invocation, await start(dryRun));
  });
}

const actOf = (operation: RunSummary['operation'], sites: string): string =>
  operation === 'RollBackSalts'
    ? `Put the old salts of ${sites} back and end all their logins.`
    : `Put back on ${sites} what that run changed, where nobody has changed it since.`;
