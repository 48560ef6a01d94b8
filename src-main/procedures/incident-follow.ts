import type { Run, RunOptions, RunSite } from '../contract/runs.ts';
import { endedBadly } from '../incidents/folded.ts';
import type { NewLine } from '../incidents/lines.ts';
import type { Action } from './incident-actions.ts';
import { cantGoOn } from './incident-step-runs.ts';
import type { Parts } from './parts.ts';

interface Begun {
  incident: string;
  step: string;
  /** `part` null: the containment, which is of all its steps. */
  action: Omit<Action, 'part'> & { part: number | null };
  options: RunOptions;
}

/** Begins a run of a step, notes it in the record, follows it to its end and notes that. */
export async function beginRun(
  parts: Parts,
  { incident, step, action: { part, sites, start }, options }: Begun,
  tell: (run: string) => void,
): Promise<Run> {
  const run = await start({ ...options, incident: { id: incident, step, part } });
  tell(run);
  await parts.incidents.write(incident, { kind: 'begun', step, part, siteIds: sites.map(({ id }) => id), run });
  return endOf(parts, incident, run);
}

/** Goes on with a run that was broken off; one that can't be gone on with is left as it is, and told as it is. */
export async function goOnWith(
  parts: Parts,
  incident: string,
  run: Run,
  tell: (run: string) => void,
  which: 'resume' | 'retry' = 'resume',
  names?: string[],
): Promise<Run | null> {
  try {
    await parts.runs.goOn(run.id, which, [...parts.store.sites.list()], names);
  } catch (error) {
    if (cantGoOn(error)) return null;
    throw error;
  }
  const what = which === 'resume' ? 'run.resumed' : 'run.retried';
  await parts.store.auditTrail.append({ who: parts.who, what, runId: run.id, details: {} });
  tell(run.id);
  return endOf(parts, incident, run.id);
}

async function endOf(parts: Parts, incident: string, id: string): Promise<Run> {
  await parts.runs.settled(id);
  const run = await parts.runs.show(id);
  const of = run.options.incident;
  if (of) await parts.incidents.write(incident, ...endings(run, of));
  return run;
}

/** A line for each site, as it may be another client's; the worst ending is the last, so that it stands for a step that is done once for all. */
export function endings(
  { id, sites }: Pick<Run, 'id' | 'sites'>,
  { step, part }: { step: string; part: number | null },
): NewLine[] {
  const ended = { kind: 'ended' as const, step, part, run: id };
  const done = sites.filter(({ state }) => state === 'done');
  const worstLast = [
    ...done.filter(({ outcome }) => !endedBadly(outcome)),
    ...done.filter(({ outcome }) => endedBadly(outcome)),
  ];
  // That it came to an end is told also where no site had its turn.
  if (worstLast.length === 0) return [{ ...ended, sites: [] }];
  return worstLast.map((row) => ({
    ...ended,
    sites: [{ siteId: row.siteId, outcome: row.outcome, told: toldOf(row) }],
  }));
}

const mostDeedsTold = 15;

/** What became of a site, so that the record tells it by itself: the failure, or what was done. Text of the site's own is in it. */
function toldOf({ failure, deeds = [], salts, sessions }: RunSite): string {
  const done = deeds.filter(({ result }) => result === 'done').map(({ what }) => what.slice(0, 100));
  const more = done.length > mostDeedsTold ? ` and ${done.length - mostDeedsTold} more` : '';
  const facts = [
    ...(salts ? [`${salts.rotated} salts are new.`] : []),
    ...(sessions ? [`${sessions.before} logins were ended.`] : []),
    ...(done.length > 0 ? [`Done: ${done.slice(0, mostDeedsTold).join('; ')}${more}.`] : []),
  ];
  return [...(failure ? [failure.message] : []), ...facts].join(' ').slice(0, 2000);
}
