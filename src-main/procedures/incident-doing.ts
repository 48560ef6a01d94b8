import { procedures as declared } from '../contract/procedures.ts';
import { containSites } from './incident-contain.ts';
import { recheckNow } from './incident-recheck.ts';
import { runStep } from './incident-run.ts';
import { everDone, verifySteps } from './incident-verify.ts';
import { siteIdsOf, stepOf } from './incidents.ts';
import type { Parts } from './parts.ts';
import { unlockedProcedure } from './rpc.ts';

const { incidents: d } = declared;

/** What Resalt itself does in an incident: `incidents.contain`, `run`, `verify` and `recheck`. */
export function incidentDoing(parts: Parts) {
  const unlocked = unlockedProcedure(parts);
  const { incidents, store, who } = parts;
  const audit = (what: string, incident: string, details: Record<string, unknown> = {}) =>
    store.auditTrail.append({ who, what, details: { incident, ...details } });
  return {
    contain: unlocked
      .input(d.contain.input)
      .output(d.contain.output)
      .mutation(async ({ input }) => {
        const run = await containSites(parts, input);
        await audit('incident.contained', input.incident, { run, dryRun: input.options.dryRun });
        return { run };
      }),
    run: unlocked
      .input(d.run.input)
      .output(d.run.output)
      .mutation(async ({ input }) => {
        const begun = await runStep(parts, input);
        await audit('incident.stepRun', input.incident, {
          step: input.step,
          run: begun.run,
          dryRun: input.options.dryRun,
        });
        return { ...begun, incident: await incidents.show(input.incident) };
      }),
    verify: unlocked
      .input(d.verify.input)
      .output(d.verify.output)
      .mutation(async ({ input }) => {
        const incident = await incidents.show(input.incident);
        const siteIds = siteIdsOf(incident, input.sites);
        const steps = input.steps?.map((step) => stepOf(incident, step)) ?? everDone(incident, siteIds);
        await audit('incident.verified', incident.id, { steps: steps.map(({ id }) => id) });
        await parts.incidentWork.begin(
          incident.id,
          steps.map(({ id }) => id),
          siteIds,
          async () => void (await verifySteps(parts, incident, { steps, siteIds })),
        );
        return incidents.show(incident.id);
      }),
    recheck: unlocked
      .input(d.recheck.input)
      .output(d.recheck.output)
      .mutation(async ({ input }) => {
        await audit('incident.rechecked', input.incident);
        await recheckNow(parts, input.incident);
        return incidents.show(input.incident);
      }),
  };
}
