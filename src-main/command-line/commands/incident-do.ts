import type { Command } from 'commander';
import type { Run } from '../../contract/runs.ts';
import { consent, needConsent } from '../consent.ts';
import type { ExitCode } from '../exit-codes.ts';
import { followRun } from '../follow-run.ts';
import { incidentCalled } from '../incident-called.ts';
import { endOf, tell } from '../incident-ended.ts';
import { isStepDone, sayNext, showStep } from '../incident-words.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import { onIncident, type RegisterIncident } from '../on-incident.ts';
import { showPlan } from '../plan.ts';
import { readRunFlags, withRunFlags } from '../run-options.ts';
import { repeatable } from '../select.ts';
import { answer } from '../terminal.ts';
import { unlock } from '../unlock.ts';
import { count } from '../words.ts';
import { type IncidentFlags, runSteps, sitesOf } from './incident-run.ts';

interface ContainFlags extends IncidentFlags {
  allow?: string[];
  whose?: 'administrators' | 'publishers' | 'everyone';
  withoutEvidence?: boolean;
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
    .argument(
      '<step...>',
      'as `resalt incident show` names it; of several each in its turn, until one does not end well',
    )
    .option('--plan <run>', 'do what this plan of the step has shown')
    .option('--again', 'also where it is done and holds');
  register(withRunFlags(doing), runSteps);
  register(
    named('verify', 'look whether steps hold').argument('[step...]', 'left out: all that were ever done'),
    verify,
  );
  const again = incident.command('recheck').description('the look after 24 hours, 7 or 30 days: the next one, now');
  register(again.argument('<incident>', 'its id or its whole name'), (invocation, _flags: object, name) =>
    onIncident(invocation, name, ({ call }, id) => call.incidents.recheck({ incident: id })),
  );
};

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
    const tellOf = async (run: Run) => tell(invocation, engine, id, [await endOf(engine, id, null, [run])]);
    if (!asks) return tellOf(await start(true));
    if (!invocation.yes) {
      const plan = await start(true);
      showPlan(invocation.terminal, plan);
      await consent(invocation, `Contain ${count(plan.sites.length, 'site')}.`, plan.sites.length);
    }
    return tellOf(await start(false));
  });
}

async function verify(
  invocation: Invocation,
  flags: IncidentFlags,
  name: string,
  [, ...steps]: string[],
): Promise<ExitCode> {
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
