import { toFailure } from '../contract/failures.ts';
import type { Run } from '../contract/runs.ts';
import { cameToEnd } from '../incidents/verifications/evidence-kept.ts';
import type { Marks } from '../operations/story.ts';
import type { Runs } from '../runs/runs.ts';
import type { Missing } from '../store/evidence/archive/manifest.ts';
import type { KeptItem } from '../store/evidence/catalogue.ts';

type Read = Pick<Runs, 'show' | 'marksOf'>;

/**
 * What the runs that kept these pieces could not keep, as they told it, and of which kinds they did not come to the end: whole pieces of a database that is not
 * whole look like all of it. Of a run whose journal is gone nobody knows.
 */
export async function missingOf(runs: Read, items: readonly KeptItem[]): Promise<Missing[]> {
  const missing: Missing[] = [];
  for (const id of new Set(items.flatMap(({ run }) => run ?? []))) {
    const mine = items.filter(({ run }) => run === id);
    try {
      missing.push(...missingOfRun(await runs.show(id), await runs.marksOf(id), mine));
    } catch (error) {
      const why = `Its journal can’t be read: whether it came to its end is not known. ${toFailure(error).message}`;
      missing.push({ site: '', what: `run ${id}`, why: why.slice(0, 1000) });
    }
  }
  return missing;
}

function missingOfRun(run: Run, marks: ReadonlyMap<string, Marks>, items: readonly KeptItem[]): Missing[] {
  return [...new Set(items.map(({ siteId }) => siteId))].flatMap((siteId) => {
    const row = run.sites.find((one) => one.siteId === siteId);
    const mine = items.filter((item) => item.siteId === siteId);
    const site = mine[0]?.site ?? '';
    const past = row && { operation: run.operation, row, marks: marks.get(siteId) ?? {} };
    const kinds = [...new Set(mine.map(({ kind }) => kind))].filter((kind) => !past || !cameToEnd(past, kind));
    const told = row?.deeds?.filter(({ kind, result }) => kind === 'evidence' && result !== 'done') ?? [];
    return [
      ...kinds.map((kind) => ({ site, what: kind, why: `The run that kept it (${run.id}) did not come to its end.` })),
      ...told.map(({ what, why }) => ({ site, what, why: why ?? '' })),
    ];
  });
}
