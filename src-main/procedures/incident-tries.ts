import type { Incident, IncidentStep } from '../contract/incidents.ts';
import type { Run, RunOptions } from '../contract/runs.ts';
import type { Site } from '../contract/sites.ts';
import { cellKey } from '../incidents/folded.ts';
import { failedRunOf } from '../incidents/rounds.ts';
import type { Action } from './incident-actions.ts';
import { beginRun, goOnWith } from './incident-follow.ts';
import { onSite, runsOfStep } from './incident-step-runs.ts';
import type { Parts } from './parts.ts';

/** For what a step's actions are done. `again`: a round of its own, which goes back to no earlier run. */
export interface Tried {
  parts: Parts;
  incident: Incident;
  step: IncidentStep;
  options: RunOptions;
  again: boolean;
}

/** Runs them one after the other; true where a person cancelled: nothing more is begun then. */
export async function areCancelled(job: Tried, actions: Action[], tell: (run: string) => void): Promise<boolean> {
  const { parts, incident, step, options } = job;
  for (const action of actions) {
    const { retries, fresh } = await triesOf(job, action);
    for (const { run, names } of retries) {
      parts.incidentWork.needOpen();
      const again = await goOnWith(parts, incident.id, run, tell, 'retry', names);
      if (!again) fresh.push(...action.sites.filter(({ name }) => names.includes(name)));
      else if (again.stoppedWhy !== null) return true;
    }
    if (fresh.length === 0) continue;
    parts.incidentWork.needOpen();
    const own = { ...action, sites: fresh };
    const run = await beginRun(parts, { incident: incident.id, step: step.id, action: own, options }, tell);
    if (run.stoppedWhy !== null) return true;
  }
  return false;
}

/** Where the same failed before in this round it is tried again in its own run, which knows what went well there; the other sites get a run of their own. */
async function triesOf({ parts, incident, step, options, again }: Tried, action: Action): Promise<Tries> {
  if (again) return { retries: [], fresh: [...action.sites] };
  const [all, folded] = [await runsOfStep(parts, incident.id, step.id), await parts.incidents.folded(incident.id)];
  const tries: Tries = { retries: [], fresh: [] };
  for (const site of action.sites) {
    const cell = folded.cells.get(cellKey(step.id, step.per === 'incident' ? null : site.id));
    const failed = failedRunOf(cell, onSite(all, site.id), action.part);
    const run = all.find(({ id }) => id === failed);
    const known = tries.retries.find((one) => one.run === run);
    if (known) known.names.push(site.name);
    else if (run && (await action.isSame(run, options))) tries.retries.push({ run, names: [site.name] });
    else tries.fresh.push(site);
  }
  return tries;
}

interface Tries {
  retries: { run: Run; names: string[] }[];
  fresh: Site[];
}
