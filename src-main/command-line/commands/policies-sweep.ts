import { ResaltError } from '../../contract/failures.ts';
import type { PolicyRow } from '../../contract/session-policies.ts';
import { consent, needConsent } from '../consent.ts';
import type { ExitCode } from '../exit-codes.ts';
import { followRun } from '../follow-run.ts';
import { type Engine, type Invocation, withEngine } from '../invocation.ts';
import { present } from '../run-operation.ts';
import { elsewhere, figures, isIdle, nothingToDo, onlyShow, showSessionPlan } from '../session-plan.ts';
import { note } from '../terminal.ts';
import { unlock } from '../unlock.ts';

/** What a policy would end today; changes nothing. */
export function planPolicy(invocation: Invocation, _flags: object, name: string): Promise<ExitCode> {
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const { id } = await policyCalled(engine, name);
    return onlyShow(invocation, await engine.call.policies.plan({ policy: id }));
  });
}

/** Ends what breaks a policy: shown first, unless --yes, and then exactly that. */
export async function sweepPolicy(
  invocation: Invocation,
  { dryRun = false, proof }: { dryRun?: boolean; proof?: boolean },
  name: string,
): Promise<ExitCode> {
  if (!dryRun) needConsent(invocation, ', or --dry-run to only look');
  return withEngine<ExitCode>(invocation, async (engine) => {
    await unlock(invocation, engine);
    const { id } = await policyCalled(engine, name);
    let shown: object = {};
    if (!dryRun && !invocation.yes) {
      const plan = await engine.call.policies.plan({ policy: id });
      if (nothingToDo(plan)) return onlyShow(invocation, plan);
      showSessionPlan(plan, (text, style) => note(invocation.terminal, text, style));
      await consent(invocation, `End ${figures(plan)}${elsewhere(plan)}.`, plan.sessions);
      const sites = plan.rows.filter((row) => !isIdle(row)).map(({ siteId }) => siteId);
      shown = { before: plan.at, planned: { choice: plan.choice, sites } };
    }
    const { run } = await engine.call.policies.sweep({ policy: id, dryRun, ...(proof ? { proof } : {}), ...shown });
    return present(invocation, await followRun(invocation, engine, run));
  });
}

/** INPUT_INVALID where no policy has this name. */
export async function policyCalled(engine: Engine, name: string): Promise<PolicyRow> {
  const found = (await engine.call.policies.list({})).find((policy) => policy.name === name);
  if (found) return found;
  throw new ResaltError('INPUT_INVALID', `No policy is called “${name}”. resalt policies shows them.`, 'never');
}
