import type { SessionPlan } from '../../contract/sessions.ts';
import type { Select } from '../../contract/sites.ts';
import { consent, needConsent } from '../consent.ts';
import type { ExitCode } from '../exit-codes.ts';
import { followRun } from '../follow-run.ts';
import { type Invocation, withEngine } from '../invocation.ts';
import { present, runOperation } from '../run-operation.ts';
import { type RunFlags, readRunFlags } from '../run-options.ts';
import { readSelect, type SelectOptions } from '../select.ts';
import { readChoice, type SessionFlags } from '../session-flags.ts';
import { elsewhere, figures, isIdle, nothingToDo, onlyShow, showSessionPlan } from '../session-plan.ts';
import { note } from '../terminal.ts';
import { unlock } from '../unlock.ts';

type Flags = SelectOptions & RunFlags & SessionFlags;

/** Without a choice it ends every session; with one exactly those, shown before they go. */
export async function endSessions(invocation: Invocation, flags: Flags): Promise<ExitCode> {
  const select = readSelect(flags);
  const choice = await readChoice(flags, invocation);
  if (Object.keys(choice).length === 0)
    return runOperation(invocation, 'EndSessions', select, flags, (sites) => `End all sessions on ${sites}.`);
  if (!flags.dryRun) needConsent(invocation, ', or --dry-run to only look');
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const plan = await engine.call.sessions.plan({ select, choice });
    if (flags.dryRun || nothingToDo(plan)) return onlyShow(invocation, plan);
    showSessionPlan(plan, (text, style) => note(invocation.terminal, text, style));
    await consent(invocation, `End ${figures(plan)}${elsewhere(plan)}.`, plan.sessions);
    const { waves, maxFailures, concurrency, proof } = readRunFlags(flags);
    const options = given({ waves, maxFailures, concurrency, proof });
    const { run } = await engine.call.sessions.end({
      select: toDo(plan),
      choice: plan.choice,
      before: plan.at,
      options,
    });
    return present(invocation, await followRun(invocation, engine, run));
  });
}

/** Only sites where there is something to end, or where that is not known. */
const toDo = ({ rows }: SessionPlan): Select => ({
  sites: rows.filter((row) => !isIdle(row)).map(({ site }) => site),
});

function given<T extends object>(options: T) {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
