import { ResaltError } from '../contract/failures.ts';
import type { Run, RunSite } from '../contract/runs.ts';
import type { PartRun } from '../incidents/rounds.ts';
import type { Parts } from './parts.ts';

/** The runs of one step of an incident, no plans, the newest first. `step` null: of the containment. */
export async function runsOfStep({ runs }: Pick<Parts, 'runs'>, incident: string, step: string | null): Promise<Run[]> {
  const mine = runs.list().filter(({ dryRun, options: { incident: of } }) => {
    if (dryRun || of?.id !== incident) return false;
    return step === null ? of.part === null : of.part !== null && of.step === step;
  });
  const all = await Promise.all(mine.map(({ id }) => runs.show(id)));
  return all.sort((one, other) => (one.startedAt > other.startedAt ? -1 : 1));
}

/** How these runs left one site. */
export const onSite = (all: readonly Run[], siteId: string): PartRun[] =>
  all.flatMap(({ id, startedAt, options, ...run }) => {
    const row = run.sites.find((one) => one.siteId === siteId);
    if (!row) return [];
    const part = options.incident?.part ?? -1;
    return { run: id, part, startedAt, outcome: row.outcome, interrupted: isInterrupted(run, row) };
  });

export const isInterrupted = ({ state }: Pick<Run, 'state'>, row: RunSite): boolean =>
  row.outcome === 'uncertain' || (state === 'interrupted' && row.state !== 'done');

/** Those that Resalt died in, or that are in doubt on one of these sites: they are gone on with before anything is begun. */
export const interruptedOf = (all: readonly Run[], siteIds: ReadonlySet<string>): Run[] =>
  all.filter(
    (run) => run.state === 'interrupted' || run.sites.some((row) => siteIds.has(row.siteId) && isInterrupted(run, row)),
  );

/** A run that could not be gone on with because what it was to do is forgotten, or its journal is damaged: it is begun anew. */
export const cantGoOn = (error: unknown): boolean =>
  error instanceof ResaltError &&
  (error.code === 'INPUT_INVALID' || error.code === 'NOT_ALLOWED_HERE') &&
  error.retry === 'never';
